//! Shapes: structs that name what is read, and what is loaded with it, as fields.

mod ask;
mod collection;
mod given;
mod parts;
mod related;
mod source;

use super::{Projection, Scoped};
use crate::model::Model;

pub use self::collection::{Collection, Gather, KeyColumn, Map, WithKey};
pub use self::given::{As, ByKey, Gives, Holds, HoldsMaybe, ManyRows, MaybeRow, OneRow, Value};
pub use self::parts::{Built, Computed, Fields, fields, shape};
pub use self::related::{Gathered, Perhaps, Riding};
pub use self::source::{Source, read};

/// A struct that is read from rows of the model `M`, and names what it wants of them.
///
/// `#[derive(Shape)]` implements it; its documentation says what a field may be. A model is a shape of itself.
/// [`Query::shape`](crate::query::Query::shape) reads it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a shape of `{M}`",
    label = "expected `{M}` itself, or a shape of it",
    note = "a shape of `{M}` is a struct with `#[derive(Shape)]` and `#[shape({M})]`",
    note = "a relation that always leads to one row gives a field without `Option` or `Vec`"
)]
pub trait Shape<M: Model>: Sized + Send + 'static {
    /// The names of its fields, in order.
    #[doc(hidden)]
    const FIELDS: &'static [&'static str];

    /// What is read of each row.
    #[doc(hidden)]
    fn projection(rows: As<M, Self>) -> impl RowProjection<M, Row = Self>;
}

#[diagnostic::do_not_recommend]
impl<M: Model> Shape<M> for M {
    const FIELDS: &'static [&'static str] = &[];

    fn projection(_: As<M, M>) -> impl RowProjection<M, Row = M> {}
}

/// A projection of single rows, and not of groups.
pub trait RowProjection<M: Model>: Projection<M> + Scoped<M, Scope = M> + Clone {}

#[diagnostic::do_not_recommend]
impl<M: Model, P: Projection<M> + Scoped<M, Scope = M> + Clone> RowProjection<M> for P {}

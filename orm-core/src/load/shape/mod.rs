//! Shapes: structs that name what is read, and what is loaded with it, as fields.

mod collection;
mod given;
mod map;
mod parts;
mod related;
mod source;

use super::{Projection, Scoped};
use crate::model::Model;

pub use self::collection::{Collection, Item};
pub use self::given::{Gives, Holds, HoldsMaybe, HoldsOne};
pub use self::map::{Keyed, Map, keyed};
pub use self::parts::{fields, shape};
pub use self::source::{RelatedRows, Source, field, flatten};

/// A struct that is read from rows of the model `M`, and names what it wants of them.
///
/// `#[derive(Shape)]` implements it; its documentation says what a field may be. A model is a shape of itself.
/// [`Query::shape`](crate::query::Query::shape) reads it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a shape of `{M}`",
    label = "expected `{M}` itself, or a shape of it",
    note = "a shape of `{M}` is a struct with `#[derive(Shape)]` and `#[shape({M})]`"
)]
pub trait Shape<M: Model>: Sized + Send + 'static {
    /// The names of its fields, in order.
    #[doc(hidden)]
    const FIELDS: &'static [&'static str];

    /// What is read of each row.
    #[doc(hidden)]
    fn projection() -> impl RowProjection<M, Row = Self>;
}

#[diagnostic::do_not_recommend]
impl<M: Model> Shape<M> for M {
    const FIELDS: &'static [&'static str] = &[];

    fn projection() -> impl RowProjection<M, Row = M> {}
}

/// A projection of single rows, and not of groups.
pub trait RowProjection<M: Model>: Projection<M> + Scoped<M, Scope = M> + Clone {}

#[diagnostic::do_not_recommend]
impl<M: Model, P: Projection<M> + Scoped<M, Scope = M> + Clone> RowProjection<M> for P {}

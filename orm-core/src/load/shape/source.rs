//! What a field is read from.

use super::given::{Gives, Holds};
use super::parts::Computed;
use super::{RowProjection, Shape};
use crate::load::{Nested, WithoutJoinRow};
use crate::model::Model;
use crate::query::{Column, Expr, Expression};
use crate::relation::{Related, Relation};
use crate::types::ColumnType;

/// What a field of type `T` of a shape of `M` is read from: a column, an expression or a relation of `M`.
#[diagnostic::on_unimplemented(
    message = "a field `{T}` of a shape of `{M}` cannot be read from `{Self}`",
    label = "expected a column, an expression or a relation of `{M}`"
)]
pub trait Source<M: Model, T: Send> {
    #[doc(hidden)]
    fn projection(self) -> impl RowProjection<M, Row = T>;
}

impl<M: Model, C: ColumnType, K, T: Holds<C>> Source<M, T> for Column<M, C, K> {
    fn projection(self) -> impl RowProjection<M, Row = T> {
        Computed::new(self.into_expr().cast())
    }
}

impl<M: Model, C: ColumnType, T: Holds<C>> Source<M, T> for Expr<M, C> {
    fn projection(self) -> impl RowProjection<M, Row = T> {
        Computed::new(self.cast())
    }
}

impl<F, M, R, T> Source<M, T> for F
where
    F: Fn(&M) -> Related<R>,
    M: Model,
    R: Relation<From = M>,
    T: Send,
    R::Arity: Gives<R, T, WithoutJoinRow>,
{
    fn projection(self) -> impl RowProjection<M, Row = T> {
        R::Arity::projection(self.nested())
    }
}

impl<R: Relation, J, T: Send> Source<R::From, T> for Nested<R, (), J>
where
    R::Arity: Gives<R, T, J>,
{
    fn projection(self) -> impl RowProjection<R::From, Row = T> {
        R::Arity::projection(self)
    }
}

/// A relation of `M` by its accessor's name, perhaps filtered, ordered or limited.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relation of `{M}`",
    label = "expected a relation's accessor, such as `{M}::books`"
)]
pub trait RelatedRows<M: Model> {
    /// The relation.
    type Relation: Relation<From = M>;
    /// Whether its rows come with their join rows.
    type Mode;

    #[doc(hidden)]
    fn nested(self) -> Nested<Self::Relation, (), Self::Mode>;
}

#[diagnostic::do_not_recommend]
impl<F, M, R> RelatedRows<M> for F
where
    F: Fn(&M) -> Related<R>,
    M: Model,
    R: Relation<From = M>,
{
    type Relation = R;
    type Mode = WithoutJoinRow;

    fn nested(self) -> Nested<R> {
        Nested::new()
    }
}

#[diagnostic::do_not_recommend]
impl<R: Relation, J> RelatedRows<R::From> for Nested<R, (), J> {
    type Relation = R;
    type Mode = J;

    fn nested(self) -> Self {
        self
    }
}

/// A field of type `T`, by what it is read from.
pub fn field<M: Model, T: Send, S: Source<M, T>>(source: S) -> impl RowProjection<M, Row = T> {
    source.projection()
}

/// The fields of another shape of the same model.
pub fn flatten<M: Model, T: Shape<M>>() -> impl RowProjection<M, Row = T> {
    T::projection()
}

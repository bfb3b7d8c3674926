//! What a column, and a relation of each arity, gives to a field, and which types can hold it.

use super::related::{Gathered, Riding};
use super::{Collection, RowProjection, Shape};
use crate::load::{JoinMode, Nested, WithoutJoinRow};
use crate::model::Model;
use crate::relation::{Arity, Many, Maybe, One, Relation};
use crate::types::ColumnType;

/// A field that holds the values of a column or an expression of type `T`: it has that type.
#[diagnostic::on_unimplemented(
    message = "the field is `{Self}`, and what it is read from is `{T}`",
    label = "expected `{T}`"
)]
pub trait Holds<T>: ColumnType {}

#[diagnostic::do_not_recommend]
impl<T: ColumnType> Holds<T> for T {}

/// A field that holds the row of a relation that always leads to one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold the `{M}` that this relation leads to",
    label = "expected `{M}` or a shape of it",
    note = "the relation always leads to one row, so the field is no `Option` and no `Vec`; a shape of `{M}` is a struct with `#[derive(Shape)]` and `#[shape({M})]`"
)]
pub trait HoldsOne<M: Model>: Shape<M> {}

#[diagnostic::do_not_recommend]
impl<M: Model, X: Shape<M>> HoldsOne<M> for X {}

/// A field that holds the row of a relation that may lead to none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold the `{M}` that this relation may lead to",
    label = "expected an `Option` of `{M}` or of a shape of it",
    note = "the relation may lead to no row: its foreign key is an `Option`, or it is the reverse of a one-to-one"
)]
pub trait HoldsMaybe<M: Model>: Sized + Send {
    #[doc(hidden)]
    fn riding<R>(nested: Nested<R>) -> impl RowProjection<R::From, Row = Self>
    where
        R: Relation<To = M, Arity = Maybe>;
}

impl<M: Model, X: Shape<M>> HoldsMaybe<M> for Option<X> {
    fn riding<R>(nested: Nested<R>) -> impl RowProjection<R::From, Row = Self>
    where
        R: Relation<To = M, Arity = Maybe>,
    {
        Riding(nested.reading(|()| X::projection()))
    }
}

/// What a relation of this arity gives to a field of type `T`.
pub trait Gives<R: Relation, T: Send, J>: Arity {
    #[doc(hidden)]
    fn projection(nested: Nested<R, (), J>) -> impl RowProjection<R::From, Row = T>;
}

impl<R: Relation<Arity = One>, T: HoldsOne<R::To>> Gives<R, T, WithoutJoinRow> for One {
    fn projection(nested: Nested<R>) -> impl RowProjection<R::From, Row = T> {
        Riding(nested.reading(|()| T::projection()))
    }
}

impl<R: Relation<Arity = Maybe>, T: HoldsMaybe<R::To>> Gives<R, T, WithoutJoinRow> for Maybe {
    fn projection(nested: Nested<R>) -> impl RowProjection<R::From, Row = T> {
        T::riding(nested)
    }
}

impl<R: Relation<Arity = Many>, T: Collection<R, J>, J: JoinMode<R>> Gives<R, T, J> for Many {
    fn projection(nested: Nested<R, (), J>) -> impl RowProjection<R::From, Row = T> {
        Gathered::new(nested.reading(|()| T::projection()), T::collect)
    }
}

//! What a source gives to a field, and which types can hold it.
//!
//! The types here are named, and no bound of theirs is on a shape: `read` is where the compiler asks whether something is a
//! shape, and what it cannot answer is one error and not one for each use.

use std::marker::PhantomData;

use super::collection::{Collection, Map, WithKey};
use super::parts::{Computed, fields};
use super::related::{Gathered, Perhaps, Riding};
use crate::load::{JoinMode, Nested, Projection, Unjoined};
use crate::model::Model;
use crate::query::{Expr, Expression};
use crate::relation::{Many, Maybe, One, Relation};
use crate::schema::RelationRef;
use crate::types::ColumnType;

/// Rows of the model `M` that are read as the shape `X`: what [`Shape::projection`](super::Shape::projection) is asked with,
/// so that both are known from it.
pub struct As<M, X>(PhantomData<fn() -> (M, X)>);

impl<M, X> As<M, X> {
    /// Of these rows.
    #[expect(
        clippy::new_without_default,
        reason = "it is only named by what the derive writes"
    )]
    pub fn new() -> Self {
        As(PhantomData)
    }
}

/// A value of type `T`.
pub struct Value<M, T>(pub(super) Expr<M, T>);

/// A field that holds the values of a column or an expression of type `T`: it has that type.
#[diagnostic::on_unimplemented(
    message = "this field is `{Self}`, and what it is read from is `{T}`",
    label = "expected `{T}`"
)]
pub trait Holds<T> {
    /// The type, once more.
    type Type: ColumnType;
}

#[diagnostic::do_not_recommend]
impl<T: ColumnType> Holds<T> for T {
    type Type = T;
}

impl<M: Model, T: ColumnType> Value<M, T> {
    /// The value as a field. It has no rows to read.
    pub fn field<F: Holds<T>, P>(self, _: impl FnOnce(As<M, M>) -> P) -> Computed<M, F::Type> {
        Computed::new(self.0.cast())
    }
}

/// One row of `To`.
pub struct OneRow<M, To> {
    way: Vec<RelationRef>,
    models: PhantomData<fn() -> (M, To)>,
}

impl<M: Model, To: Model> OneRow<M, To> {
    pub(super) fn new(way: Vec<RelationRef>) -> Self {
        OneRow {
            way,
            models: PhantomData,
        }
    }

    /// The row as a field.
    pub fn field<F, P>(self, read: impl FnOnce(As<To, F>) -> P) -> Riding<To, P>
    where
        P: Projection<To>,
    {
        Riding::new(self.way, read(As::new()))
    }
}

/// One row of `To`, or none.
pub struct MaybeRow<M, To>(OneRow<M, To>);

impl<M: Model, To: Model> MaybeRow<M, To> {
    pub(super) fn new(way: Vec<RelationRef>) -> Self {
        MaybeRow(OneRow::new(way))
    }

    /// The row as a field.
    pub fn field<F, P>(self, read: impl FnOnce(As<To, F::Shape>) -> P) -> F::Field<P>
    where
        F: HoldsMaybe<To>,
        P: Projection<To>,
    {
        F::field(self.0.field(read))
    }
}

/// A field that holds the row of a relation that may lead to none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold the `{M}` that this relation may lead to",
    label = "expected an `Option` of `{M}` or of a shape of it",
    note = "there may be no row: a foreign key on the way is an `Option`, or the relation is the reverse of a one-to-one"
)]
pub trait HoldsMaybe<M> {
    /// What the row is read as.
    type Shape;
    /// How it is read, where `P` reads the shape.
    type Field<P>;

    #[doc(hidden)]
    fn field<P>(row: Riding<M, P>) -> Self::Field<P>;
}

impl<M, X> HoldsMaybe<M> for Option<X> {
    type Shape = X;
    type Field<P> = Perhaps<M, P>;

    fn field<P>(row: Riding<M, P>) -> Perhaps<M, P> {
        Perhaps(row)
    }
}

/// Rows that are put into the map `F`, where `P` reads each as a shape.
pub type ByKey<R, F, P, J> = Gathered<R, WithKey<<R as Relation>::To, <F as Map>::Key, P>, J, F>;

/// Many rows.
pub struct ManyRows<R, J>(Nested<R, (), J>);

impl<R: Relation, J: JoinMode<R>> ManyRows<R, J> {
    /// The rows as a field.
    pub fn field<F, P>(self, read: impl FnOnce(As<R::To, F::Shape>) -> P) -> F::Field<P>
    where
        F: Collection<R, J>,
        P: Projection<R::To>,
    {
        F::field(self.0.reading(|()| read(As::new())))
    }

    /// The rows as a map by a key that the field names.
    pub fn keyed<F, P, K>(
        self,
        key: K,
        read: impl FnOnce(As<R::To, F::Shape>) -> P,
    ) -> ByKey<R, F, P, J>
    where
        J: Unjoined<R>,
        F: Map,
        P: Projection<R::To>,
        K: Expression<Model = R::To, Type = F::Key>,
    {
        let key = Computed::new(key.into_expr());
        Gathered::new(self.0.reading(|()| fields((key, read(As::new())))))
    }
}

/// What a relation of this arity gives.
pub trait Gives {
    /// Rows of `R::To`.
    type Rows<R: Relation, J>;

    #[doc(hidden)]
    fn given<R: Relation, J>(nested: Nested<R, (), J>) -> Self::Rows<R, J>;
}

impl Gives for One {
    type Rows<R: Relation, J> = OneRow<R::From, R::To>;

    fn given<R: Relation, J>(nested: Nested<R, (), J>) -> Self::Rows<R, J> {
        OneRow::new(vec![nested.relation()])
    }
}

impl Gives for Maybe {
    type Rows<R: Relation, J> = MaybeRow<R::From, R::To>;

    fn given<R: Relation, J>(nested: Nested<R, (), J>) -> Self::Rows<R, J> {
        MaybeRow::new(vec![nested.relation()])
    }
}

impl Gives for Many {
    type Rows<R: Relation, J> = ManyRows<R, J>;

    fn given<R: Relation, J>(nested: Nested<R, (), J>) -> ManyRows<R, J> {
        ManyRows(nested)
    }
}

//! What a field is read from: an expression or a relation of the model.

use super::given::{Gives, MaybeRow, OneRow, Value};
use crate::load::{Nested, WithoutJoinRow};
use crate::model::Model;
use crate::query::{Column, Expr, Expression};
use crate::relation::{Chain, Path, Related, Relation};
use crate::types::{ColumnType, Nullable, Required};

/// What a field of a shape of `M` can be read from: a column, an expression or a relation of `M`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither an expression nor a relation of `{M}`",
    label = "expected a column, an expression or a relation of `{M}`",
    note = "a column of a related row is read through its relation: `{M}::author.then(Author::name)`; or a field holds the related row as a shape of its own"
)]
pub trait Source<M: Model> {
    /// What it gives: a value, or rows.
    type Given;

    #[doc(hidden)]
    fn given(self) -> Self::Given;
}

/// What a field is read from.
pub fn read<M: Model, S: Source<M>>(source: S) -> S::Given {
    source.given()
}

impl<M: Model, T: ColumnType, K> Source<M> for Column<M, T, K> {
    type Given = Value<M, T>;

    fn given(self) -> Value<M, T> {
        Value(self.into_expr())
    }
}

impl<M: Model, T: ColumnType> Source<M> for Expr<M, T> {
    type Given = Value<M, T>;

    fn given(self) -> Value<M, T> {
        Value(self)
    }
}

#[diagnostic::do_not_recommend]
impl<F, M, R> Source<M> for F
where
    F: Fn(&M) -> Related<R>,
    M: Model,
    R: Relation<From = M, Arity: Gives>,
{
    type Given = <R::Arity as Gives>::Rows<R, WithoutJoinRow>;

    fn given(self) -> Self::Given {
        R::Arity::given(Nested::new())
    }
}

impl<R: Relation<Arity: Gives>, J> Source<R::From> for Nested<R, (), J> {
    type Given = <R::Arity as Gives>::Rows<R, J>;

    fn given(self) -> Self::Given {
        R::Arity::given(self)
    }
}

impl<M: Model, R: Relation> Source<M> for Chain<M, R, Required> {
    type Given = OneRow<M, R::To>;

    fn given(self) -> OneRow<M, R::To> {
        OneRow::new(self.relations())
    }
}

impl<M: Model, R: Relation> Source<M> for Chain<M, R, Nullable> {
    type Given = MaybeRow<M, R::To>;

    fn given(self) -> MaybeRow<M, R::To> {
        MaybeRow::new(self.relations())
    }
}

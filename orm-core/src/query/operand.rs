use super::column::Column;
use super::expression::{Expr, Expression};
use super::fold::{Fold, Group};
use super::syntax;
use crate::model::Model;
use crate::types::{ColumnType, Datum, IntoColumn, Nullability, Required, Value};

/// What an expression of type `T` is compared or calculated with: a value, or another expression over the same model.
///
/// A value is a `T` or a `&T`, and for text a `&str`. An expression may be `NULL` even where the other side may not.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a value of type `{T}` nor an expression of `{M}` of that type",
    label = "expected `{T}`, or an expression of `{M}` of that type",
    note = "what may be `NULL` is asked as if it were not an `Option`; `is_null()` asks for `NULL`"
)]
pub trait Operand<M, T> {
    /// Whether it may be `NULL`.
    type Nullability: Nullability;

    /// The operand as an expression.
    fn into_operand(self) -> Expr<M, T>;
}

fn value<M, T: Value>(datum: Datum) -> Expr<M, T> {
    Expr::new(syntax::Expr::Value(syntax::Value {
        datum,
        ty: T::TYPE,
        column: None,
    }))
}

#[diagnostic::do_not_recommend]
impl<M, T: Value> Operand<M, T> for T {
    type Nullability = Required;

    fn into_operand(self) -> Expr<M, T> {
        value(self.into_datum())
    }
}

#[diagnostic::do_not_recommend]
impl<M, T: Value> Operand<M, T> for &T {
    type Nullability = Required;

    fn into_operand(self) -> Expr<M, T> {
        value(self.to_datum())
    }
}

#[diagnostic::do_not_recommend]
impl<M> Operand<M, String> for &str {
    type Nullability = Required;

    fn into_operand(self) -> Expr<M, String> {
        value(Datum::Text(self.to_owned()))
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, C: ColumnType, K> Operand<M, C::Base> for Column<M, C, K> {
    type Nullability = C::Nullability;

    fn into_operand(self) -> Expr<M, C::Base> {
        self.into_expr().cast()
    }
}

#[diagnostic::do_not_recommend]
impl<M, C: ColumnType> Operand<M, C::Base> for Expr<M, C> {
    type Nullability = C::Nullability;

    fn into_operand(self) -> Expr<M, C::Base> {
        self.cast()
    }
}

/// Beside an aggregate stands what the group has in common.
#[diagnostic::do_not_recommend]
impl<M: Model, C: ColumnType, K> Operand<Group<M>, C::Base> for Column<M, C, K> {
    type Nullability = C::Nullability;

    fn into_operand(self) -> Expr<Group<M>, C::Base> {
        self.into_expr().cast()
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, C: ColumnType> Operand<Group<M>, C::Base> for Expr<M, C> {
    type Nullability = C::Nullability;

    fn into_operand(self) -> Expr<Group<M>, C::Base> {
        self.cast()
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, C: ColumnType> Operand<Group<M>, C::Base> for Fold<M, C> {
    type Nullability = C::Nullability;

    fn into_operand(self) -> Expr<Group<M>, C::Base> {
        self.into_expr().cast()
    }
}

/// A set of values of type `T`: an array, a `Vec`, any iterator of what a `T` is set to, or a query that
/// [selects](super::Query::select) one expression of that type.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let titles: Vec<String> = vec!["Emma".into(), "Persuasion".into()];
/// assert_eq!(Book::filter(Book::title.is_in(&titles)).count(&db).await?, 1);
/// assert_eq!(Book::filter(Book::year.is_in(1810..1816)).count(&db).await?, 2);
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a set of `{T}`",
    label = "expected an array, a `Vec` or an iterator of `{T}`, or a query that selects one"
)]
pub trait IntoSet<T> {
    /// The values, erased.
    #[doc(hidden)]
    fn into_set(self) -> Set;
}

/// What a value is sought in.
#[doc(hidden)]
pub enum Set {
    /// Values, which are bound.
    Values(Vec<Datum>),
    /// The one output of a query.
    Query(Box<syntax::Select>),
}

#[diagnostic::do_not_recommend]
impl<T, I> IntoSet<T> for I
where
    T: Value,
    I: IntoIterator,
    I::Item: IntoColumn<T>,
{
    fn into_set(self) -> Set {
        Set::Values(self.into_iter().map(IntoColumn::into_datum).collect())
    }
}

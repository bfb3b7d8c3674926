use super::super::expression::{Base, Expr, Expression};
use super::super::operand::Operand;
use super::super::syntax::Function;
use super::{Arguments, Either};
use crate::types::Ordered;

/// Functions that give one of several values.
///
/// | | Postgres | SQLite |
/// |---|---|---|
/// | `coalesce(0)` | `coalesce("rank", $1)` | `coalesce("rank", ?)` |
/// | `nullif(0)` | `nullif("rank", $1)` | `nullif("rank", ?)` |
/// | `greatest(0)` | `greatest("rank", $1)` | `max(ifnull("rank", ?), ifnull(?, "rank"))` |
/// | `least(0)` | `least("rank", $1)` | `min(ifnull("rank", ?), ifnull(?, "rank"))` |
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let books = Book::query().order_by(Book::year.asc());
/// let publishers: Vec<i64> = books.select(Book::publisher_id.coalesce(0)).all(&db).await?;
/// assert_eq!(publishers, [0, 1, 0]);
/// let years: Vec<i32> = Book::query().select(Book::year.greatest(1815)).order_by(Book::year.asc()).all(&db).await?;
/// assert_eq!(years, [1815, 1815, 1818]);
/// # Ok(()) }
/// ```
pub trait ChoiceFunctions: Expression {
    /// This value, or where it is `NULL` the other. It is an `Option` only if the other is one.
    fn coalesce<O: Operand<Self::Model, Base<Self>>>(
        self,
        other: O,
    ) -> Expr<Self::Model, Either<Self, O>> {
        Arguments::of(self)
            .and(other.into_operand())
            .call(Function::Coalesce)
    }

    /// `NULL` where it equals the other value.
    fn nullif(
        self,
        other: impl Operand<Self::Model, Base<Self>>,
    ) -> Expr<Self::Model, Option<Base<Self>>>
    where
        Base<Self>: Ordered,
    {
        Arguments::of(self)
            .and(other.into_operand())
            .call(Function::NullIf)
    }

    /// The greater of the two. A `NULL` is left out: it is `NULL` only where both are.
    fn greatest<O: Operand<Self::Model, Base<Self>>>(
        self,
        other: O,
    ) -> Expr<Self::Model, Either<Self, O>>
    where
        Base<Self>: Ordered,
    {
        Arguments::of(self)
            .and(other.into_operand())
            .call(Function::Greatest)
    }

    /// The lesser of the two. A `NULL` is left out: it is `NULL` only where both are.
    fn least<O: Operand<Self::Model, Base<Self>>>(
        self,
        other: O,
    ) -> Expr<Self::Model, Either<Self, O>>
    where
        Base<Self>: Ordered,
    {
        Arguments::of(self)
            .and(other.into_operand())
            .call(Function::Least)
    }
}

impl<E: Expression> ChoiceFunctions for E {}

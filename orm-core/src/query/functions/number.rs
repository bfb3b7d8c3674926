use super::super::expression::{Base, Expr, Expression};
use super::super::syntax::Function;
use super::{Arguments, Mapped};
use crate::types::{Fraction, Number};

/// Functions of numbers. A function of `NULL` is `NULL`, and its type an `Option`.
///
/// | | Postgres | SQLite |
/// |---|---|---|
/// | `abs()` | `abs("price")` | `abs("price")` |
/// | `sign()` | `sign("price")::integer` | `sign("price")` |
/// | `floor()`, `ceil()` | `floor("price")` | calculated with `CAST("price" AS INTEGER)` |
/// | `round(2)` of a float | calculated with `trunc("price" * 100.0 …)` | calculated with `CAST("price" * 100.0 … AS INTEGER)` |
/// | `round(2)` of a `Decimal` | `round("price", 2)` | [`Error::Unsupported`](crate::Error::Unsupported) |
///
/// SQLite has no decimal numbers, so each of these is an error of a `Decimal` there, before anything is sent.
///
/// ```
/// use orm::prelude::*;
///
/// #[derive(Model)]
/// struct Reading {
///     id: i64,
///     degrees: f64,
/// }
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # schema![Reading].create_all(&db).await?;
/// Reading::create().degrees(-2.5).save(&db).await?;
/// let degrees = Reading::degrees;
/// let numbers = Reading::query().select((degrees.round(0), degrees.floor(), degrees.abs(), degrees.sign()));
/// assert_eq!(numbers.get(&db).await?, (-3.0, -3.0, 2.5, -1));
/// # Ok(()) }
/// ```
pub trait NumberFunctions: Expression {
    /// Without its sign. The least integer of a type has no opposite there: to read that of it is an error on both databases.
    fn abs(self) -> Expr<Self::Model, Self::Type>
    where
        Base<Self>: Number,
    {
        Arguments::of(self).call(Function::Absolute)
    }

    /// −1, 0 or 1, as it is less than zero, zero or greater.
    fn sign(self) -> Expr<Self::Model, Mapped<Self, i32>>
    where
        Base<Self>: Number,
    {
        Arguments::of(self).call(Function::Sign)
    }

    /// Rounded to so many digits behind the point, half away from zero: `round(0)` of 2.5 is 3, of −2.5 is −3.
    ///
    /// A float is multiplied by a power of ten, rounded to a whole number and divided again, in floating-point numbers of 64
    /// bits on both databases: 2.675, which is a little less in binary, is thus 2.68 in two digits. More than 15 digits are
    /// taken for 15.
    fn round(self, digits: u8) -> Expr<Self::Model, Mapped<Self, <Base<Self> as Number>::Average>>
    where
        Base<Self>: Fraction,
    {
        Arguments::of(self).call(Function::Round(digits.min(15)))
    }

    /// The greatest whole number that is not greater.
    fn floor(self) -> Expr<Self::Model, Mapped<Self, <Base<Self> as Number>::Average>>
    where
        Base<Self>: Fraction,
    {
        Arguments::of(self).call(Function::Floor)
    }

    /// The least whole number that is not less.
    fn ceil(self) -> Expr<Self::Model, Mapped<Self, <Base<Self> as Number>::Average>>
    where
        Base<Self>: Fraction,
    {
        Arguments::of(self).call(Function::Ceiling)
    }
}

impl<E: Expression> NumberFunctions for E {}

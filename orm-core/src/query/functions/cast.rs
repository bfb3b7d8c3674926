use super::super::expression::{Base, Expr, Expression};
use super::super::syntax::Function;
use super::{Arguments, Mapped};
use crate::types::Value;

/// The same value as another type.
///
/// | from | to | Postgres | SQLite |
/// |---|---|---|---|
/// | `i16`, `i32` | a wider integer | `CAST("year" AS bigint)` | `CAST("year" AS INTEGER)` |
/// | an integer, `f32` | `f64` | `CAST("year" AS double precision)` | `CAST("year" AS REAL)` |
/// | an integer | `String` | `CAST("year" AS text)` | `CAST("year" AS TEXT)` |
/// | `bool` | `i32`, `i64`: 0 or 1 | `CAST("done" AS integer)` | `CAST("done" AS INTEGER)` |
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let label = Book::title.concat(", ").concat(Book::year.cast::<String>());
/// let labels = Book::query().order_by(Book::year.asc()).select(label).all(&db).await?;
/// assert_eq!(labels[1], "Emma, 1815");
/// # Ok(()) }
/// ```
pub trait CastFunctions: Expression {
    /// As a `T`, which has room for every value of this type: no cast fails. An `i64` of more than 53 bits is the nearest
    /// `f64`.
    fn cast<T: CastFrom<Base<Self>>>(self) -> Expr<Self::Model, Mapped<Self, T>> {
        Arguments::of(self).call(Function::Cast)
    }
}

impl<E: Expression> CastFunctions for E {}

/// What a value of type `T` can be cast to without a failure, on both databases alike.
#[diagnostic::on_unimplemented(
    message = "an expression of type `{T}` cannot be cast to `{Self}`",
    label = "not a type that has room for every `{T}` on both databases",
    note = "integers are cast to wider ones, to `f64` and to `String`, `f32` to `f64`, `bool` to `i32` and `i64`; where a cast may fail, read the value and convert it in Rust"
)]
pub trait CastFrom<T>: Value {}

macro_rules! casts {
    ($($from:ty => $($to:ty)*;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl CastFrom<$from> for $to {}
    )*)*};
}

casts! {
    bool => i32 i64;
    i16 => i32 i64 f64 String;
    i32 => i64 f64 String;
    i64 => f64 String;
    f32 => f64;
}

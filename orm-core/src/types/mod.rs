//! Rust value ↔ SQL value.
//!
//! [`Value`] is what a column can hold; [`ColumnType`] is a `Value` or an `Option` of one. Between the typed
//! layers and the database a value travels erased: outward as an owned [`Datum`], inward as a borrowed [`Cell`].

mod array;
mod cell;
#[cfg(feature = "chrono")]
mod chrono;
mod column_type;
mod datum;
#[cfg(feature = "decimal")]
mod decimal;
mod derived;
mod id;
mod into_column;
#[cfg(feature = "json")]
mod json;
mod numeric;
mod point_in_time;
mod std;
#[cfg(feature = "time")]
mod time;
#[cfg(feature = "uuid")]
mod uuid;

pub use self::array::Element;
pub use self::cell::{Cell, Unreadable};
pub use self::column_type::{
    ColumnType, Dated, Document, Fraction, Integer, List, Nullability, Nullable, Number, Ordered,
    Required, Textual, Timed,
};
pub use self::datum::{Datum, SqlType};
pub use self::derived::{read_variant, text, uuid_v7, validate};
pub use self::id::Id;
pub use self::into_column::IntoColumn;
#[cfg(feature = "json")]
pub use self::json::Json;
pub use self::numeric::Decimal;
pub use self::point_in_time::PointInTime;

/// A Rust type that one column holds. An `Option` of it is a column that may be `NULL`.
///
/// | Rust | Postgres | SQLite | feature |
/// |---|---|---|---|
/// | `bool` | `boolean` | `BOOLEAN`, 0 or 1 | |
/// | `i16`, `i32`, `i64` | `smallint`, `integer`, `bigint` | `SMALLINT`, `INTEGER`, `BIGINT` | |
/// | `f32`, `f64` | `real`, `double precision` | `REAL`, `DOUBLE` | |
/// | `String` | `text`, `varchar(n)` with `max_length` | `TEXT`, `VARCHAR(n)` with a check | |
/// | `Vec<u8>` | `bytea` | `BLOB` | |
/// | `DateTime<Utc>`, `OffsetDateTime` | `timestamptz` | text in UTC | `chrono`, `time` |
/// | `NaiveDateTime`, `PrimitiveDateTime` | `timestamp` | text | `chrono`, `time` |
/// | `NaiveDate`, `Date` | `date` | text | `chrono`, `time` |
/// | `NaiveTime`, `Time` | `time` | text | `chrono`, `time` |
/// | `Uuid` | `uuid` | blob of 16 bytes | `uuid` |
/// | `Decimal` | `numeric` | text whose order is the numbers' | `decimal` |
/// | `Json<T>`, `serde_json::Value` | `jsonb` | text | `json` |
/// | [`Id<M>`](Id) | as the raw key | as the raw key | |
/// | `Vec<T>` | an array | [`Error::Unsupported`](crate::Error::Unsupported) | |
/// | `#[derive(Value)]` on a newtype | as what is in it | as what is in it | |
/// | `#[derive(Value)]` on an enum without fields | `text` with a check | `TEXT` with a check | |
///
/// Times are kept to the microsecond.
///
/// ```
/// use orm::prelude::*;
///
/// #[derive(Value, Clone, Debug, PartialEq)]
/// struct Isbn(String);
///
/// #[derive(Model)]
/// struct Book {
///     #[primary_key]
///     isbn: Isbn,
///     rating: Option<f64>,
/// }
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # schema![Book].create_all(&db).await?;
/// let book = Book::create().isbn(Isbn("978-0".into())).save(&db).await?;
/// assert_eq!((book.isbn, book.rating), (Isbn("978-0".into()), None));
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a column",
    label = "not a column type",
    note = "column types are `bool`, `i16`, `i32`, `i64`, `f32`, `f64`, `String`, `Vec<u8>`, those of the features `chrono`, `time`, `uuid`, `decimal` and `json`, and an `Option` of each",
    note = "for an unsigned integer take the next larger signed one (`u8` → `i16`, `u16` → `i32`, `u32` → `i64`), for `u64` and `usize` an `i64` or a `Decimal`; for a type of your own, `#[derive(Value)]`"
)]
pub trait Value: Sized + Clone + Send + Sync + 'static {
    /// The type that the database stores it as.
    const TYPE: SqlType;

    /// The texts that the column may hold, if they are a closed set: the names of an enum's variants.
    const VARIANTS: &'static [&'static str] = &[];

    /// The value as it is sent to the database.
    fn to_datum(&self) -> Datum;

    /// As [`to_datum`](Value::to_datum), without a copy where the type can give itself away.
    fn into_datum(self) -> Datum {
        self.to_datum()
    }

    /// The value that was read from the database.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] where the stored value is none of this type's.
    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable>;
}

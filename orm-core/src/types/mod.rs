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
mod std;
#[cfg(feature = "time")]
mod time;
#[cfg(feature = "uuid")]
mod uuid;

pub use self::array::Element;
pub use self::cell::{Cell, Unreadable};
pub use self::column_type::{
    ColumnType, Integer, Nullability, Nullable, Number, Ordered, Required, Textual,
};
pub use self::datum::{Datum, SqlType};
pub use self::derived::{read_variant, text, uuid_v7};
pub use self::id::Id;
pub use self::into_column::IntoColumn;
#[cfg(feature = "json")]
pub use self::json::Json;
pub use self::numeric::Decimal;

/// A Rust type that one column holds.
///
/// Implemented for `bool`, `i16`, `i32`, `i64`, `f32`, `f64`, `String` and `Vec<u8>`; for the types of `chrono`,
/// `time`, `uuid`, `rust_decimal` and `serde_json` behind the features of those names; for [`Id`]; and for a
/// `Vec` of a value, which is an array on Postgres. `#[derive(Value)]` implements it for a newtype and for an enum
/// without fields.
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

//! What the derives' code calls on values.

use super::{Cell, ColumnType, Datum, Unreadable, Value};

/// The text that an enum's variant is stored as.
#[doc(hidden)]
pub fn text(variant: &str) -> Datum {
    Datum::Text(variant.to_owned())
}

/// The enum's variant that is stored as this text; the variants come in the order of `T::VARIANTS`.
#[doc(hidden)]
pub fn read_variant<T: Value, const N: usize>(
    cell: Cell<'_>,
    variants: [T; N],
) -> Result<T, Unreadable> {
    let text = String::from_cell(cell)?;
    let mut named = T::VARIANTS.iter().zip(variants);
    named
        .find(|(name, _)| **name == text)
        .map(|(_, variant)| variant)
        .ok_or_else(|| Unreadable::new("the text is none of the enum's variants"))
}

/// Asks a validator of a column of type `T` whether a value may be stored; `NULL` is not asked about.
#[doc(hidden)]
pub fn validate<T: ColumnType, E: std::fmt::Display>(
    datum: &Datum,
    validator: impl FnOnce(&T::Base) -> Result<(), E>,
) -> Result<(), String> {
    if datum.is_null() {
        return Ok(());
    }
    match T::Base::from_cell(datum.as_cell()) {
        Ok(value) => validator(&value).map_err(|reason| reason.to_string()),
        // What no database can store is refused when it is bound.
        Err(_) => Ok(()),
    }
}

/// A key that is made at insert: a UUID of version 7.
#[cfg(feature = "uuid")]
#[doc(hidden)]
pub fn uuid_v7() -> Datum {
    Datum::Uuid(*uuid::Uuid::now_v7().as_bytes())
}

/// Without the feature no `Uuid` is a column type, which the compiler says of the field.
#[cfg(not(feature = "uuid"))]
#[doc(hidden)]
pub fn uuid_v7() -> Datum {
    Datum::Invalid("UUIDs need the feature `uuid` of the crate `orm`")
}

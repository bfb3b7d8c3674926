//! What a value is in SQLite, which knows integers, floats, text and blobs.
//!
//! | type | stored as |
//! |---|---|
//! | boolean | integer, 0 or 1 |
//! | integers | integer |
//! | floats | real; a 32-bit one as the 64-bit one of the same value |
//! | text, JSON | text |
//! | bytes | blob |
//! | UUID | blob of 16 bytes |
//! | dates and times | text, see [`calendar`] |
//! | decimal numbers | text, see [`sortable_decimal`] |
//!
//! In each of them SQLite's own order and equality are the values'.

use std::borrow::Cow;

use super::check::{self, Refusal};
use crate::db::format::{calendar, sortable_decimal};
use crate::types::{Datum, SqlType};

/// A value as SQLite stores it.
#[derive(Clone, PartialEq)]
pub(crate) enum Stored<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(Cow<'a, str>),
    Blob(Cow<'a, [u8]>),
}

impl Stored<'_> {
    /// How many bytes it takes beside its place among the values.
    #[cfg(feature = "sqlite")]
    pub(crate) fn size(&self) -> usize {
        match self {
            Stored::Null | Stored::Integer(_) | Stored::Real(_) => 0,
            Stored::Text(text) => text.len(),
            Stored::Blob(bytes) => bytes.len(),
        }
    }

    /// The same, borrowed from nobody.
    #[cfg(feature = "sqlite")]
    pub(crate) fn into_owned(self) -> Stored<'static> {
        match self {
            Stored::Null => Stored::Null,
            Stored::Integer(value) => Stored::Integer(value),
            Stored::Real(value) => Stored::Real(value),
            Stored::Text(text) => Stored::Text(Cow::Owned(text.into_owned())),
            Stored::Blob(bytes) => Stored::Blob(Cow::Owned(bytes.into_owned())),
        }
    }
}

const NAN: Refusal =
    "NaN cannot be stored on SQLite, which would make it NULL; store `None` in an `Option`";
const DATE: Refusal = "dates on SQLite are in the years 0000 to 9999";

/// The stored form of a value in a column of type `ty`.
pub(super) fn store(value: &Datum, ty: SqlType) -> Result<Stored<'_>, Refusal> {
    Ok(match (ty, value) {
        (_, Datum::Null) => Stored::Null,
        (_, Datum::Invalid(reason)) => return Err(reason),
        (SqlType::Bool, Datum::Bool(value)) => Stored::Integer((*value).into()),
        (SqlType::Int16, _) => Stored::Integer(check::integer::<i16>(value)?.into()),
        (SqlType::Int32, _) => Stored::Integer(check::integer::<i32>(value)?.into()),
        (SqlType::Int64, _) => Stored::Integer(check::integer(value)?),
        (SqlType::Float32 | SqlType::Float64, Datum::Float32(value)) => real((*value).into())?,
        (SqlType::Float64, Datum::Float64(value)) => real(*value)?,
        (SqlType::Text, Datum::Text(value)) => text(check::text(value)?),
        (SqlType::Json, Datum::Json(value)) => text(check::json(value)?),
        (SqlType::Bytes, Datum::Bytes(value)) => Stored::Blob(Cow::Borrowed(value)),
        (SqlType::Uuid, Datum::Uuid(value)) => Stored::Blob(Cow::Borrowed(value)),
        (SqlType::Timestamp, Datum::Timestamp(micros))
        | (SqlType::DateTime, Datum::DateTime(micros)) => {
            written(calendar::write_date_time(*micros), DATE)?
        }
        (SqlType::Date, Datum::Date(days)) => written(calendar::write_date(*days), DATE)?,
        (SqlType::Time, Datum::Time(micros)) => {
            written(calendar::write_time(check::time(*micros)?), DATE)?
        }
        (SqlType::Decimal, Datum::Decimal(value)) => {
            written(sortable_decimal::write(*value), check::DECIMAL)?
        }
        _ => return Err(check::OTHER_TYPE),
    })
}

fn real(value: f64) -> Result<Stored<'static>, Refusal> {
    if value.is_nan() {
        return Err(NAN);
    }
    Ok(Stored::Real(value))
}

fn text(text: &str) -> Stored<'_> {
    Stored::Text(Cow::Borrowed(text))
}

fn written(text: Option<String>, refusal: Refusal) -> Result<Stored<'static>, Refusal> {
    text.map(|text| Stored::Text(Cow::Owned(text)))
        .ok_or(refusal)
}

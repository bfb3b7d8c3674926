//! SQLite's storage classes as cells: the way back of [`bind::sqlite`](crate::db::bind).
//!
//! SQLite stores anything in any column. What a column of its type cannot hold does not decode, whoever wrote it.

use crate::db::format::{calendar, sortable_decimal};
use crate::db::sqlite::Record;
use crate::types::{Cell, SqlType, Unreadable};

/// The cell at a position, as a column of type `ty` stores it.
#[inline]
pub(super) fn cell(row: Record<'_>, position: usize, ty: SqlType) -> Result<Cell<'_>, Unreadable> {
    read(row.value(position)?, ty)
}

/// A value as it stands in SQLite.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Storage<'r> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'r str),
    Blob(&'r [u8]),
}

impl Storage<'_> {
    fn kind(self) -> &'static str {
        match self {
            Storage::Null => "NULL",
            Storage::Integer(_) => "an integer",
            Storage::Real(_) => "a floating-point number",
            Storage::Text(_) => "text",
            Storage::Blob(_) => "a blob",
        }
    }
}

/// The cell that a column of type `ty` gives.
#[inline]
pub(crate) fn read(storage: Storage<'_>, ty: SqlType) -> Result<Cell<'_>, Unreadable> {
    Ok(match (ty, storage) {
        (_, Storage::Null) => Cell::Null,
        (SqlType::Bool, Storage::Integer(0)) => Cell::Bool(false),
        (SqlType::Bool, Storage::Integer(1)) => Cell::Bool(true),
        (SqlType::Bool, Storage::Integer(_)) => {
            return Err(Unreadable::new("expected 0 or 1, found another integer"));
        }
        (SqlType::Int16 | SqlType::Int32 | SqlType::Int64, Storage::Integer(value)) => {
            Cell::Int(value)
        }
        (SqlType::Float32, Storage::Real(value)) => Cell::Float32(narrow(value)?),
        (SqlType::Float32, Storage::Integer(value)) => Cell::Float32(narrow(float(value)?)?),
        (SqlType::Float64, Storage::Real(value)) => Cell::Float64(value),
        (SqlType::Float64, Storage::Integer(value)) => Cell::Float64(float(value)?),
        (SqlType::Text, Storage::Text(text)) => Cell::Text(text),
        (SqlType::Json, Storage::Text(text)) => Cell::Json(text),
        (SqlType::Bytes, Storage::Blob(bytes)) => Cell::Bytes(bytes),
        (SqlType::Uuid, Storage::Blob(bytes)) => {
            Cell::Uuid(bytes.try_into().map_err(|_| {
                Unreadable::new(format!("a UUID has 16 bytes, found {}", bytes.len()))
            })?)
        }
        (SqlType::Timestamp, Storage::Text(text)) => {
            Cell::Timestamp(parse(calendar::read_date_time(text), DATE_TIME)?)
        }
        (SqlType::DateTime, Storage::Text(text)) => {
            Cell::DateTime(parse(calendar::read_date_time(text), DATE_TIME)?)
        }
        (SqlType::Date, Storage::Text(text)) => {
            Cell::Date(parse(calendar::read_date(text), "a date as `YYYY-MM-DD`")?)
        }
        (SqlType::Time, Storage::Text(text)) => Cell::Time(parse(
            calendar::read_time(text),
            "a time as `HH:MM:SS.ffffff`",
        )?),
        (SqlType::Decimal, Storage::Text(text)) => Cell::Decimal(parse(
            sortable_decimal::read(text),
            "a decimal as `>52.125` (12.5)",
        )?),
        (ty, other) => {
            let (expected, found) = (expected(ty), other.kind());
            return Err(Unreadable::new(format!(
                "expected {expected}, found {found}"
            )));
        }
    })
}

const DATE_TIME: &str = "a date and time as `YYYY-MM-DD HH:MM:SS.ffffff`";

fn parse<T>(value: Option<T>, expected: &str) -> Result<T, Unreadable> {
    value.ok_or_else(|| Unreadable::new(format!("expected {expected}, found other text")))
}

/// An expression may give an integer where its column stores floats.
fn float(value: i64) -> Result<f64, Unreadable> {
    let float = value as f64;
    if float as i128 != i128::from(value) {
        return Err(Unreadable::new("no floating-point number is this integer"));
    }
    Ok(float)
}

/// SQLite computes with 64 bits: the result is rounded to the nearest float of 32 bits, as Postgres' `real` is.
fn narrow(value: f64) -> Result<f32, Unreadable> {
    let narrow = value as f32;
    if narrow.is_infinite() && value.is_finite() {
        return Err(Unreadable::new("the number is out of the range of an f32"));
    }
    Ok(narrow)
}

fn expected(ty: SqlType) -> &'static str {
    match ty {
        SqlType::Bool => "a boolean (0 or 1)",
        SqlType::Int16 | SqlType::Int32 | SqlType::Int64 => "an integer",
        SqlType::Float32 | SqlType::Float64 => "a floating-point number",
        SqlType::Text => "text",
        SqlType::Json => "JSON text",
        SqlType::Bytes => "a blob",
        SqlType::Uuid => "a UUID (a blob of 16 bytes)",
        SqlType::Timestamp | SqlType::DateTime => DATE_TIME,
        SqlType::Date => "a date as text",
        SqlType::Time => "a time of day as text",
        SqlType::Decimal => "a decimal number as text",
        SqlType::Array(_) => "an array, which SQLite has not",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(storage: Storage<'_>, ty: SqlType) -> String {
        match read(storage, ty) {
            Ok(cell) => panic!("reads as {cell:?}"),
            Err(reason) => reason.to_string(),
        }
    }

    #[test]
    fn refuses_what_others_stored() {
        let text = Storage::Text("7");
        assert_eq!(
            reason(text, SqlType::Int64),
            "expected an integer, found text"
        );
        assert_eq!(
            reason(Storage::Integer(7), SqlType::Text),
            "expected text, found an integer"
        );
        assert_eq!(
            reason(Storage::Integer(2), SqlType::Bool),
            "expected 0 or 1, found another integer"
        );
        assert_eq!(
            reason(Storage::Blob(&[0; 15]), SqlType::Uuid),
            "a UUID has 16 bytes, found 15"
        );
        assert_eq!(
            reason(text, SqlType::Timestamp),
            "expected a date and time as `YYYY-MM-DD HH:MM:SS.ffffff`, found other text"
        );
        assert_eq!(
            reason(Storage::Real(9.3e18), SqlType::Int64),
            "expected an integer, found a floating-point number"
        );
        assert_eq!(
            reason(Storage::Text("12.5"), SqlType::Decimal),
            "expected a decimal as `>52.125` (12.5), found other text"
        );
    }

    #[test]
    fn integers_read_as_floats_where_they_are_exact() {
        let read = |value, ty| read(Storage::Integer(value), ty);
        assert!(read(2, SqlType::Float64) == Ok(Cell::Float64(2.0)));
        assert!(read(1 << 53, SqlType::Float64) == Ok(Cell::Float64(9_007_199_254_740_992.0)));
        assert!(read((1 << 53) + 1, SqlType::Float64).is_err());
        assert!(read(i64::MAX, SqlType::Float64).is_err());
        assert!(read(i64::MIN, SqlType::Float64).is_ok());
        assert!(read(2, SqlType::Float32) == Ok(Cell::Float32(2.0)));
    }

    #[test]
    fn floats_of_32_bits_are_rounded_but_never_become_infinite() {
        let read = |value| read(Storage::Real(value), SqlType::Float32);
        assert!(read(0.1) == Ok(Cell::Float32(0.1)));
        assert!(read(f64::INFINITY) == Ok(Cell::Float32(f32::INFINITY)));
        assert!(read(1e39).is_err());
    }
}

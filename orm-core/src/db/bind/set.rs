//! A set of values as one parameter on SQLite: the JSON array behind `IN (SELECT value FROM json_each(?))`.
//!
//! The statement's text is the same for a set of any size. Each value stands in the array in the form that its column stores, so that it
//! compares equal: a number never equals text in SQLite. JSON has no bytes, so blobs and UUIDs stand as hexadecimal digits, for
//! `unhex(value)`.

use std::fmt::Write;

use super::check::Refusal;
use super::sqlite::{Stored, store};
use crate::types::{Datum, SqlType};

/// Whether a set of this type is to be read with `unhex(value)` in place of `value`.
pub(crate) const fn set_needs_unhex(ty: SqlType) -> bool {
    matches!(ty, SqlType::Bytes | SqlType::Uuid)
}

/// The JSON array of a set of values of type `ty`.
pub(super) fn write(values: &[Datum], ty: SqlType) -> Result<String, Refusal> {
    let mut json = String::from("[");
    for (position, value) in values.iter().enumerate() {
        if position > 0 {
            json.push(',');
        }
        element(store(value, ty)?, &mut json);
    }
    json.push(']');
    Ok(json)
}

/// The JSON array of rows of values, each an array where a row has several.
pub(super) fn write_rows(
    rows: &[Vec<Datum>],
    types: &[SqlType],
) -> Result<String, (usize, Refusal)> {
    let mut json = String::from("[");
    for (position, row) in rows.iter().enumerate() {
        json.push_str(if position > 0 { ",[" } else { "[" });
        for (place, (value, &ty)) in row.iter().zip(types).enumerate() {
            if place > 0 {
                json.push(',');
            }
            element(
                store(value, ty).map_err(|reason| (place, reason))?,
                &mut json,
            );
        }
        json.push(']');
    }
    json.push(']');
    Ok(json)
}

fn element(value: Stored<'_>, json: &mut String) {
    // Writing to a string does not fail.
    let _ = match value {
        Stored::Null => json.write_str("null"),
        Stored::Integer(value) => write!(json, "{value}"),
        Stored::Real(value) => real(value, json),
        Stored::Text(text) => write!(json, "{}", serde_json::Value::String(text.into_owned())),
        Stored::Blob(bytes) => {
            json.push('"');
            for byte in bytes.iter() {
                let _ = write!(json, "{byte:02X}");
            }
            json.write_char('"')
        }
    };
}

/// The shortest digits that give the same float. JSON has no infinity, but SQLite reads a number too large as one.
fn real(value: f64, json: &mut String) -> std::fmt::Result {
    if value.is_infinite() {
        json.write_str(if value > 0.0 { "9e999" } else { "-9e999" })
    } else {
        write!(json, "{value:?}")
    }
}

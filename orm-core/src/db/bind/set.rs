//! A set of values as one parameter on SQLite: the JSON array behind `IN (SELECT value FROM json_each(?))`.
//!
//! The statement's text is the same for a set of any size. Each value stands in the array in the form that its column stores, so that it
//! compares equal: a number never equals text in SQLite. JSON has no bytes, so blobs and UUIDs stand as hexadecimal digits, for
//! `unhex(value)`.

use std::fmt::Write as _;

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
        element(&store(value, ty)?, &mut json)?;
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
            let written = store(value, ty).and_then(|value| element(&value, &mut json));
            written.map_err(|reason| (place, reason))?;
        }
        json.push(']');
    }
    json.push(']');
    Ok(json)
}

fn element(value: &Stored<'_>, json: &mut String) -> Result<(), Refusal> {
    match value {
        Stored::Null => json.push_str("null"),
        Stored::Integer(value) => {
            let _ = write!(json, "{value}");
        }
        Stored::Real(value) => json.push_str(&real(*value)?),
        Stored::Text(text) => json.push_str(&serde_json::Value::from(text.as_ref()).to_string()),
        Stored::Blob(bytes) => {
            json.push('"');
            json.extend(
                bytes
                    .iter()
                    .flat_map(|byte| [byte >> 4, byte & 15])
                    .map(hexadecimal),
            );
            json.push('"');
        }
    }
    Ok(())
}

fn hexadecimal(digit: u8) -> char {
    char::from(b"0123456789ABCDEF"[usize::from(digit)])
}

/// The shortest digits that give the same float.
///
/// JSON has no infinity, but SQLite reads a number too large as one. It reads others exactly only while their exponent
/// is below its step of 10¹⁰⁰: 1.7575424497056582e145 comes out as another float. So those further out are refused.
fn real(value: f64) -> Result<String, Refusal> {
    match value.abs() {
        f64::INFINITY if value > 0.0 => Ok("9e999".to_owned()),
        f64::INFINITY => Ok("-9e999".to_owned()),
        0.0 | 1e-75..=1e100 => Ok(format!("{value:?}")),
        _ => Err(
            "a set on SQLite cannot hold floats beyond 1e100, or nearer to zero than 1e-75; compare them one by one",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[Datum], ty: SqlType, expected: &str) {
        assert_eq!(write(values, ty).as_deref(), Ok(expected));
    }

    #[test]
    fn writes_stored_forms() {
        check(&[], SqlType::Int64, "[]");
        check(&[Datum::Bool(true), Datum::Null], SqlType::Bool, "[1,null]");
        check(
            &[Datum::Int64(i64::MIN), Datum::Int32(7)],
            SqlType::Int64,
            "[-9223372036854775808,7]",
        );
        check(
            &[Datum::Float64(0.1 + 0.2), Datum::Float64(f64::NEG_INFINITY)],
            SqlType::Float64,
            "[0.30000000000000004,-9e999]",
        );
        check(
            &[Datum::Float32(0.1)],
            SqlType::Float32,
            "[0.10000000149011612]",
        );
        check(
            &[Datum::Text("\"é\\\n".into())],
            SqlType::Text,
            r#"["\"é\\\n"]"#,
        );
        check(
            &[Datum::Bytes(vec![0, 0xAB])],
            SqlType::Bytes,
            r#"["00AB"]"#,
        );
        check(&[Datum::Date(0)], SqlType::Date, r#"["1970-01-01"]"#);
    }

    #[test]
    fn refuses_what_would_not_match() {
        for value in [f64::NAN, 1e101, -1e300, 1e-76, 5e-324] {
            assert!(write(&[Datum::Float64(value)], SqlType::Float64).is_err());
        }
        assert!(write(&[Datum::Text("\0".into())], SqlType::Text).is_err());
    }
}

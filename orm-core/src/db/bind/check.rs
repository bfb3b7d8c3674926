//! What neither database takes, although the type has it.

use crate::types::Datum;

/// Why a value cannot be bound: a clause that does not hold the value.
pub(super) type Refusal = &'static str;

pub(super) const OTHER_TYPE: Refusal = "its type is not the column's";
const TIME: Refusal = "the time of day is not from 00:00:00 to before 24:00:00";
pub(super) const DECIMAL: Refusal =
    "it has more than 28 digits behind the point, or more digits than 96 bits hold";

/// An integer in the width of its column.
pub(super) fn integer<T: TryFrom<i64>>(value: &Datum) -> Result<T, Refusal> {
    let wide = match value {
        Datum::Int16(value) => i64::from(*value),
        Datum::Int32(value) => i64::from(*value),
        Datum::Int64(value) => *value,
        _ => return Err(OTHER_TYPE),
    };
    T::try_from(wide).map_err(|_| "the integer is out of the column's range")
}

/// Microseconds since midnight that are a time of day.
pub(super) fn time(micros: i64) -> Result<i64, Refusal> {
    match micros {
        0..86_400_000_000 => Ok(micros),
        _ => Err(TIME),
    }
}

/// Text without the character U+0000.
pub(super) fn text(text: &str) -> Result<&str, Refusal> {
    if text.contains('\0') {
        return Err(
            "the text has a NUL character (U+0000), which Postgres cannot store and SQLite cannot search",
        );
    }
    Ok(text)
}

/// How deep serde_json reads.
const MAX_DEPTH: usize = 127;

/// JSON text that `jsonb` takes and serde_json reads back.
pub(super) fn json(json: &str) -> Result<&str, Refusal> {
    let bytes = text(json)?.as_bytes();
    let (mut position, mut depth, mut quoted) = (0, 0_usize, false);
    while let Some(byte) = bytes.get(position) {
        match (quoted, byte) {
            (true, b'\\') => {
                if bytes[position..].starts_with(b"\\u0000") {
                    return Err(
                        "text inside the JSON has a NUL character (U+0000), which Postgres cannot store",
                    );
                }
                position += 1;
            }
            (_, b'"') => quoted = !quoted,
            (false, b'[' | b'{') => depth += 1,
            (false, b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err("the JSON is nested deeper than 127 levels, and would not read back");
        }
        position += 1;
    }
    Ok(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_nul_in_json() {
        for refused in [
            r#""\u0000""#,
            r#"{"a\u0000":1}"#,
            r#"["\\\u0000"]"#,
            "\"\0\"",
        ] {
            assert!(json(refused).is_err(), "{refused}");
        }
        for accepted in [
            r#""\\u0000""#,
            r#""\u00000""#.replace("00000", "00010").as_str(),
            r#""u0000""#,
            "",
            "\"\\",
        ] {
            assert!(json(accepted).is_ok(), "{accepted}");
        }
    }

    #[test]
    fn counts_levels_outside_of_text() {
        let nested = |levels| "[".repeat(levels) + &"]".repeat(levels);
        assert!(json(&nested(127)).is_ok());
        assert!(json(&nested(128)).is_err());
        assert!(json(&format!("\"{}\"", nested(128))).is_ok());
        assert!(json(&format!("[{}]", vec!["{}"; 200].join(","))).is_ok());
        assert!(serde_json::from_str::<serde_json::Value>(&nested(127)).is_ok());
        assert!(serde_json::from_str::<serde_json::Value>(&nested(128)).is_err());
    }
}

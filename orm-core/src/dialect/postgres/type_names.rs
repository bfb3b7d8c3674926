//! What the types of a Postgres database are read as.

use crate::types::SqlType;

const NAMES: [(&str, &SqlType); 18] = [
    ("boolean", &SqlType::Bool),
    ("smallint", &SqlType::Int16),
    ("integer", &SqlType::Int32),
    ("bigint", &SqlType::Int64),
    ("real", &SqlType::Float32),
    ("double precision", &SqlType::Float64),
    ("text", &SqlType::Text),
    ("character varying", &SqlType::Text),
    ("character", &SqlType::Text),
    ("bytea", &SqlType::Bytes),
    ("timestamp with time zone", &SqlType::Timestamp),
    ("timestamp without time zone", &SqlType::DateTime),
    ("date", &SqlType::Date),
    ("time without time zone", &SqlType::Time),
    ("uuid", &SqlType::Uuid),
    ("numeric", &SqlType::Decimal),
    ("jsonb", &SqlType::Json),
    ("json", &SqlType::Json),
];

/// As `format_type` gives it: `character varying(100)`, `timestamp(3) with time zone`, `integer[]`.
pub(super) fn column_type(name: &str) -> Option<(SqlType, Option<u32>)> {
    let (element, is_array) = match name.strip_suffix("[]") {
        Some(element) => (element, true),
        None => (name, false),
    };
    let (base, modifier) = without_modifier(element);
    let (_, ty) = NAMES.iter().find(|(known, _)| *known == base)?;
    match (is_array, **ty) {
        (true, _) => Some((SqlType::Array(ty), None)),
        (false, SqlType::Text) => Some((SqlType::Text, modifier.and_then(|n| n.parse().ok()))),
        (false, ty) => Some((ty, None)),
    }
}

/// A `character(5)` is filled up with spaces, which no other text is; of numbers and times, only the precision may differ.
pub(super) fn reads_alike(name: &str, other: &str) -> bool {
    let is_filled = |name: &str| without_modifier(name).0 == "character";
    let types = (column_type(name), column_type(other));
    matches!(types, (Some(one), Some(other)) if one == other) && is_filled(name) == is_filled(other)
}

/// `timestamp(3) with time zone` → `timestamp with time zone` and `3`.
fn without_modifier(name: &str) -> (String, Option<&str>) {
    let parts = name.split_once('(').and_then(|(head, rest)| {
        let (modifier, tail) = rest.split_once(')')?;
        Some((format!("{head}{tail}"), Some(modifier)))
    });
    parts.unwrap_or_else(|| (name.to_owned(), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_with_their_modifiers() {
        for (name, expected) in [
            ("character varying(100)", Some((SqlType::Text, Some(100)))),
            ("character varying", Some((SqlType::Text, None))),
            (
                "timestamp(3) with time zone",
                Some((SqlType::Timestamp, None)),
            ),
            ("numeric(10,2)", Some((SqlType::Decimal, None))),
            ("text[]", Some((SqlType::Array(&SqlType::Text), None))),
            ("tsvector", None),
            ("mpaa_rating", None),
        ] {
            assert_eq!(column_type(name), expected, "{name}");
        }
        assert!(reads_alike("numeric(10,2)", "numeric"));
        assert!(!reads_alike("character(5)", "character varying(5)"));
        assert!(!reads_alike("integer", "bigint"));
        assert!(!reads_alike("tsvector", "tsvector2"));
    }
}

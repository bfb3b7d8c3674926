//! What the types of a SQLite database are read as: this crate's own names, and those that others give, which SQLite
//! takes for one of a few by their letters ("affinity").

use crate::types::SqlType;

/// The names that have a meaning of their own.
const NAMES: [(&str, SqlType); 26] = [
    ("BOOLEAN", SqlType::Bool),
    ("BOOL", SqlType::Bool),
    ("SMALLINT", SqlType::Int16),
    ("INTEGER", SqlType::Int32),
    ("BIGINT", SqlType::Int64),
    ("REAL", SqlType::Float32),
    ("DOUBLE", SqlType::Float64),
    ("TEXT", SqlType::Text),
    ("VARCHAR", SqlType::Text),
    ("BLOB", SqlType::Bytes),
    ("TIMESTAMP_TEXT", SqlType::Timestamp),
    ("DATETIME_TEXT", SqlType::DateTime),
    ("DATE_TEXT", SqlType::Date),
    ("TIME_TEXT", SqlType::Time),
    ("UUID_BLOB", SqlType::Uuid),
    ("DECIMAL_TEXT", SqlType::Decimal),
    ("JSON_TEXT", SqlType::Json),
    ("DATETIME", SqlType::DateTime),
    ("TIMESTAMP", SqlType::DateTime),
    ("DATE", SqlType::Date),
    ("TIME", SqlType::Time),
    ("JSON", SqlType::Json),
    // Numbers that others declare so are kept as floats.
    ("NUMERIC", SqlType::Float64),
    ("DECIMAL", SqlType::Float64),
    ("MONEY", SqlType::Float64),
    ("NUMBER", SqlType::Float64),
];

/// What a name that has none of those meanings is taken for, by letters in it.
const AFFINITIES: [(&str, SqlType); 8] = [
    ("INT", SqlType::Int64),
    ("CHAR", SqlType::Text),
    ("CLOB", SqlType::Text),
    ("TEXT", SqlType::Text),
    ("BLOB", SqlType::Bytes),
    ("REAL", SqlType::Float64),
    ("FLOA", SqlType::Float64),
    ("DOUB", SqlType::Float64),
];

/// As a table declares it: `VARCHAR(100)`, `nvarchar (40)`, `UNSIGNED BIG INT`.
pub(super) fn column_type(name: &str) -> Option<(SqlType, Option<u32>)> {
    let (base, modifier) = match name.split_once('(') {
        Some((base, modifier)) => (base, modifier.strip_suffix(')')),
        None => (name, None),
    };
    let base = base.trim().to_ascii_uppercase();
    let named = NAMES.iter().find(|(known, _)| *known == base);
    let (_, ty) = named.or_else(|| AFFINITIES.iter().find(|(part, _)| base.contains(part)))?;
    let length = modifier.and_then(|modifier| modifier.trim().parse().ok());
    Some((*ty, length.filter(|_| *ty == SqlType::Text)))
}

/// Every integer is kept with as many bytes as it needs, and every float with eight.
pub(super) fn reads_alike(name: &str, other: &str) -> bool {
    let kept = |name: &str| {
        let (ty, length) = column_type(name)?;
        let ty = match ty {
            SqlType::Int16 | SqlType::Int32 => SqlType::Int64,
            SqlType::Float32 => SqlType::Float64,
            ty => ty,
        };
        Some((ty, length))
    };
    let kept = (kept(name), kept(other));
    matches!(kept, (Some(one), Some(other)) if one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_are_read_by_their_letters() {
        for (name, expected) in [
            ("VARCHAR(100)", Some((SqlType::Text, Some(100)))),
            ("nvarchar (40)", Some((SqlType::Text, Some(40)))),
            ("UNSIGNED BIG INT", Some((SqlType::Int64, None))),
            ("NUMERIC(10,2)", Some((SqlType::Float64, None))),
            ("DATETIME", Some((SqlType::DateTime, None))),
            ("", None),
            ("GEOMETRY", None),
        ] {
            assert_eq!(column_type(name), expected, "{name}");
        }
        assert!(reads_alike("INTEGER", "BIGINT"));
        assert!(reads_alike("NVARCHAR(40)", "VARCHAR(40)"));
        assert!(!reads_alike("TEXT", "VARCHAR(40)"));
        assert!(!reads_alike("BLOB", "UUID_BLOB"));
    }
}

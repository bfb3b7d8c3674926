//! Which values a column keeps when its type changes, and which rows have to be looked at before.

use crate::dialect::quote;
use crate::schema::snapshot::ColumnSnapshot;
use crate::types::SqlType;

/// How many values the new type has, as seen from the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conversion {
    /// Every value is one of the new type's, and is stored alike or needs a cast.
    Exact,
    /// Some values have no counterpart.
    Narrowing,
    /// Nothing says what would become of a value.
    Unknown,
}

/// What becomes of values of the first type as values of the second.
pub(crate) fn conversion(from: SqlType, to: SqlType) -> Conversion {
    use SqlType::{
        Bool, Date, DateTime, Decimal, Float32, Float64, Int16, Int32, Int64, Json, Text,
        Timestamp, Uuid,
    };
    match (from, to) {
        (from, to) if from == to => Conversion::Exact,
        (Int16, Int32 | Int64 | Float32 | Float64)
        | (Int32, Int64 | Float64)
        | (Float32, Float64)
        | (Bool, Int16 | Int32 | Int64)
        | (Int16 | Int32 | Int64 | Uuid | Json, Text)
        | (Int16 | Int32 | Int64, Decimal)
        | (Date, DateTime | Timestamp)
        | (DateTime, Timestamp)
        | (Timestamp, DateTime) => Conversion::Exact,
        (Int64, Int32 | Int16) | (Int32, Int16) => Conversion::Narrowing,
        _ => Conversion::Unknown,
    }
}

/// The condition that holds for values, of a column written so, which have no counterpart, and why they have none.
pub(crate) fn lost_values(
    from: &ColumnSnapshot,
    to: &ColumnSnapshot,
    column: &str,
) -> Option<(String, String)> {
    if conversion(from.ty, to.ty) == Conversion::Narrowing {
        let (least, greatest) = match to.ty {
            SqlType::Int16 => (i64::from(i16::MIN), i64::from(i16::MAX)),
            _ => (i64::from(i32::MIN), i64::from(i32::MAX)),
        };
        return Some((
            format!("{column} NOT BETWEEN {least} AND {greatest}"),
            format!("is beyond {least} to {greatest}"),
        ));
    }
    let length = to.max_length?;
    let is_shorter = from.max_length.is_none_or(|former| former > length);
    (is_shorter && from.ty == SqlType::Text).then(|| {
        (
            format!("length({column}) > {length}"),
            format!("is longer than {length} characters"),
        )
    })
}

/// A quoted column of a quoted table.
pub(crate) fn qualified(table: &str, column: &str) -> String {
    format!("{table}.{}", quote(column))
}

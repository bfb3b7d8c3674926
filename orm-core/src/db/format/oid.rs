//! Postgres' numbers for its built-in types, which are the same on every server (`pg_type.dat`).

use crate::types::SqlType;

pub(crate) const BOOL: u32 = 16;
pub(crate) const BYTEA: u32 = 17;
pub(crate) const NAME: u32 = 19;
pub(crate) const INT8: u32 = 20;
pub(crate) const INT2: u32 = 21;
pub(crate) const INT4: u32 = 23;
pub(crate) const TEXT: u32 = 25;
pub(crate) const JSON: u32 = 114;
pub(crate) const FLOAT4: u32 = 700;
pub(crate) const FLOAT8: u32 = 701;
pub(crate) const BPCHAR: u32 = 1042;
pub(crate) const VARCHAR: u32 = 1043;
pub(crate) const DATE: u32 = 1082;
pub(crate) const TIME: u32 = 1083;
pub(crate) const TIMESTAMP: u32 = 1114;
pub(crate) const TIMESTAMPTZ: u32 = 1184;
pub(crate) const NUMERIC: u32 = 1700;
pub(crate) const UUID: u32 = 2950;
pub(crate) const JSONB: u32 = 3802;

/// The type that a column or a parameter of type `ty` has, its array type, and its name.
const fn entry(ty: SqlType) -> (u32, u32, &'static str) {
    match ty {
        SqlType::Bool => (BOOL, 1000, "boolean"),
        SqlType::Int16 => (INT2, 1005, "smallint"),
        SqlType::Int32 => (INT4, 1007, "integer"),
        SqlType::Int64 => (INT8, 1016, "bigint"),
        SqlType::Float32 => (FLOAT4, 1021, "real"),
        SqlType::Float64 => (FLOAT8, 1022, "double precision"),
        SqlType::Text => (TEXT, 1009, "text"),
        SqlType::Bytes => (BYTEA, 1001, "bytea"),
        SqlType::Timestamp => (TIMESTAMPTZ, 1185, "timestamptz"),
        SqlType::DateTime => (TIMESTAMP, 1115, "timestamp"),
        SqlType::Date => (DATE, 1182, "date"),
        SqlType::Time => (TIME, 1183, "time"),
        SqlType::Uuid => (UUID, 2951, "uuid"),
        SqlType::Decimal => (NUMERIC, 1231, "numeric"),
        SqlType::Json => (JSONB, 3807, "jsonb"),
        // An array of arrays is an array of more dimensions to Postgres, and has the same type.
        SqlType::Array(element) => {
            let (_, array, name) = entry(*element);
            (array, array, name)
        }
    }
}

/// The type of a parameter or column of type `ty`.
pub(crate) const fn of(ty: SqlType) -> u32 {
    entry(ty).0
}

/// What Postgres calls the type of a column of type `ty`.
pub(crate) fn name_of(ty: SqlType) -> String {
    match ty {
        SqlType::Array(element) => format!("{}[]", name_of(*element)),
        _ => entry(ty).2.to_owned(),
    }
}

/// Whether a column of Postgres' type `oid` holds what a column of type `ty` does: a narrower number reads as a wider
/// one, and any kind of text as text.
pub(crate) const fn reads_as(oid: u32, ty: SqlType) -> bool {
    match ty {
        SqlType::Int32 => matches!(oid, INT2 | INT4),
        SqlType::Int64 => matches!(oid, INT2 | INT4 | INT8),
        SqlType::Float64 => matches!(oid, FLOAT4 | FLOAT8),
        SqlType::Text => matches!(oid, TEXT | VARCHAR | BPCHAR | NAME),
        SqlType::Json => matches!(oid, JSON | JSONB),
        _ => oid == of(ty),
    }
}

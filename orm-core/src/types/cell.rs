use super::{Datum, Decimal};

/// A value on its way from the database, borrowed from the row that it stands in.
///
/// Units are those of [`Datum`]. The database layer gives the variant that belongs to the [`SqlType`](super::SqlType) that was
/// asked for, or an error: a `Value` need not convert between them.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Cell<'r> {
    /// SQL's `NULL`.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer of any width; the `Value` narrows it.
    Int(i64),
    /// A 32-bit float.
    Float32(f32),
    /// A 64-bit float.
    Float64(f64),
    /// Text.
    Text(&'r str),
    /// Bytes.
    Bytes(&'r [u8]),
    /// An instant: microseconds since 1970-01-01 00:00:00 UTC.
    Timestamp(i64),
    /// A date and time of day without a zone: microseconds since 1970-01-01 00:00:00.
    DateTime(i64),
    /// A date: days since 1970-01-01.
    Date(i32),
    /// A time of day: microseconds since midnight.
    Time(i64),
    /// A UUID's bytes, most significant first.
    Uuid([u8; 16]),
    /// A decimal number.
    Decimal(Decimal),
    /// A JSON document, as text.
    Json(&'r str),
    /// A list.
    Array(Vec<Cell<'r>>),
}

/// Why a stored value could not be read: what was expected and what was found, never the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub(crate) String);

impl Unreadable {
    /// A reason, as a clause: `expected an integer, found text`.
    pub fn new(reason: impl Into<String>) -> Self {
        Unreadable(reason.into())
    }

    pub(crate) fn expected(expected: &str, cell: &Cell<'_>) -> Self {
        Unreadable(format!("expected {expected}, found {}", cell.kind()))
    }
}

impl Cell<'_> {
    /// Whether it is SQL's `NULL`.
    pub fn is_null(&self) -> bool {
        matches!(self, Cell::Null)
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Cell::Null => "NULL",
            Cell::Bool(_) => "a boolean",
            Cell::Int(_) => "an integer",
            Cell::Float32(_) | Cell::Float64(_) => "a floating-point number",
            Cell::Text(_) => "text",
            Cell::Bytes(_) => "bytes",
            Cell::Timestamp(_) => "a timestamp",
            Cell::DateTime(_) => "a date and time",
            Cell::Date(_) => "a date",
            Cell::Time(_) => "a time of day",
            Cell::Uuid(_) => "a UUID",
            Cell::Decimal(_) => "a decimal number",
            Cell::Json(_) => "JSON",
            Cell::Array(_) => "an array",
        }
    }

    /// The value, free of the row: a key that rows are grouped by.
    pub(crate) fn to_datum(&self) -> Datum {
        match self {
            Cell::Null => Datum::Null,
            Cell::Bool(v) => Datum::Bool(*v),
            Cell::Int(v) => Datum::Int64(*v),
            Cell::Float32(v) => Datum::Float32(*v),
            Cell::Float64(v) => Datum::Float64(*v),
            Cell::Text(v) => Datum::Text((*v).to_owned()),
            Cell::Bytes(v) => Datum::Bytes((*v).to_owned()),
            Cell::Timestamp(v) => Datum::Timestamp(*v),
            Cell::DateTime(v) => Datum::DateTime(*v),
            Cell::Date(v) => Datum::Date(*v),
            Cell::Time(v) => Datum::Time(*v),
            Cell::Uuid(v) => Datum::Uuid(*v),
            Cell::Decimal(v) => Datum::Decimal(*v),
            Cell::Json(v) => Datum::Json((*v).to_owned()),
            Cell::Array(v) => Datum::Array(v.iter().map(Cell::to_datum).collect()),
        }
    }
}

impl std::fmt::Debug for Cell<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind())
    }
}

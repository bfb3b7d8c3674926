use super::{Datum, Decimal, SqlType};

/// A value on its way from the database, borrowed from the row that it stands in.
///
/// Units are those of [`Datum`]. The database layer gives the variant that belongs to the [`SqlType`] that was
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
    ///
    /// It is the datum that [`Value::to_datum`](super::Value::to_datum) gives for a value of type `ty`, so a key read from a row equals
    /// the key of a model in hand. An integer that the type has not stays wide and equals none of them.
    #[cfg_attr(not(test), allow(dead_code, reason = "loading will call it"))]
    pub(crate) fn to_datum(&self, ty: SqlType) -> Datum {
        match self {
            Cell::Null => Datum::Null,
            Cell::Bool(value) => Datum::Bool(*value),
            Cell::Int(value) => integer(*value, ty),
            Cell::Float32(value) => Datum::Float32(*value),
            Cell::Float64(value) => Datum::Float64(*value),
            Cell::Text(value) => Datum::Text((*value).to_owned()),
            Cell::Bytes(value) => Datum::Bytes((*value).to_owned()),
            Cell::Timestamp(value) => Datum::Timestamp(*value),
            Cell::DateTime(value) => Datum::DateTime(*value),
            Cell::Date(value) => Datum::Date(*value),
            Cell::Time(value) => Datum::Time(*value),
            Cell::Uuid(value) => Datum::Uuid(*value),
            Cell::Decimal(value) => Datum::Decimal(*value),
            Cell::Json(value) => Datum::Json((*value).to_owned()),
            Cell::Array(cells) => {
                let element = match ty {
                    SqlType::Array(element) => *element,
                    other => other,
                };
                Datum::Array(cells.iter().map(|cell| cell.to_datum(element)).collect())
            }
        }
    }
}

#[cfg_attr(not(test), allow(dead_code, reason = "loading will call it"))]
fn integer(value: i64, ty: SqlType) -> Datum {
    let narrow = match ty {
        SqlType::Int16 => value.try_into().ok().map(Datum::Int16),
        SqlType::Int32 => value.try_into().ok().map(Datum::Int32),
        _ => None,
    };
    narrow.unwrap_or(Datum::Int64(value))
}

impl std::fmt::Debug for Cell<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Value;

    fn check<T: Value + std::fmt::Debug>(value: T, cell: Cell<'_>) {
        assert!(cell.to_datum(T::TYPE) == value.to_datum(), "{value:?}");
    }

    #[test]
    fn a_key_of_a_row_is_the_key_of_a_model() {
        check(7_i16, Cell::Int(7));
        check(7_i32, Cell::Int(7));
        check(7_i64, Cell::Int(7));
        check("é".to_owned(), Cell::Text("é"));
        check(
            vec![1_i32, 2],
            Cell::Array(vec![Cell::Int(1), Cell::Int(2)]),
        );
        check(true, Cell::Bool(true));
    }

    #[test]
    fn an_integer_out_of_range_is_no_other_key() {
        let wide = Cell::Int(i64::from(i16::MAX) + 1).to_datum(SqlType::Int16);
        assert!(wide == Datum::Int64(32768));
    }
}

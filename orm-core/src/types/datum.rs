use std::fmt;
use std::hash::{Hash, Hasher};

use super::{Cell, Decimal};

/// What a column stores, without regard to a database: each dialect has a name and a format for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SqlType {
    /// True or false.
    Bool,
    /// A signed integer of 16 bits.
    Int16,
    /// A signed integer of 32 bits.
    Int32,
    /// A signed integer of 64 bits.
    Int64,
    /// A floating-point number of 32 bits.
    Float32,
    /// A floating-point number of 64 bits.
    Float64,
    /// Unicode text.
    Text,
    /// Bytes.
    Bytes,
    /// An instant, in UTC.
    Timestamp,
    /// A date and a time of day, in no time zone.
    DateTime,
    /// A date.
    Date,
    /// A time of day.
    Time,
    /// A UUID.
    Uuid,
    /// A decimal number.
    Decimal,
    /// A JSON document.
    Json,
    /// A list of another type's values.
    Array(&'static SqlType),
}

/// A value on its way to the database, its Rust type erased.
///
/// `Debug` shows which kind of value it is and never the value: a datum may be a secret, and errors and logs quote
/// statements.
///
/// Equality is total, and a datum can be a key that rows are grouped by: `NaN` equals itself and `-0.0` equals `0.0`,
/// as a database groups them, and decimals are equal by value (`1.50` is `1.5`). Values of different kinds are never
/// equal: `Int32(1)` is not `Int64(1)`.
///
/// ```
/// use orm_core::types::Datum;
///
/// assert_eq!(Datum::Float64(f64::NAN), Datum::Float64(f64::NAN));
/// assert_ne!(Datum::Int32(1), Datum::Int64(1));
/// assert_eq!(format!("{:?}", Datum::Text("secret".into())), "Text");
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum Datum {
    /// SQL's `NULL`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A 16-bit integer.
    Int16(i16),
    /// A 32-bit integer.
    Int32(i32),
    /// A 64-bit integer.
    Int64(i64),
    /// A 32-bit float.
    Float32(f32),
    /// A 64-bit float.
    Float64(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
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
    Json(String),
    /// A list.
    Array(Vec<Datum>),
    /// A value that no database can store, and why: binding it is
    /// [`Error::InvalidValue`](crate::error::Error::InvalidValue) with this reason, before anything is sent.
    Invalid(&'static str),
}

impl Datum {
    /// Whether it is SQL's `NULL`.
    pub fn is_null(&self) -> bool {
        matches!(self, Datum::Null)
    }

    /// The value as if it had been read from the database.
    pub(crate) fn as_cell(&self) -> Cell<'_> {
        match self {
            Datum::Null | Datum::Invalid(_) => Cell::Null,
            Datum::Bool(value) => Cell::Bool(*value),
            Datum::Int16(value) => Cell::Int(i64::from(*value)),
            Datum::Int32(value) => Cell::Int(i64::from(*value)),
            Datum::Int64(value) => Cell::Int(*value),
            Datum::Float32(value) => Cell::Float32(*value),
            Datum::Float64(value) => Cell::Float64(*value),
            Datum::Text(value) => Cell::Text(value),
            Datum::Bytes(value) => Cell::Bytes(value),
            Datum::Timestamp(value) => Cell::Timestamp(*value),
            Datum::DateTime(value) => Cell::DateTime(*value),
            Datum::Date(value) => Cell::Date(*value),
            Datum::Time(value) => Cell::Time(*value),
            Datum::Uuid(value) => Cell::Uuid(*value),
            Datum::Decimal(value) => Cell::Decimal(*value),
            Datum::Json(value) => Cell::Json(value),
            Datum::Array(values) => Cell::Array(values.iter().map(Datum::as_cell).collect()),
        }
    }

    /// The value as that of a foreign key which is to lead somewhere: `NULL` would lead nowhere, and say nothing of it.
    pub(crate) fn referable(self) -> Datum {
        match self {
            Datum::Null => Datum::Invalid(
                "the row that it is to refer to has NULL in the column that it refers to",
            ),
            value => value,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Datum::Null => "Null",
            Datum::Bool(_) => "Bool",
            Datum::Int16(_) => "Int16",
            Datum::Int32(_) => "Int32",
            Datum::Int64(_) => "Int64",
            Datum::Float32(_) => "Float32",
            Datum::Float64(_) => "Float64",
            Datum::Text(_) => "Text",
            Datum::Bytes(_) => "Bytes",
            Datum::Timestamp(_) => "Timestamp",
            Datum::DateTime(_) => "DateTime",
            Datum::Date(_) => "Date",
            Datum::Time(_) => "Time",
            Datum::Uuid(_) => "Uuid",
            Datum::Decimal(_) => "Decimal",
            Datum::Json(_) => "Json",
            Datum::Array(_) => "Array",
            Datum::Invalid(_) => "Invalid",
        }
    }
}

impl PartialEq for Datum {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Datum::Null, Datum::Null) => true,
            (Datum::Bool(a), Datum::Bool(b)) => a == b,
            (Datum::Int16(a), Datum::Int16(b)) => a == b,
            (Datum::Int32(a), Datum::Int32(b)) => a == b,
            (Datum::Int64(a), Datum::Int64(b)) => a == b,
            (Datum::Float32(a), Datum::Float32(b)) => bits(f64::from(*a)) == bits(f64::from(*b)),
            (Datum::Float64(a), Datum::Float64(b)) => bits(*a) == bits(*b),
            (Datum::Text(a), Datum::Text(b)) | (Datum::Json(a), Datum::Json(b)) => a == b,
            (Datum::Bytes(a), Datum::Bytes(b)) => a == b,
            (Datum::Timestamp(a), Datum::Timestamp(b)) => a == b,
            (Datum::DateTime(a), Datum::DateTime(b)) => a == b,
            (Datum::Date(a), Datum::Date(b)) => a == b,
            (Datum::Time(a), Datum::Time(b)) => a == b,
            (Datum::Uuid(a), Datum::Uuid(b)) => a == b,
            (Datum::Decimal(a), Datum::Decimal(b)) => a == b,
            (Datum::Array(a), Datum::Array(b)) => a == b,
            (Datum::Invalid(a), Datum::Invalid(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Datum {}

impl Hash for Datum {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Datum::Null => {}
            Datum::Bool(value) => value.hash(state),
            Datum::Int16(value) => value.hash(state),
            Datum::Int32(value) | Datum::Date(value) => value.hash(state),
            Datum::Int64(value)
            | Datum::Timestamp(value)
            | Datum::DateTime(value)
            | Datum::Time(value) => value.hash(state),
            Datum::Float32(value) => bits(f64::from(*value)).hash(state),
            Datum::Float64(value) => bits(*value).hash(state),
            Datum::Text(value) | Datum::Json(value) => value.hash(state),
            Datum::Bytes(value) => value.hash(state),
            Datum::Uuid(value) => value.hash(state),
            Datum::Decimal(value) => value.hash(state),
            Datum::Array(values) => values.hash(state),
            Datum::Invalid(reason) => reason.hash(state),
        }
    }
}

/// The bits of a float with one zero and one `NaN`: what makes equality total.
fn bits(value: f64) -> u64 {
    if value.is_nan() {
        f64::NAN.to_bits()
    } else if value == 0.0 {
        0
    } else {
        value.to_bits()
    }
}

impl fmt::Debug for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn distinct(values: Vec<Datum>) -> usize {
        values.into_iter().collect::<HashSet<_>>().len()
    }

    #[test]
    fn groups_as_a_database_does() {
        assert_eq!(
            distinct(vec![
                Datum::Float64(0.0),
                Datum::Float64(-0.0),
                Datum::Float64(f64::NAN),
                Datum::Float64(-f64::NAN),
            ]),
            2
        );
        let decimal = |mantissa, scale| Datum::Decimal(Decimal { mantissa, scale });
        assert_eq!(
            distinct(vec![
                decimal(15, 1),
                decimal(150, 2),
                decimal(0, 0),
                decimal(0, 9)
            ]),
            2
        );
    }

    #[test]
    fn keeps_kinds_apart() {
        assert_eq!(
            distinct(vec![
                Datum::Null,
                Datum::Bool(true),
                Datum::Int16(1),
                Datum::Int32(1),
                Datum::Int64(1),
                Datum::Date(1),
                Datum::Time(1),
                Datum::Text("1".into()),
                Datum::Json("1".into()),
            ]),
            9
        );
    }
}

use std::fmt;

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
#[derive(Clone, PartialEq)]
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
}

/// A decimal number: `mantissa` divided by ten to the power of `scale`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// The digits and the sign.
    pub mantissa: i128,
    /// How many of the digits stand behind the decimal point.
    pub scale: u32,
}

impl Datum {
    /// Whether it is SQL's `NULL`.
    pub fn is_null(&self) -> bool {
        matches!(self, Datum::Null)
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
        }
    }
}

impl fmt::Debug for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Decimal")
    }
}

//! Values as bytes and back, each with its kind before it, and its length where that is not the kind's.

use crate::types::{Datum, Decimal};

const NULL: u8 = 0;
const BOOL: u8 = 1;
const INT16: u8 = 2;
const INT32: u8 = 3;
const INT64: u8 = 4;
const FLOAT32: u8 = 5;
const FLOAT64: u8 = 6;
const TEXT: u8 = 7;
const BYTES: u8 = 8;
const TIMESTAMP: u8 = 9;
const DATE_TIME: u8 = 10;
const DATE: u8 = 11;
const TIME: u8 = 12;
const UUID: u8 = 13;
const DECIMAL: u8 = 14;
const JSON: u8 = 15;
const ARRAY: u8 = 16;

pub(in crate::query) fn write_value(value: &Datum, bytes: &mut Vec<u8>) {
    match value {
        // What cannot be sent was never read, so it stands in no cursor.
        Datum::Null | Datum::Invalid(_) => bytes.push(NULL),
        Datum::Bool(value) => fixed(BOOL, [u8::from(*value)], bytes),
        Datum::Int16(value) => fixed(INT16, value.to_be_bytes(), bytes),
        Datum::Int32(value) => fixed(INT32, value.to_be_bytes(), bytes),
        Datum::Int64(value) => fixed(INT64, value.to_be_bytes(), bytes),
        Datum::Float32(value) => fixed(FLOAT32, value.to_be_bytes(), bytes),
        Datum::Float64(value) => fixed(FLOAT64, value.to_be_bytes(), bytes),
        Datum::Text(value) => sized(TEXT, value.as_bytes(), bytes),
        Datum::Bytes(value) => sized(BYTES, value, bytes),
        Datum::Timestamp(value) => fixed(TIMESTAMP, value.to_be_bytes(), bytes),
        Datum::DateTime(value) => fixed(DATE_TIME, value.to_be_bytes(), bytes),
        Datum::Date(value) => fixed(DATE, value.to_be_bytes(), bytes),
        Datum::Time(value) => fixed(TIME, value.to_be_bytes(), bytes),
        Datum::Uuid(value) => fixed(UUID, *value, bytes),
        Datum::Decimal(value) => {
            fixed(DECIMAL, value.mantissa.to_be_bytes(), bytes);
            bytes.extend(value.scale.to_be_bytes());
        }
        Datum::Json(value) => sized(JSON, value.as_bytes(), bytes),
        Datum::Array(values) => {
            let mut inner = Vec::new();
            for value in values {
                write_value(value, &mut inner);
            }
            sized(ARRAY, &inner, bytes);
        }
    }
}

fn fixed<const N: usize>(kind: u8, value: [u8; N], bytes: &mut Vec<u8>) {
    bytes.push(kind);
    bytes.extend(value);
}

fn sized(kind: u8, value: &[u8], bytes: &mut Vec<u8>) {
    bytes.push(kind);
    bytes.extend((value.len() as u64).to_be_bytes());
    bytes.extend(value);
}

/// The next value, which may be an array of values that are none.
pub(super) fn read_value(bytes: &mut &[u8]) -> Option<Datum> {
    if bytes.first() != Some(&ARRAY) {
        return read_single(bytes);
    }
    *bytes = &bytes[1..];
    let mut inner = take_sized(bytes)?;
    let mut values = Vec::new();
    while !inner.is_empty() {
        values.push(read_single(&mut inner)?);
    }
    Some(Datum::Array(values))
}

fn read_single(bytes: &mut &[u8]) -> Option<Datum> {
    let [kind] = take(bytes)?;
    Some(match kind {
        NULL => Datum::Null,
        BOOL => match take(bytes)? {
            [value @ 0..=1] => Datum::Bool(value == 1),
            _ => return None,
        },
        INT16 => Datum::Int16(i16::from_be_bytes(take(bytes)?)),
        INT32 => Datum::Int32(i32::from_be_bytes(take(bytes)?)),
        INT64 => Datum::Int64(i64::from_be_bytes(take(bytes)?)),
        FLOAT32 => Datum::Float32(f32::from_be_bytes(take(bytes)?)),
        FLOAT64 => Datum::Float64(f64::from_be_bytes(take(bytes)?)),
        TEXT => Datum::Text(take_text(bytes)?),
        BYTES => Datum::Bytes(take_sized(bytes)?.to_vec()),
        TIMESTAMP => Datum::Timestamp(i64::from_be_bytes(take(bytes)?)),
        DATE_TIME => Datum::DateTime(i64::from_be_bytes(take(bytes)?)),
        DATE => Datum::Date(i32::from_be_bytes(take(bytes)?)),
        TIME => Datum::Time(i64::from_be_bytes(take(bytes)?)),
        UUID => Datum::Uuid(take(bytes)?),
        DECIMAL => Datum::Decimal(Decimal {
            mantissa: i128::from_be_bytes(take(bytes)?),
            scale: u32::from_be_bytes(take(bytes)?),
        }),
        JSON => Datum::Json(take_text(bytes)?),
        _ => return None,
    })
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (&taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(taken)
}

fn take_sized<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = usize::try_from(u64::from_be_bytes(take(bytes)?)).ok()?;
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

fn take_text(bytes: &mut &[u8]) -> Option<String> {
    let text = std::str::from_utf8(take_sized(bytes)?).ok()?;
    Some(text.to_owned())
}

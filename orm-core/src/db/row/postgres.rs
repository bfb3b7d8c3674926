//! Postgres' binary format as cells: the way back of [`bind::postgres`](crate::db::bind).

use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgRow, PgTypeInfo, PgTypeKind, PgValueFormat};
use sqlx::{Column as _, Row as _, TypeInfo as _, ValueRef as _};

use super::brought::{Field, Records};
use crate::db::format::{epoch, numeric, oid};
use crate::types::{Cell, SqlType, Unreadable};

/// The values of a row.
#[derive(Clone, Copy)]
pub(in crate::db) enum Record<'r> {
    /// A row of a result, and what its columns are.
    Sent(&'r PgRow, &'r [Format]),
    /// A row that another one brought.
    Brought(&'r [Field<'r>]),
}

/// The format of a column, which is the same in each row of a result.
#[derive(Clone, Copy)]
pub(in crate::db) enum Format {
    /// That of the built-in type with this number.
    Plain(u32),
    /// A list of values of the built-in type with this number.
    ListOf(u32),
}

/// The formats of a result's columns, learned from its first row.
#[derive(Default)]
pub(in crate::db) struct Formats(Option<Vec<Format>>);

impl Formats {
    pub(in crate::db) fn of<'r>(&'r mut self, row: &'r PgRow) -> Record<'r> {
        let learn = || {
            row.columns()
                .iter()
                .map(|column| Format::of(column.type_info()))
        };
        let formats = self.0.get_or_insert_with(|| learn().collect());
        Record::Sent(row, formats)
    }
}

impl Format {
    fn of(info: &PgTypeInfo) -> Self {
        match kind(info) {
            Some(PgTypeKind::Array(element)) => Format::ListOf(type_of(element)),
            _ => Format::Plain(type_of(info)),
        }
    }

    /// Whether a column of this format holds what a column of type `ty` does.
    fn reads_as(self, ty: SqlType) -> bool {
        match (self, ty) {
            (Format::ListOf(oid), SqlType::Array(element)) => oid::reads_as(oid, *element),
            (Format::Plain(oid), ty) => oid::reads_as(oid, ty),
            (Format::ListOf(_), _) => false,
        }
    }

    fn oid(self) -> u32 {
        match self {
            Format::Plain(oid) | Format::ListOf(oid) => oid,
        }
    }
}

impl<'r> Record<'r> {
    /// The cell at a position, as a column of type `ty` stores it.
    #[inline]
    pub(super) fn cell(self, position: usize, ty: SqlType) -> Result<Cell<'r>, Unreadable> {
        let (row, formats) = match self {
            Record::Sent(row, formats) => (row, formats),
            Record::Brought(fields) => return fields.get(position).ok_or_else(none)?.cell(ty),
        };
        let value = row.try_get_raw(position).map_err(|_| none())?;
        let format = *formats.get(position).ok_or_else(none)?;
        // A bare `NULL` in a query is text to Postgres, so of a `NULL` the type is not asked.
        if value.is_null() {
            return Ok(Cell::Null);
        }
        if value.format() == PgValueFormat::Text {
            return Err(Unreadable::new(
                "the result is in the text format; run the statement with parameters",
            ));
        }
        if !format.reads_as(ty) {
            let (expected, found) = (oid::name_of(ty), value.type_info().name().to_lowercase());
            return Err(Unreadable::new(format!(
                "expected {expected}, the column is {found}"
            )));
        }
        read(value.as_bytes().map_err(|_| malformed())?, format.oid(), ty)
    }

    /// The rows that the value at a position consists of.
    pub(super) fn records(self, position: usize) -> Result<Records<'r>, Unreadable> {
        match self {
            Record::Sent(row, _) => {
                let value = row.try_get_raw(position).map_err(|_| none())?;
                Records::of(value.as_bytes().map_err(|_| malformed())?)
            }
            Record::Brought(fields) => fields.get(position).ok_or_else(none)?.records(),
        }
    }

    pub(super) fn is_null(self, position: usize) -> bool {
        match self {
            Record::Sent(row, _) => row
                .try_get_raw(position)
                .map_or(true, |value| value.is_null()),
            Record::Brought(fields) => fields.get(position).is_none_or(Field::is_null),
        }
    }

    /// The names of a result's columns; those of a row that another one brought are not sent.
    pub(super) fn names(self) -> impl Iterator<Item = &'r str> {
        let columns = match self {
            Record::Sent(row, _) => row.columns(),
            Record::Brought(_) => &[],
        };
        columns.iter().map(sqlx::Column::name)
    }
}

fn none() -> Unreadable {
    Unreadable::new("the result has no such column")
}

/// The built-in type that a value has the format of: an enum's and a `citext`'s is text.
fn type_of(info: &PgTypeInfo) -> u32 {
    let textual = matches!(kind(info), Some(PgTypeKind::Enum(_)))
        || info.name().eq_ignore_ascii_case("citext");
    match info.oid() {
        _ if textual => oid::TEXT,
        Some(Oid(oid)) => oid,
        None => 0,
    }
}

/// What sort of type it is, unless sqlx never learned that: asking it then panics.
fn kind(info: &PgTypeInfo) -> Option<&PgTypeKind> {
    (info.name() != "?").then(|| info.kind())
}

/// The cell that bytes of the type `oid` give to a column of type `ty`, which [`oid::reads_as`] allows.
#[inline]
pub(super) fn read(bytes: &[u8], oid: u32, ty: SqlType) -> Result<Cell<'_>, Unreadable> {
    Ok(match ty {
        SqlType::Bool => match bytes {
            [0] => Cell::Bool(false),
            [1] => Cell::Bool(true),
            _ => return Err(malformed()),
        },
        SqlType::Int16 | SqlType::Int32 | SqlType::Int64 => Cell::Int(integer(bytes, oid)?),
        SqlType::Float32 => Cell::Float32(f32::from_be_bytes(exactly(bytes)?)),
        SqlType::Float64 if oid == oid::FLOAT4 => {
            Cell::Float64(f32::from_be_bytes(exactly(bytes)?).into())
        }
        SqlType::Float64 => Cell::Float64(f64::from_be_bytes(exactly(bytes)?)),
        SqlType::Text => Cell::Text(text(bytes)?),
        SqlType::Bytes => Cell::Bytes(bytes),
        SqlType::Timestamp => {
            Cell::Timestamp(epoch::read_timestamp(i64::from_be_bytes(exactly(bytes)?))?)
        }
        SqlType::DateTime => {
            Cell::DateTime(epoch::read_timestamp(i64::from_be_bytes(exactly(bytes)?))?)
        }
        SqlType::Date => Cell::Date(epoch::read_date(i32::from_be_bytes(exactly(bytes)?))?),
        SqlType::Time => match i64::from_be_bytes(exactly(bytes)?) {
            micros @ 0..86_400_000_000 => Cell::Time(micros),
            _ => return Err(Unreadable::new("no time of day is 24:00")),
        },
        SqlType::Uuid => Cell::Uuid(exactly(bytes)?),
        SqlType::Decimal => Cell::Decimal(numeric::read(bytes)?),
        SqlType::Json if oid == oid::JSON => Cell::Json(text(bytes)?),
        SqlType::Json => match bytes {
            [1, json @ ..] => Cell::Json(text(json)?),
            _ => return Err(Unreadable::new("the jsonb has an unknown version")),
        },
        SqlType::Array(element) => Cell::Array(array(bytes, *element)?),
    })
}

fn integer(bytes: &[u8], oid: u32) -> Result<i64, Unreadable> {
    Ok(match oid {
        oid::INT2 => i16::from_be_bytes(exactly(bytes)?).into(),
        oid::INT4 => i32::from_be_bytes(exactly(bytes)?).into(),
        _ => i64::from_be_bytes(exactly(bytes)?),
    })
}

fn text(bytes: &[u8]) -> Result<&str, Unreadable> {
    str::from_utf8(bytes).map_err(|_| Unreadable::new("the text is not UTF-8"))
}

fn exactly<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Unreadable> {
    bytes.try_into().map_err(|_| malformed())
}

pub(super) fn malformed() -> Unreadable {
    Unreadable::new("the server sent a value of an unexpected size")
}

/// The elements of an array of one dimension, in the format that binding writes.
fn array(bytes: &[u8], ty: SqlType) -> Result<Vec<Cell<'_>>, Unreadable> {
    let mut rest = bytes;
    let (element, count) = array_header(&mut rest)?;
    // A count that lies reserves no memory: each element takes four bytes at least.
    let mut cells = Vec::with_capacity(count.min(rest.len() / 4));
    for _ in 0..count {
        cells.push(match measured(&mut rest)? {
            None => Cell::Null,
            Some(value) => read(value, element, ty)?,
        });
    }
    if !rest.is_empty() {
        return Err(malformed());
    }
    Ok(cells)
}

/// Takes the type of an array's elements and how many they are from its beginning.
pub(super) fn array_header(bytes: &mut &[u8]) -> Result<(u32, usize), Unreadable> {
    let dimensions = word(bytes)?;
    let _has_nulls = word(bytes)?;
    let element = word(bytes)?.cast_unsigned();
    match dimensions {
        0 => return Ok((element, 0)),
        1 => {}
        _ => return Err(Unreadable::new("the array has more than one dimension")),
    }
    let count = usize::try_from(word(bytes)?).map_err(|_| malformed())?;
    let _first_index = word(bytes)?;
    Ok((element, count))
}

/// Takes a value behind its length, which is -1 for `NULL`.
pub(super) fn measured<'b>(bytes: &mut &'b [u8]) -> Result<Option<&'b [u8]>, Unreadable> {
    let length = word(bytes)?;
    if length == -1 {
        return Ok(None);
    }
    let length = usize::try_from(length).map_err(|_| malformed())?;
    let (value, rest) = bytes.split_at_checked(length).ok_or_else(malformed)?;
    *bytes = rest;
    Ok(Some(value))
}

pub(super) fn word(bytes: &mut &[u8]) -> Result<i32, Unreadable> {
    let (word, rest) = bytes.split_first_chunk().ok_or_else(malformed)?;
    *bytes = rest;
    Ok(i32::from_be_bytes(*word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TYPES: [SqlType; 16] = [
        SqlType::Bool,
        SqlType::Int16,
        SqlType::Int32,
        SqlType::Int64,
        SqlType::Float32,
        SqlType::Float64,
        SqlType::Text,
        SqlType::Bytes,
        SqlType::Timestamp,
        SqlType::DateTime,
        SqlType::Date,
        SqlType::Time,
        SqlType::Uuid,
        SqlType::Decimal,
        SqlType::Json,
        SqlType::Array(&SqlType::Text),
    ];

    fn array_of(words: &[i32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    #[test]
    fn arrays_that_lie_about_their_size_are_refused() {
        let text = oid::TEXT.cast_signed();
        for words in [
            &[][..],
            &[1, 0, text],
            &[1, 0, text, i32::MAX, 1],
            &[1, 0, text, -1, 1],
            &[1, 0, text, 1, 1],
            &[1, 0, text, 1, 1, 4],
            &[1, 0, text, 1, 1, -2],
            &[1, 0, text, 1, 1, i32::MAX, 0],
            &[1, 0, text, 0, 1, 0],
            &[2, 0, text, 1, 1, 1, 1, -1],
            &[-1, 0, text],
        ] {
            assert!(array(&array_of(words), SqlType::Text).is_err(), "{words:?}");
        }
        assert!(array(&array_of(&[0, 0, text]), SqlType::Text) == Ok(vec![]));
        assert!(array(&array_of(&[1, 1, text, 1, 1, -1]), SqlType::Text) == Ok(vec![Cell::Null]));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes: Vec<u8>, kind in 0_usize..16, oid in 0_u32..4000) {
            let ty = TYPES[kind];
            let _ = (read(&bytes, oid, ty), read(&bytes, oid::of(ty), ty));
        }

        #[test]
        fn no_array_panics(
            words in prop::collection::vec(prop_oneof![-2..4_i32, any::<i32>()], 0..12),
            kind in 0_usize..15,
        ) {
            for element in TYPES.iter().take(kind + 1) {
                let _ = array(&array_of(&words), *element);
            }
        }
    }
}

//! Rows that a row of Postgres brings as one value: an array of records in their binary format.
//!
//! A record is the number of its fields, and each field the number of its type and then its value behind its length: see
//! `record_send` in Postgres' `rowtypes.c`.

use super::postgres::{array_header, malformed, measured, read, word};
use crate::db::format::oid;
use crate::types::{Cell, SqlType, Unreadable};

/// The number of the type of rows that have no type of their own.
const RECORD: u32 = 2249;

/// The least number of a type that is not built in.
const FIRST_OWN: u32 = 16_384;

/// The rows of an array of records, one by one.
pub(in crate::db) struct Records<'r> {
    rest: &'r [u8],
    left: usize,
}

/// One value of a record.
#[derive(Clone, Copy)]
pub(in crate::db) struct Field<'r> {
    oid: u32,
    value: Option<&'r [u8]>,
}

/// Of an enum, a domain or a type of an extension only the number is known here. Its values have the format of the built-in type
/// that it is made of, which is told from them.
fn underlying(expected: SqlType, value: &[u8]) -> u32 {
    match (expected, value) {
        (SqlType::Int32 | SqlType::Int64, [_, _]) => oid::INT2,
        (SqlType::Int64, [_, _, _, _]) => oid::INT4,
        (SqlType::Float64, [_, _, _, _]) => oid::FLOAT4,
        (SqlType::Json, [first, ..]) if *first != 1 => oid::JSON,
        (ty, _) => oid::of(ty),
    }
}

impl<'r> Records<'r> {
    pub(super) fn of(bytes: &'r [u8]) -> Result<Self, Unreadable> {
        let mut rest = bytes;
        let (element, left) = array_header(&mut rest)?;
        match left == 0 || element == RECORD {
            true => Ok(Records { rest, left }),
            false => Err(Unreadable::new("expected an array of rows")),
        }
    }

    /// Puts the fields of the next row in place of others; whether there is one.
    pub(super) fn next_into(&mut self, fields: &mut Vec<Field<'r>>) -> Result<bool, Unreadable> {
        fields.clear();
        if self.left == 0 {
            return Ok(false);
        }
        self.left -= 1;
        let mut record = measured(&mut self.rest)?.ok_or_else(malformed)?;
        for _ in 0..word(&mut record)? {
            fields.push(Field {
                oid: word(&mut record)?.cast_unsigned(),
                value: measured(&mut record)?,
            });
        }
        Ok(true)
    }
}

impl<'r> Field<'r> {
    pub(super) fn is_null(&self) -> bool {
        self.value.is_none()
    }

    /// The rows that it consists of.
    pub(super) fn records(&self) -> Result<Records<'r>, Unreadable> {
        Records::of(self.value.ok_or_else(malformed)?)
    }

    /// The value as a column of type `ty` stores it.
    pub(super) fn cell(&self, ty: SqlType) -> Result<Cell<'r>, Unreadable> {
        let Some(value) = self.value else {
            return Ok(Cell::Null);
        };
        let (oid, expected) = match ty {
            SqlType::Array(element) => (array_header(&mut &*value)?.0, *element),
            ty => (self.oid, ty),
        };
        let oid = match oid {
            FIRST_OWN.. => underlying(expected, value),
            built_in => built_in,
        };
        if !oid::reads_as(oid, expected) {
            let expected = oid::name_of(ty);
            return Err(Unreadable::new(format!(
                "expected {expected}, the value is of the type with the number {}",
                self.oid
            )));
        }
        read(value, oid, ty)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RECORDS: i32 = RECORD.cast_signed();

    fn bytes(words: &[i32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    fn read_all(bytes: &[u8]) -> Result<usize, Unreadable> {
        let mut records = Records::of(bytes)?;
        let (mut fields, mut count) = (Vec::new(), 0);
        while records.next_into(&mut fields)? {
            count += fields.len();
            for field in &fields {
                let _ = (field.cell(SqlType::Int64), field.cell(SqlType::Text));
                let _ = field.cell(SqlType::Array(&SqlType::Int32));
                let _ = field.records().map(|_| ());
            }
        }
        Ok(count)
    }

    #[test]
    fn rows_are_read_field_by_field() {
        let (int4, int8) = (oid::INT4.cast_signed(), oid::INT8.cast_signed());
        let row = [2, int4, 4, 7, int8, -1];
        let array = [&[1, 0, RECORDS, 1, 1, 24][..], &row].concat();
        let array = bytes(&array);
        let mut records = Records::of(&array).unwrap();
        let mut fields = Vec::new();
        assert_eq!(records.next_into(&mut fields), Ok(true));
        let cells: Vec<_> = fields
            .iter()
            .map(|field| field.cell(SqlType::Int64))
            .collect();
        assert!(cells == [Ok(Cell::Int(7)), Ok(Cell::Null)]);
        assert_eq!(records.next_into(&mut fields), Ok(false));
        assert_eq!(read_all(&bytes(&[0, 0, RECORDS])), Ok(0));
    }

    #[test]
    fn types_of_ones_own_are_read_as_what_they_are_made_of() {
        let own = |value| Field {
            oid: FIRST_OWN,
            value: Some(value),
        };
        assert!(own(&[0, 7]).cell(SqlType::Int64) == Ok(Cell::Int(7)));
        assert!(own(b"sad").cell(SqlType::Text) == Ok(Cell::Text("sad")));
        assert!(own(b"{}").cell(SqlType::Json) == Ok(Cell::Json("{}")));
        assert!(own(b"sad").cell(SqlType::Int64).is_err());
        let text = Field {
            oid: oid::TEXT,
            value: Some(b"7"),
        };
        assert!(text.cell(SqlType::Int64).is_err());
    }

    #[test]
    fn rows_that_lie_about_their_size_are_refused() {
        for words in [
            &[1, 0, RECORDS, 1, 1][..],
            &[1, 0, RECORDS, 1, 1, -1],
            &[1, 0, RECORDS, 1, 1, 4, 1],
            &[1, 0, RECORDS, 1, 1, 12, 1, 25, 100],
            &[1, 0, 25, 1, 1, 4, 0],
            &[2, 0, RECORDS, 1, 1, 1, 1, 4, 0],
        ] {
            assert!(read_all(&bytes(words)).is_err(), "{words:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(
            words in prop::collection::vec(prop_oneof![-2..26_i32, any::<i32>()], 0..24),
        ) {
            let _ = read_all(&bytes(&words));
            let _ = read_all(&bytes(&[&[1, 0, RECORDS][..], &words].concat()));
        }
    }
}

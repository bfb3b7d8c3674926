//! Rows on their way from SQLite: some, side by side, in memory that is used again.

use std::sync::Arc;

use super::super::Row;
use super::super::reader::Reader;
use super::record::{RawValue, Record, no_such_column};
use crate::error::Result;
use crate::types::Unreadable;

/// Rows of one result, each with the same number of values.
#[derive(Debug, Default)]
pub(in crate::db) struct Batch {
    width: usize,
    rows: usize,
    names: Arc<[Box<str>]>,
    values: Vec<Slot>,
    /// The texts and blobs of all values, one behind the other.
    bytes: Vec<u8>,
}

/// A value, or where its bytes are.
#[derive(Debug, Clone, Copy)]
enum Slot {
    Null,
    Integer(i64),
    Real(f64),
    Text(Span),
    Blob(Span),
}

/// So many bytes from a place on. Short, since each value of a batch has one.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u32,
    length: u32,
}

impl Span {
    /// Of a row that is longer than SQLite's longest, by far: a batch ends at the first row that makes it long.
    const BEYOND: Span = Span {
        start: u32::MAX,
        length: u32::MAX,
    };
}

impl Batch {
    /// Makes it ready for rows of a result whose columns have these names.
    pub(super) fn begin(&mut self, names: &Arc<[Box<str>]>) {
        self.clear();
        self.width = names.len();
        self.names = Arc::clone(names);
    }

    pub(super) fn clear(&mut self) {
        self.rows = 0;
        self.values.clear();
        self.bytes.clear();
    }

    /// Adds the next value; each [`Batch::width`] of them are a row.
    #[inline]
    pub(super) fn push(&mut self, value: Option<RawValue<'_>>) {
        let slot = match value {
            None | Some(RawValue::Null) => Slot::Null,
            Some(RawValue::Integer(value)) => Slot::Integer(value),
            Some(RawValue::Real(value)) => Slot::Real(value),
            Some(RawValue::Text(text)) => Slot::Text(self.keep(text)),
            Some(RawValue::Blob(bytes)) => Slot::Blob(self.keep(bytes)),
        };
        self.values.push(slot);
    }

    #[inline]
    fn keep(&mut self, bytes: &[u8]) -> Span {
        let (start, length) = (self.bytes.len(), bytes.len());
        let (Ok(start), Ok(length)) = (u32::try_from(start), u32::try_from(length)) else {
            return Span::BEYOND;
        };
        self.bytes.extend_from_slice(bytes);
        Span { start, length }
    }

    pub(super) fn end_row(&mut self) {
        self.rows += 1;
    }

    pub(in crate::db) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// How many bytes its rows take.
    pub(super) fn size(&self) -> usize {
        self.values.len() * size_of::<Slot>() + self.bytes.len()
    }

    /// Gives each of its rows to their reader.
    pub(in crate::db) fn deliver(&self, read: Reader<'_>) -> Result<()> {
        (0..self.rows).try_for_each(|row| read.read(&mut Row::sqlite(self.record(row))))
    }

    pub(super) fn record(&self, row: usize) -> Record<'_> {
        Record::Kept(BatchRow {
            batch: self,
            first: row * self.width,
        })
    }
}

/// One row of a batch.
#[derive(Clone, Copy)]
pub(in crate::db) struct BatchRow<'b> {
    batch: &'b Batch,
    /// Where its first value is.
    first: usize,
}

impl<'b> BatchRow<'b> {
    /// The value at a position.
    #[inline]
    pub(super) fn value(self, position: usize) -> Result<RawValue<'b>, Unreadable> {
        let slot = self.slot(position).ok_or_else(no_such_column)?;
        Ok(match slot {
            Slot::Null => RawValue::Null,
            Slot::Integer(value) => RawValue::Integer(value),
            Slot::Real(value) => RawValue::Real(value),
            Slot::Text(span) => RawValue::Text(self.bytes(span)?),
            Slot::Blob(span) => RawValue::Blob(self.bytes(span)?),
        })
    }

    /// Whether there is nothing at a position.
    pub(super) fn is_null(self, position: usize) -> bool {
        matches!(self.slot(position), None | Some(Slot::Null))
    }

    /// The names of the result's columns.
    pub(super) fn names(self) -> &'b Arc<[Box<str>]> {
        &self.batch.names
    }

    #[inline]
    fn slot(self, position: usize) -> Option<Slot> {
        if position >= self.batch.width {
            return None;
        }
        self.batch.values.get(self.first + position).copied()
    }

    #[inline]
    fn bytes(self, span: Span) -> Result<&'b [u8], Unreadable> {
        let bytes = self.batch.bytes.get(span.start as usize..);
        let bytes = bytes.and_then(|bytes| bytes.get(..span.length as usize));
        bytes.ok_or_else(|| Unreadable::new("the row is longer than 4 GiB"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::row::Storage;

    #[test]
    fn values_come_out_as_they_went_in() {
        let mut batch = Batch::default();
        batch.begin(&["a", "b", "c"].map(Box::from).into());
        let values = [
            RawValue::Integer(i64::MIN),
            RawValue::Text("é\0".as_bytes()),
            RawValue::Null,
            RawValue::Real(-0.5),
            RawValue::Blob(&[0, 255]),
            RawValue::Text(&[0xff]),
        ];
        for row in values.chunks(3) {
            row.iter().for_each(|value| batch.push(Some(*value)));
            batch.end_row();
        }
        assert_eq!(batch.rows(), 2);
        let (first, second) = (batch.record(0), batch.record(1));
        assert!(first.value(0) == Ok(Storage::Integer(i64::MIN)));
        assert!(first.value(1) == Ok(Storage::Text("é\0")));
        assert!(first.value(2) == Ok(Storage::Null) && first.is_null(2));
        assert!(second.value(0) == Ok(Storage::Real(-0.5)));
        assert!(second.value(1) == Ok(Storage::Blob(&[0, 255])));
        assert!(second.value(2).is_err() && !second.is_null(2));
        assert!(first.value(3).is_err() && first.is_null(3));
        assert!(first.names().eq(["a", "b", "c"]));

        batch.begin(&["a"].map(Box::from).into());
        assert_eq!((batch.rows(), batch.size()), (0, 0));
    }
}

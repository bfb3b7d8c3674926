//! One row of a result, and its values as SQLite has them.

use super::super::row::Storage;
use super::batch::BatchRow;
use super::handle::CurrentRow;
use crate::types::Unreadable;

/// One row of a result.
#[derive(Clone, Copy)]
pub(in crate::db) enum Record<'r> {
    /// At which a statement stands.
    Current(CurrentRow<'r>),
    /// In a batch.
    Kept(BatchRow<'r>),
}

/// A value as SQLite has it, its text unproven.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum RawValue<'v> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'v [u8]),
    Blob(&'v [u8]),
}

impl<'r> Record<'r> {
    /// The value at a position.
    #[inline]
    pub(in crate::db) fn value(self, position: usize) -> Result<Storage<'r>, Unreadable> {
        Ok(match self.raw(position)? {
            RawValue::Null => Storage::Null,
            RawValue::Integer(value) => Storage::Integer(value),
            RawValue::Real(value) => Storage::Real(value),
            RawValue::Text(text) => Storage::Text(
                str::from_utf8(text).map_err(|_| Unreadable::new("the text is not UTF-8"))?,
            ),
            RawValue::Blob(bytes) => Storage::Blob(bytes),
        })
    }

    #[inline]
    fn raw(self, position: usize) -> Result<RawValue<'r>, Unreadable> {
        match self {
            Record::Current(row) => row.value(position).ok_or_else(no_such_column),
            Record::Kept(row) => row.value(position),
        }
    }

    /// Whether there is nothing at a position.
    pub(in crate::db) fn is_null(self, position: usize) -> bool {
        match self {
            Record::Current(row) => matches!(row.value(position), None | Some(RawValue::Null)),
            Record::Kept(row) => row.is_null(position),
        }
    }

    /// The names of the result's columns.
    pub(in crate::db) fn names(self) -> impl Iterator<Item = &'r str> {
        let names = match self {
            Record::Current(row) => row.names(),
            Record::Kept(row) => row.names(),
        };
        names.iter().map(|name| &**name)
    }
}

#[cold]
pub(super) fn no_such_column() -> Unreadable {
    Unreadable::new("the result has no such column")
}

//! A prepared statement: what it is, and the values of the row that it stands at.

use std::ffi::{CStr, c_char, c_int};
use std::ptr::NonNull;
use std::sync::Arc;

use libsqlite3_sys as ffi;

use super::super::record::RawValue;

/// A prepared statement.
pub(super) struct Statement {
    pub(super) raw: NonNull<ffi::sqlite3_stmt>,
    pub(super) names: Arc<[Box<str>]>,
    pub(super) only_reads: bool,
    /// Whether it takes no longer the more there is in the database, once that was asked.
    pub(super) is_straight: Option<bool>,
    /// How many more times it begins on a thread, since it kept a task for too long.
    pub(super) times_away: u8,
    /// How often SQLite had prepared it anew, when its columns were looked at.
    reprepared: c_int,
}

impl Statement {
    /// Takes a statement over.
    ///
    /// # Safety
    ///
    /// It was just prepared, nobody else has it, and its connection is open for as long as it lives.
    pub(super) unsafe fn own(raw: NonNull<ffi::sqlite3_stmt>) -> Self {
        // SAFETY: the caller's.
        let only_reads = unsafe { ffi::sqlite3_stmt_readonly(raw.as_ptr()) } != 0;
        let mut statement = Statement {
            raw,
            names: Arc::default(),
            only_reads,
            is_straight: None,
            times_away: 0,
            reprepared: 0,
        };
        statement.look_at_columns();
        statement
    }

    /// The columns may be others once a changed schema had SQLite prepare the statement anew.
    pub(super) fn look_at_columns_again(&mut self) {
        // SAFETY: the statement is prepared.
        let reprepared = unsafe {
            ffi::sqlite3_stmt_status(self.raw.as_ptr(), ffi::SQLITE_STMTSTATUS_REPREPARE, 0)
        };
        if reprepared != self.reprepared {
            self.reprepared = reprepared;
            self.is_straight = None;
            self.look_at_columns();
        }
    }

    fn look_at_columns(&mut self) {
        let raw = self.raw.as_ptr();
        // SAFETY: the statement is prepared, the columns are those it has, and each name is copied at once.
        self.names = unsafe {
            let width = ffi::sqlite3_column_count(raw);
            let name = |column| text_at(ffi::sqlite3_column_name(raw, column));
            (0..width).map(|column| name(column).into()).collect()
        };
    }

    pub(super) fn reset(&self) {
        // SAFETY: the statement is prepared. What is given back is the error of the last step, which was seen then.
        unsafe { ffi::sqlite3_reset(self.raw.as_ptr()) };
    }

    /// Frees the values that are bound.
    pub(super) fn unbind(&self) {
        // SAFETY: the statement is prepared and has been reset.
        unsafe { ffi::sqlite3_clear_bindings(self.raw.as_ptr()) };
    }
}

impl Drop for Statement {
    fn drop(&mut self) {
        // SAFETY: the statement was prepared and is not used again. Its connection is still open and ours: statements never leave
        // a `Connection`, which drops them all before it lets go of the driver's.
        unsafe { ffi::sqlite3_finalize(self.raw.as_ptr()) };
    }
}

/// The row that a statement stands at, for as long as it stands there.
#[derive(Clone, Copy)]
pub(in crate::db) struct CurrentRow<'s>(&'s Statement);

impl<'s> CurrentRow<'s> {
    /// # Safety
    ///
    /// The statement has just been stepped to a row, and is not stepped or reset while the row lives.
    pub(super) unsafe fn of(statement: &'s Statement) -> Self {
        CurrentRow(statement)
    }

    /// The names of its columns.
    pub(in crate::db::sqlite) fn names(self) -> &'s Arc<[Box<str>]> {
        &self.0.names
    }

    /// The value in a column, if there is that column.
    #[inline]
    pub(in crate::db::sqlite) fn value(self, column: usize) -> Option<RawValue<'s>> {
        if column >= self.0.names.len() {
            return None;
        }
        // SAFETY: the statement stands at a row that has this column. Its value, found once, is asked by whoever has the connection
        // alone, as SQLite wants of one that is not protected. SQLite keeps text and blobs where they are until the statement goes on,
        // which it does not while this row lives; the length is asked for after the pointer, as SQLite wants it.
        Some(unsafe {
            let value = ffi::sqlite3_column_value(self.0.raw.as_ptr(), column as c_int);
            match ffi::sqlite3_value_type(value) {
                ffi::SQLITE_INTEGER => RawValue::Integer(ffi::sqlite3_value_int64(value)),
                ffi::SQLITE_FLOAT => RawValue::Real(ffi::sqlite3_value_double(value)),
                ffi::SQLITE_TEXT => {
                    let text = ffi::sqlite3_value_text(value);
                    RawValue::Text(bytes_at(text, ffi::sqlite3_value_bytes(value)))
                }
                ffi::SQLITE_BLOB => {
                    let blob = ffi::sqlite3_value_blob(value).cast();
                    RawValue::Blob(bytes_at(blob, ffi::sqlite3_value_bytes(value)))
                }
                _ => RawValue::Null,
            }
        })
    }
}

/// Bytes that SQLite holds; of none, the pointer may be null.
///
/// # Safety
///
/// Unless it is null, the pointer is to so many bytes, which live and do not change for `'b`.
unsafe fn bytes_at<'b>(start: *const u8, length: c_int) -> &'b [u8] {
    match usize::try_from(length) {
        // SAFETY: the caller's.
        Ok(length) if !start.is_null() => unsafe { std::slice::from_raw_parts(start, length) },
        _ => &[],
    }
}

/// Text that SQLite holds.
///
/// # Safety
///
/// Unless it is null, the pointer is to a text that ends with a zero, and which lives and does not change for `'t`.
pub(super) unsafe fn text_at<'t>(start: *const c_char) -> std::borrow::Cow<'t, str> {
    match start.is_null() {
        true => "".into(),
        // SAFETY: the caller's.
        false => unsafe { CStr::from_ptr(start) }.to_string_lossy(),
    }
}

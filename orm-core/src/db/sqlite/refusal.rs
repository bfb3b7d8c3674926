use std::borrow::Cow;
use std::error::Error as StdError;
use std::ffi::c_int;

use libsqlite3_sys::{
    SQLITE_BUSY, SQLITE_CONSTRAINT_CHECK, SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_NOTNULL,
    SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE, SQLITE_INTERRUPT, SQLITE_LOCKED,
};
use sqlx::error::{DatabaseError, ErrorKind};

/// Why SQLite refused a statement: what sqlx's own `SqliteError` says, which nobody else can make.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("(code: {code}) {message}")]
pub(in crate::db) struct Refusal {
    /// The extended result code.
    pub(in crate::db) code: c_int,
    pub(in crate::db) message: String,
}

impl Refusal {
    /// Whether somebody else holds a lock that it needs.
    pub(super) fn is_for_a_lock(&self) -> bool {
        matches!(self.code & 0xff, SQLITE_BUSY | SQLITE_LOCKED)
    }

    /// Whether it was interrupted.
    pub(super) fn is_for_its_time(&self) -> bool {
        self.code & 0xff == SQLITE_INTERRUPT
    }
}

impl DatabaseError for Refusal {
    fn message(&self) -> &str {
        &self.message
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.to_string().into())
    }

    fn as_error(&self) -> &(dyn StdError + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn StdError + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn StdError + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        match self.code {
            SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY => ErrorKind::UniqueViolation,
            SQLITE_CONSTRAINT_FOREIGNKEY => ErrorKind::ForeignKeyViolation,
            SQLITE_CONSTRAINT_NOTNULL => ErrorKind::NotNullViolation,
            SQLITE_CONSTRAINT_CHECK => ErrorKind::CheckViolation,
            _ => ErrorKind::Other,
        }
    }
}

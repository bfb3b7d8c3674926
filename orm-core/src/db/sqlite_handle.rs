//! What only SQLite's own interface can do: the one place with unsafe code.

#![expect(
    unsafe_code,
    reason = "two calls of SQLite that sqlx has no safe form of"
)]

use std::ffi::c_int;
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use libsqlite3_sys::{
    SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_DQS_DML, SQLITE_OK, sqlite3_db_config,
    sqlite3_get_autocommit,
};
use sqlx::sqlite::{LockedSqliteHandle, SqliteConnection};

/// How many of SQLite's instructions pass between two looks at the clock: some ten microseconds.
const INSTRUCTIONS_BETWEEN_LOOKS: i32 = 1000;

static EPOCH: LazyLock<Instant> = LazyLock::new(Instant::now);

/// When the running statement is to be interrupted; shared with SQLite's progress handler.
#[derive(Debug, Default)]
pub(super) struct Deadline {
    /// Nanoseconds since [`EPOCH`]; zero is never.
    at: AtomicU64,
}

impl Deadline {
    /// Sets the deadline that long from now, or none.
    pub(super) fn set(&self, limit: Option<Duration>) {
        let at = limit.map_or(0, |limit| nanoseconds(EPOCH.elapsed() + limit).max(1));
        self.at.store(at, Ordering::Relaxed);
    }

    fn has_passed(&self) -> bool {
        let at = self.at.load(Ordering::Relaxed);
        at != 0 && nanoseconds(EPOCH.elapsed()) >= at
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// Turns double-quoted strings off, so that a missing column is an error and not its own name, and lets
/// the [`Deadline`] that is given back interrupt statements.
pub(super) async fn prepare(
    connection: &mut SqliteConnection,
) -> Result<Arc<Deadline>, sqlx::Error> {
    let deadline = Arc::new(Deadline::default());
    let watched = Arc::clone(&deadline);
    let mut handle = connection.lock_handle().await?;
    switch_off(&mut handle, SQLITE_DBCONFIG_DQS_DML)?;
    switch_off(&mut handle, SQLITE_DBCONFIG_DQS_DDL)?;
    handle.set_progress_handler(INSTRUCTIONS_BETWEEN_LOOKS, move || !watched.has_passed());
    Ok(deadline)
}

/// Whether a transaction is open on the connection.
pub(super) async fn in_transaction(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let mut handle = connection.lock_handle().await?;
    let raw = handle.as_raw_handle().as_ptr();
    // SAFETY: `raw` is an open connection for as long as `handle` lives, and `handle` keeps sqlx's worker thread, the
    // only other user, away from it.
    Ok(unsafe { sqlite3_get_autocommit(raw) } == 0)
}

fn switch_off(handle: &mut LockedSqliteHandle<'_>, option: c_int) -> Result<(), sqlx::Error> {
    let raw = handle.as_raw_handle().as_ptr();
    // SAFETY: as in `in_transaction`; and these two options take an `int` and a pointer to one that may be null, which
    // is what is passed through the variadic call.
    let off: c_int = 0;
    let status = unsafe { sqlite3_db_config(raw, option, off, ptr::null_mut::<c_int>()) };
    match handle.last_error() {
        Some(error) if status != SQLITE_OK => Err(sqlx::Error::Database(Box::new(error))),
        _ => Ok(()),
    }
}

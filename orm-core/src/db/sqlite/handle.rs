//! SQLite's own interface, on a connection of sqlx's: the one place with unsafe code.

#![expect(
    unsafe_code,
    reason = "SQLite's interface is C, and sqlx has no safe form of it"
)]

mod statement;

use std::ffi::{c_char, c_int, c_uint, c_void};
use std::ptr::{self, NonNull};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use hashlink::LruCache;
use libsqlite3_sys as ffi;
use sqlx::Connection as _;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{Sqlite, SqliteConnection};

pub(in crate::db) use self::statement::CurrentRow;
use self::statement::{Statement, text_at};
use super::super::bind::Stored;
use super::batch::Batch;
use super::record::RawValue;
use super::{Deadline, Refusal};

/// How many statements are kept prepared; of more, those that were not used for longest are prepared anew.
const KEPT: usize = 128;
/// How many times a statement begins on a thread before it is tried on a task again.
const TIMES_AWAY: u8 = 16;
/// How many of SQLite's instructions pass between two looks at the clock: some ten microseconds.
const INSTRUCTIONS_BETWEEN_LOOKS: i32 = 1000;

/// A connection of sqlx's, on which statements are run one at a time by whoever has it.
///
/// sqlx's worker thread uses the same connection, so that one of them must be idle whenever the other is not. The pool's
/// connection is owned here, and lent by [`driver`](Connection::driver) alone; after that the thread is not known to be
/// idle until [`settle`](Connection::settle) has had its answer, and no statement of ours can be begun.
pub(in crate::db) struct Connection {
    raw: NonNull<ffi::sqlite3>,
    kept: LruCache<Box<str>, Statement>,
    current: Option<Current>,
    /// There until it is given back.
    driver: Option<PoolConnection<Sqlite>>,
    driver_is_idle: bool,
    /// How long statements wait for others' locks when they may wait at all, in milliseconds.
    patience: c_int,
    /// What SQLite was told of it last.
    told: Option<c_int>,
    log: Log,
}

/// The write-ahead log of a database file. SQLite's own way is to copy the log into the file within the commit that makes it
/// long, and to wait there until the disk has it all; here that is a job of its own.
struct Log {
    /// How many pages it had after the last commit on this connection.
    pages: Box<AtomicI32>,
    /// From how many pages on it is to be copied; zero is never.
    most: c_int,
    /// Whether a commit writes to memory or to the log alone, and does not wait for a disk.
    is_quick: bool,
}

// SAFETY: neither the connection nor its statements belong to a thread: SQLite is built and opened in a mode that lets any one
// thread at a time use them, and there is one at a time, since all that does takes `&mut self`.
unsafe impl Send for Connection {}

/// The statement that is being run.
struct Current {
    statement: Statement,
    /// Its text, if it is kept.
    key: Option<Box<str>>,
    /// Whether it has given a row.
    has_begun: bool,
    /// Whether it stands at a row.
    at_row: bool,
    /// How many rows this connection had changed before.
    changes_before: c_int,
}

impl Connection {
    /// Takes a connection over: double-quoted strings off, so that a missing column is an error and not its own name; foreign
    /// keys on; and a deadline that interrupts statements.
    pub(super) async fn open(
        mut driver: PoolConnection<Sqlite>,
        deadline: Arc<Deadline>,
    ) -> Result<Self, sqlx::Error> {
        let mut locked = driver.lock_handle().await?;
        let raw = locked.as_raw_handle();
        locked.set_progress_handler(INSTRUCTIONS_BETWEEN_LOOKS, move || !deadline.has_passed());
        drop(locked);
        let mut connection = Connection {
            raw,
            kept: LruCache::new(KEPT),
            current: None,
            driver: Some(driver),
            driver_is_idle: true,
            patience: 0,
            told: None,
            log: Log {
                pages: Box::default(),
                most: 0,
                is_quick: false,
            },
        };
        connection.switch(ffi::SQLITE_DBCONFIG_DQS_DML, false)?;
        connection.switch(ffi::SQLITE_DBCONFIG_DQS_DDL, false)?;
        connection.run_script("PRAGMA foreign_keys = ON")?;
        connection.patience = connection.pragma("busy_timeout")?;
        connection.told = Some(connection.patience);
        connection.log.most = connection.pragma("wal_autocheckpoint")?;
        connection.log.is_quick = connection.commits_quickly()?;
        connection.watch_log();
        Ok(connection)
    }

    /// The connection, which is open and nobody else's at the moment.
    fn raw(&self) -> *mut ffi::sqlite3 {
        assert!(self.driver_is_idle, "sqlx's thread may be at work");
        self.raw.as_ptr()
    }

    fn switch(&mut self, option: c_int, on: bool) -> Result<(), Refusal> {
        // SAFETY: the connection is open and ours. The options that are switched here take an `int` and a pointer to one that may
        // be null, which is what is passed through the variadic call.
        let status = unsafe {
            let (on, old) = (c_int::from(on), ptr::null_mut::<c_int>());
            ffi::sqlite3_db_config(self.raw(), option, on, old)
        };
        self.check(status)
    }

    /// A setting that is a number; of one that is text, zero.
    fn pragma(&mut self, name: &str) -> Result<c_int, Refusal> {
        let setting = self.setting(name, |value| match value {
            RawValue::Integer(number) => c_int::try_from(number).unwrap_or(c_int::MAX),
            _ => 0,
        })?;
        Ok(setting.unwrap_or_default())
    }

    fn setting<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(RawValue<'_>) -> T,
    ) -> Result<Option<T>, Refusal> {
        self.begin(&format!("PRAGMA {name}"), false)?;
        let value = match self.step()? {
            true => self.row().and_then(|row| row.value(0)).map(read),
            false => None,
        };
        self.finish();
        Ok(value)
    }

    fn commits_quickly(&mut self) -> Result<bool, Refusal> {
        // SAFETY: the connection is open and ours; the name is SQLite's, ends with a zero and is looked at at once.
        let in_memory = unsafe {
            let name = ffi::sqlite3_db_filename(self.raw(), c"main".as_ptr());
            text_at(name).is_empty()
        };
        let logs = self.setting("journal_mode", |mode| mode == RawValue::Text(b"wal"))?;
        const NORMAL: c_int = 1;
        Ok(in_memory || logs == Some(true) && self.pragma("synchronous")? <= NORMAL)
    }

    /// Has SQLite say how long the log is, and leave it as it is.
    fn watch_log(&mut self) {
        let pages = ptr::from_ref::<AtomicI32>(&self.log.pages).cast_mut();
        // SAFETY: the connection is open and ours. The counter lives in a box of this connection's, which has SQLite forget it before
        // it lends the connection or lets go of it.
        unsafe { ffi::sqlite3_wal_hook(self.raw(), Some(note_pages), pages.cast()) };
    }

    /// Leaves the connection as it was found.
    fn hand_back(&mut self) {
        self.forget_statements();
        self.wait_for_locks(true);
        // SAFETY: the connection is open and ours. This replaces what `watch_log` has set.
        unsafe { ffi::sqlite3_wal_autocheckpoint(self.raw(), self.log.most) };
    }

    /// Whether a commit does not wait for a disk.
    pub(super) fn is_quick(&self) -> bool {
        self.log.is_quick
    }

    /// Whether the log is long enough to be copied into the database's file.
    pub(in crate::db) fn has_long_log(&self) -> bool {
        self.log.most > 0 && self.log.pages.load(Ordering::Relaxed) >= self.log.most
    }

    /// Copies the log as far as nobody is in the way.
    pub(super) fn copy_log(&mut self) {
        self.log.pages.store(0, Ordering::Relaxed);
        let (all, none) = (ptr::null(), ptr::null_mut());
        // SAFETY: the connection is open and ours; no name means every database, and nothing is asked of what came of it: what stays in
        // the log is copied another time.
        unsafe {
            let passive = ffi::SQLITE_CHECKPOINT_PASSIVE;
            ffi::sqlite3_wal_checkpoint_v2(self.raw(), all, passive, none, none);
        }
    }

    /// The driver's own connection. Nothing of ours stays prepared, since what sqlx's thread does with the connection may go on
    /// after the borrow's end.
    pub(in crate::db) fn driver(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        if self.driver_is_idle {
            self.hand_back();
            self.told = None;
            self.driver_is_idle = false;
        }
        let driver = self.driver.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        Ok(driver)
    }

    /// Waits until sqlx's thread has done all that it was asked.
    pub(in crate::db) async fn settle(&mut self) -> Result<(), sqlx::Error> {
        if !self.driver_is_idle {
            let driver = self.driver.as_mut().ok_or(sqlx::Error::PoolClosed)?;
            driver.ping().await?;
            self.driver_is_idle = true;
            self.watch_log();
        }
        Ok(())
    }

    /// Gives the connection back to sqlx's pool.
    pub(in crate::db) fn give_back(mut self) {
        if self.driver_is_idle {
            self.hand_back();
        }
        drop(self.driver.take());
    }

    pub(in crate::db) fn forget_statements(&mut self) {
        self.finish();
        self.kept.clear();
    }

    /// Whether a transaction is open: SQLite ends one by itself after some errors.
    pub(in crate::db) fn in_transaction(&self) -> bool {
        // SAFETY: the connection is open and ours.
        unsafe { ffi::sqlite3_get_autocommit(self.raw()) == 0 }
    }

    /// Has statements wait for locks that others hold, or be refused at once.
    pub(super) fn wait_for_locks(&mut self, patient: bool) {
        let patience = if patient { self.patience } else { 0 };
        if self.told != Some(patience) {
            // SAFETY: the connection is open and ours.
            unsafe { ffi::sqlite3_busy_timeout(self.raw(), patience) };
            self.told = Some(patience);
        }
    }

    /// Prepares a statement, unless it is still prepared. Of a text of several statements it is the first.
    pub(super) fn begin(&mut self, text: &str, keep: bool) -> Result<(), Refusal> {
        self.finish();
        // What must not be kept is prepared anew even where the same text is kept: something around it is different.
        let known = if keep {
            self.kept.remove_entry(text)
        } else {
            None
        };
        let (key, statement) = match known {
            Some((key, statement)) => (Some(key), statement),
            None => match self.prepare(text.as_bytes(), keep)?.0 {
                Some(statement) => (keep.then(|| text.into()), statement),
                None => return Ok(()),
            },
        };
        let changes_before = self.total_changes();
        self.current = Some(Current {
            statement,
            key,
            has_begun: false,
            at_row: false,
            changes_before,
        });
        Ok(())
    }

    /// The first statement of a text, unless there is none, and how much of the text that was.
    fn prepare(&mut self, text: &[u8], keep: bool) -> Result<(Option<Statement>, usize), Refusal> {
        let length = c_int::try_from(text.len()).map_err(|_| too_long())?;
        self.switch(ffi::SQLITE_DBCONFIG_ENABLE_QPSG, !gains_by_values(text))?;
        let flags: c_uint = if keep {
            ffi::SQLITE_PREPARE_PERSISTENT
        } else {
            0
        };
        let begin = text.as_ptr().cast::<c_char>();
        let (mut raw, mut end) = (ptr::null_mut(), ptr::null());
        // SAFETY: the connection is open and ours, and the text is as long as is said.
        let status = unsafe {
            let connection = self.raw();
            ffi::sqlite3_prepare_v3(connection, begin, length, flags, &raw mut raw, &raw mut end)
        };
        self.check(status)?;
        // SAFETY: SQLite points the end into the text.
        let used = unsafe { end.offset_from_unsigned(begin) };
        // SAFETY: the statement was just prepared. It is kept here or is the current one, and so it goes before its connection does.
        let statement = NonNull::new(raw).map(|raw| unsafe { Statement::own(raw) });
        Ok((statement, used))
    }

    /// Binds a value to the current statement's placeholder at a position, the first of which is 0.
    pub(super) fn bind(&mut self, position: usize, value: &Stored<'_>) -> Result<(), Refusal> {
        let Some(current) = &self.current else {
            return Ok(());
        };
        let raw = current.statement.raw.as_ptr();
        let place = c_int::try_from(position + 1).map_err(|_| too_long())?;
        // SAFETY: the statement is prepared and has not begun. Text and blobs are as long as is said, and are copied before the
        // call returns.
        let status = unsafe {
            match value {
                Stored::Null => ffi::sqlite3_bind_null(raw, place),
                Stored::Integer(value) => ffi::sqlite3_bind_int64(raw, place, *value),
                Stored::Real(value) => ffi::sqlite3_bind_double(raw, place, *value),
                Stored::Text(text) => ffi::sqlite3_bind_text64(
                    raw,
                    place,
                    text.as_ptr().cast(),
                    text.len() as u64,
                    ffi::SQLITE_TRANSIENT(),
                    ffi::SQLITE_UTF8 as u8,
                ),
                Stored::Blob(bytes) => ffi::sqlite3_bind_blob64(
                    raw,
                    place,
                    bytes.as_ptr().cast(),
                    bytes.len() as u64,
                    ffi::SQLITE_TRANSIENT(),
                ),
            }
        };
        self.check(status)
    }

    /// Whether the current statement changes nothing.
    pub(super) fn only_reads(&self) -> bool {
        self.current
            .as_ref()
            .is_none_or(|current| current.statement.only_reads)
    }

    /// What was noted of the current statement.
    pub(super) fn is_straight(&self) -> Option<bool> {
        self.current.as_ref()?.statement.is_straight
    }

    /// Notes of the current statement, as long as it is kept, whether it takes no longer the more there is in the database.
    pub(super) fn note_straight(&mut self, is_straight: bool) {
        if let Some(current) = &mut self.current {
            current.statement.is_straight = Some(is_straight);
        }
    }

    /// Whether the current statement kept a task for too long when it was last tried, which is tried again after some times.
    pub(super) fn was_long(&mut self) -> bool {
        let Some(current) = &mut self.current else {
            return false;
        };
        let times = &mut current.statement.times_away;
        let was_long = *times > 0;
        *times = times.saturating_sub(1);
        was_long
    }

    /// Notes whether the current statement keeps a task for too long.
    pub(super) fn note_long(&mut self, is_long: bool) {
        if let Some(current) = &mut self.current {
            current.statement.times_away = if is_long { TIMES_AWAY } else { 0 };
        }
    }

    /// Goes on to the current statement's next row; false where there is none, and the statement has ended.
    pub(super) fn step(&mut self) -> Result<bool, Refusal> {
        let Some(current) = &mut self.current else {
            return Ok(false);
        };
        // SAFETY: the statement is prepared, and the connection ours.
        match unsafe { ffi::sqlite3_step(current.statement.raw.as_ptr()) } {
            ffi::SQLITE_ROW => {
                current.at_row = true;
                if !current.has_begun {
                    current.has_begun = true;
                    current.statement.look_at_columns_again();
                }
                Ok(true)
            }
            status => {
                current.at_row = false;
                match status {
                    ffi::SQLITE_DONE => Ok(false),
                    _ => Err(self.refusal()),
                }
            }
        }
    }

    /// The row that the current statement stands at, if it stands at one.
    #[inline]
    pub(super) fn row(&self) -> Option<CurrentRow<'_>> {
        let current = self.current.as_ref().filter(|current| current.at_row)?;
        // SAFETY: it stands at a row. Whatever moves it on borrows the connection mutably, and the row borrows it, too.
        Some(unsafe { CurrentRow::of(&current.statement) })
    }

    /// Takes the row that the current statement stands at.
    pub(super) fn read_into(&self, batch: &mut Batch) {
        let Some(row) = self.row() else {
            return;
        };
        if batch.rows() == 0 {
            batch.begin(row.names());
        }
        (0..batch.width()).for_each(|column| batch.push(row.value(column)));
        batch.end_row();
    }

    /// Sets the current statement back to its beginning, with what is bound to it.
    pub(super) fn start_over(&mut self) {
        if let Some(current) = &mut self.current {
            (current.has_begun, current.at_row) = (false, false);
            current.statement.reset();
        }
    }

    /// Ends the current statement; gives how many rows it has changed.
    pub(super) fn finish(&mut self) -> u64 {
        let Some(current) = self.current.take() else {
            return 0;
        };
        let changed = match self.total_changes() == current.changes_before {
            true => 0,
            // SAFETY: the connection is open and ours.
            false => unsafe { ffi::sqlite3_changes(self.raw()) },
        };
        current.statement.reset();
        if let Some(key) = current.key {
            current.statement.unbind();
            self.kept.insert(key, current.statement);
        }
        u64::try_from(changed).unwrap_or_default()
    }

    /// Runs a text of any number of statements that bind nothing; gives how many rows they have changed.
    pub(super) fn run_script(&mut self, text: &str) -> Result<u64, Refusal> {
        let mut rest = text.as_bytes();
        let mut changed = 0;
        while !rest.is_empty() {
            let (statement, used) = self.prepare(rest, false)?;
            rest = &rest[used..];
            let Some(statement) = statement else {
                continue;
            };
            self.current = Some(Current {
                statement,
                key: None,
                has_begun: false,
                at_row: false,
                changes_before: self.total_changes(),
            });
            let ended = loop {
                match self.step() {
                    Ok(true) => {}
                    Ok(false) => break Ok(()),
                    Err(refusal) => break Err(refusal),
                }
            };
            changed += self.finish();
            ended?;
        }
        Ok(changed)
    }

    /// How many rows all statements so far have changed; it may wrap around.
    pub(super) fn total_changes(&self) -> c_int {
        // SAFETY: the connection is open and ours.
        unsafe { ffi::sqlite3_total_changes(self.raw()) }
    }

    fn check(&self, status: c_int) -> Result<(), Refusal> {
        match status {
            ffi::SQLITE_OK => Ok(()),
            _ => Err(self.refusal()),
        }
    }

    /// What went wrong last.
    fn refusal(&self) -> Refusal {
        let raw = self.raw();
        // SAFETY: the connection is open and ours; the message is SQLite's, ends with a zero and is copied at once.
        unsafe {
            let message = ffi::sqlite3_errmsg(raw);
            Refusal {
                code: ffi::sqlite3_extended_errcode(raw),
                message: text_at(message).into_owned(),
            }
        }
    }
}

impl Drop for Connection {
    /// Closes the connection unless it was given back: nobody knows then what it was doing.
    fn drop(&mut self) {
        if self.driver_is_idle && self.driver.is_some() {
            self.hand_back();
        }
        if let Some(driver) = &mut self.driver {
            driver.close_on_drop();
        }
    }
}

/// Notes how many pages the log has.
///
/// # Safety
///
/// The first argument is to a counter that lives.
unsafe extern "C" fn note_pages(
    counter: *mut c_void,
    _: *mut ffi::sqlite3,
    _: *const c_char,
    pages: c_int,
) -> c_int {
    // SAFETY: the caller's.
    let counter = unsafe { &*counter.cast::<AtomicI32>() };
    counter.store(pages, Ordering::Relaxed);
    ffi::SQLITE_OK
}

/// Whether a plan may be better for being made anew for each bound value: an index serves the beginning of a pattern. Of any
/// other statement with a bound limit SQLite would do so in vain, which costs more than a row by key does.
fn gains_by_values(text: &[u8]) -> bool {
    let holds = |word: &[u8]| text.windows(word.len()).any(|part| part == word);
    holds(b" GLOB ") || holds(b" LIKE ")
}

fn too_long() -> Refusal {
    Refusal {
        code: ffi::SQLITE_TOOBIG,
        message: "the statement is longer than SQLite takes".to_owned(),
    }
}

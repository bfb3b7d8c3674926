use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::super::Row;
use super::super::bind::Stored;
use super::super::reader::Reader;
use super::batch::Batch;
use super::{Connection, Deadline, Record, Refusal, program};
use crate::error::Error;

/// How many rows pass between two looks at the clock.
const ROWS_BETWEEN_LOOKS: usize = 8;
/// How many bytes of rows travel together.
const BATCH: usize = 32 << 10;

/// How many batches wait to be read.
const WAITING: usize = 4;

/// How many values a statement may bind that is not interrupted here.
const FEW_VALUES: usize = 256;
/// How many rows, and bytes of values, a transaction may change for its commit to be short.
const FEW_CHANGES: i32 = 256;
const FEW_BYTES: usize = 64 << 10;

/// A connection and what it works with.
pub(in crate::db) struct Engine {
    pub(in crate::db) connection: Connection,
    /// Rows that have not been read yet, of what was run on a thread or writes.
    pub(in crate::db) batch: Batch,
    written: Written,
    /// How long a statement may keep the calling task from yielding.
    budget: Duration,
}

/// What the open transaction has written.
#[derive(Default)]
struct Written {
    /// How many rows the connection had changed before it.
    changes_before: i32,
    /// How many bytes the values had that were bound.
    bytes: usize,
}

/// A text, and whether it is kept prepared.
#[derive(Clone, Copy)]
pub(in crate::db) struct Text<'t> {
    pub(in crate::db) text: &'t str,
    pub(in crate::db) keep: bool,
}

/// How far a statement came on the calling task.
pub(in crate::db) enum Attempt {
    /// To its end.
    Ended(u64),
    /// Into its rows; [`read_on`](Engine::read_on) has the next ones, once other tasks had their turn.
    Paused,
    /// Not so far that it could go on here. The first rows of what writes may be in the batch.
    Begun,
    /// Nowhere: not even to being prepared, since somebody holds a lock.
    Refused,
}

/// Why a statement was given up.
#[derive(Debug)]
pub(in crate::db) enum Stop {
    Refused(Refusal),
    ByReader(Error),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Stop::Refused(refusal)
    }
}

/// What is to be done on a thread that may wait.
pub(in crate::db) enum Job {
    /// The rest of the statement that was begun.
    Rest,
    /// A statement from its beginning.
    Statement(String, bool, Vec<Stored<'static>>),
    /// A text of any number of statements that bind nothing.
    Script(String),
    /// Copying the write-ahead log into the database's file.
    Log,
}

/// Where a thread's rows go, and where batches that were read come from.
pub(in crate::db) struct Belt {
    full: mpsc::Sender<Batch>,
    empty: mpsc::Receiver<Batch>,
}

/// The other end of a [`Belt`].
pub(in crate::db) struct Delivery {
    pub(in crate::db) full: mpsc::Receiver<Batch>,
    pub(in crate::db) empty: mpsc::Sender<Batch>,
}

/// A few batches wait between the thread and its reader, so that memory stays bounded, and that neither of them is woken for each.
pub(in crate::db) fn belt() -> (Belt, Delivery) {
    let (full, filled) = mpsc::channel(WAITING);
    let (emptied, empty) = mpsc::channel(WAITING + 1);
    let belt = Belt { full, empty };
    let delivery = Delivery {
        full: filled,
        empty: emptied,
    };
    (belt, delivery)
}

impl Engine {
    pub(in crate::db) async fn open(
        driver: sqlx::pool::PoolConnection<sqlx::Sqlite>,
        deadline: Arc<Deadline>,
        budget: Duration,
    ) -> Result<Self, sqlx::Error> {
        Ok(Engine {
            connection: Connection::open(driver, deadline).await?,
            batch: Batch::default(),
            written: Written::default(),
            budget,
        })
    }

    /// Runs a statement as far as that is short and waits for nobody.
    pub(in crate::db) fn attempt(
        &mut self,
        text: Text<'_>,
        values: &[Stored<'_>],
        deadline: &Deadline,
        read: Reader<'_>,
    ) -> Result<Attempt, Stop> {
        self.batch.clear();
        self.connection.wait_for_locks(false);
        let attempt = match self.prepare(text, values) {
            Ok(()) => self.run_here(text, values, deadline, read),
            Err(refusal) => Err(refusal.into()),
        };
        if attempt.is_err() {
            self.connection.finish();
        }
        match attempt {
            Err(Stop::Refused(refusal)) if refusal.is_for_a_lock() => Ok(Attempt::Refused),
            attempt => attempt,
        }
    }

    /// Runs the statement that is prepared, unless it could keep the task for long.
    ///
    /// What only reads pauses for other tasks, and is interrupted where it cannot, and run anew on a thread. A change is never run
    /// anew: SQLite says of one that was interrupted too late to be undone that it was interrupted. So of changes, only those
    /// are made here that are short whatever the database holds.
    fn run_here(
        &mut self,
        text: Text<'_>,
        values: &[Stored<'_>],
        deadline: &Deadline,
        read: Reader<'_>,
    ) -> Result<Attempt, Stop> {
        if self.budget.is_zero() || self.connection.was_long() {
            return Ok(Attempt::Begun);
        }
        if self.connection.only_reads() {
            return self.read_on(deadline, read);
        }
        let bytes: usize = values.iter().map(Stored::size).sum();
        self.written.bytes = self.written.bytes.saturating_add(bytes);
        let is_light = self.connection.is_quick() && bytes <= FEW_BYTES;
        if !is_light || !self.is_short(text, values)? {
            return Ok(Attempt::Begun);
        }
        self.write_here(read)
    }

    /// Reads on in what only reads, straight from where SQLite has it, for the budget. A step that keeps the task for as long again is
    /// interrupted.
    pub(in crate::db) fn read_on(
        &mut self,
        deadline: &Deadline,
        read: Reader<'_>,
    ) -> Result<Attempt, Stop> {
        let (started, most) = (Instant::now(), self.budget.saturating_mul(2));
        let postponed = deadline.bring_forward(most);
        let outcome = self.read_for(self.budget, read);
        deadline.put_back(postponed);
        match outcome {
            Ok(true) => Ok(Attempt::Ended(self.connection.finish())),
            // The last few rows took as long as all may: they come from a disk, say.
            Ok(false) if started.elapsed() > most => {
                self.connection.note_long(true);
                Ok(Attempt::Begun)
            }
            Ok(false) => Ok(Attempt::Paused),
            Err(Stop::Refused(refusal)) if refusal.is_for_its_time() => {
                self.connection.note_long(true);
                Ok(self.put_off(read))
            }
            Err(Stop::Refused(refusal)) if refusal.is_for_a_lock() => Ok(self.put_off(read)),
            Err(stop) => {
                self.connection.finish();
                Err(stop)
            }
        }
    }

    /// Reads rows to the end, which is true, or for so long.
    fn read_for(&mut self, time: Duration, read: Reader<'_>) -> Result<bool, Stop> {
        let started = Instant::now();
        let mut rows = 0_usize;
        while self.connection.step()? {
            let Some(row) = self.connection.row() else {
                break;
            };
            let mut row = Row::sqlite(Record::Current(row));
            read.read(&mut row).map_err(Stop::ByReader)?;
            rows += 1;
            if rows.is_multiple_of(ROWS_BETWEEN_LOOKS) && started.elapsed() > time {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Has the statement begin anew on a thread, and its reader, too: nobody sees two states of the database.
    fn put_off(&mut self, read: Reader<'_>) -> Attempt {
        read.start_over();
        self.batch.clear();
        self.connection.start_over();
        Attempt::Begun
    }

    /// Makes a change, and reads the rows that it gives when it is made.
    fn write_here(&mut self, read: Reader<'_>) -> Result<Attempt, Stop> {
        match self.read_while(|batch| batch.size() < BATCH) {
            Ok(true) => {
                let changed = self.connection.finish();
                self.batch.deliver(read).map_err(Stop::ByReader)?;
                Ok(Attempt::Ended(changed))
            }
            Ok(false) => Ok(Attempt::Begun),
            // It has done nothing.
            Err(refusal) if refusal.is_for_a_lock() => Ok(self.put_off(read)),
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// Whether the change that is prepared is short whatever the database holds.
    fn is_short(&mut self, text: Text<'_>, values: &[Stored<'_>]) -> Result<bool, Refusal> {
        if inserts_given_rows(text.text, values.len()) {
            return Ok(true);
        }
        if !text.keep || !changes_rows(text.text) {
            return Ok(false);
        }
        if let Some(known) = self.connection.is_straight() {
            return Ok(known);
        }
        let is_straight = self.explain(text.text)?;
        self.prepare(text, values)?;
        self.connection.note_straight(is_straight);
        Ok(is_straight)
    }

    /// Whether SQLite has made a program of a text that is run from its beginning to its end.
    fn explain(&mut self, text: &str) -> Result<bool, Refusal> {
        self.connection.begin(&format!("EXPLAIN {text}"), false)?;
        self.read_while(|_| true)?;
        let is_straight = program::is_straight(&self.batch);
        self.batch.clear();
        Ok(is_straight)
    }

    /// Begins or ends a transaction or a savepoint where that is short; false where it is to be done on a thread.
    pub(in crate::db) fn attempt_control(&mut self, text: &str) -> Result<bool, Refusal> {
        let is_commit = text == "COMMIT";
        let is_control = matches!(text, "BEGIN IMMEDIATE" | "BEGIN DEFERRED" | "ROLLBACK")
            || is_commit
            || (text.starts_with("SAVEPOINT ") || text.starts_with("RELEASE SAVEPOINT "))
                && !text.contains(';');
        let is_quick = self.connection.is_quick() && !self.budget.is_zero();
        if !is_control || !is_quick || is_commit && !self.has_written_little() {
            return Ok(false);
        }
        self.connection.wait_for_locks(false);
        let done = self
            .connection
            .begin(text, true)
            .and_then(|()| self.connection.step());
        self.connection.finish();
        match done {
            Ok(_) => {
                if text.starts_with("BEGIN") {
                    self.note_begin();
                }
                Ok(true)
            }
            Err(refusal) if refusal.is_for_a_lock() => Ok(false),
            Err(refusal) => Err(refusal),
        }
    }

    fn note_begin(&mut self) {
        self.written = Written {
            changes_before: self.connection.total_changes(),
            bytes: 0,
        };
    }

    fn has_written_little(&self) -> bool {
        let before = self.written.changes_before;
        let changes = self.connection.total_changes().wrapping_sub(before);
        (0..=FEW_CHANGES).contains(&changes) && self.written.bytes <= FEW_BYTES
    }

    fn prepare(&mut self, text: Text<'_>, values: &[Stored<'_>]) -> Result<(), Refusal> {
        self.connection.begin(text.text, text.keep)?;
        for (position, value) in values.iter().enumerate() {
            self.connection.bind(position, value)?;
        }
        Ok(())
    }

    /// Reads rows into the batch until there are no more, which is true, or until `may_go_on` says no after one of them.
    fn read_while(&mut self, may_go_on: impl Fn(&Batch) -> bool) -> Result<bool, Refusal> {
        while self.connection.step()? {
            self.connection.read_into(&mut self.batch);
            if !may_go_on(&self.batch) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Does a job to its end on the current thread, whatever it waits for; gives how many rows were changed. The last rows stay
    /// in the batch.
    pub(in crate::db) fn work(&mut self, job: Job, belt: Belt) -> Result<u64, Refusal> {
        self.connection.wait_for_locks(true);
        let started = Instant::now();
        let outcome = match job {
            Job::Rest => self.send_rows(belt).map(|()| 0),
            Job::Statement(text, keep, values) => self
                .prepare(Text { text: &text, keep }, &values)
                .and_then(|()| self.send_rows(belt))
                .map(|()| 0),
            Job::Script(text) => self.connection.run_script(&text),
            Job::Log => Ok(0),
        };
        if started.elapsed() < self.budget {
            self.connection.note_long(false);
        }
        let changed = self.connection.finish();
        if !self.connection.in_transaction() {
            self.note_begin();
        }
        if self.connection.has_long_log() {
            self.connection.copy_log();
        }
        outcome.map(|of_script| of_script + changed)
    }

    fn send_rows(&mut self, mut belt: Belt) -> Result<(), Refusal> {
        while !self.read_while(|batch| batch.size() < BATCH)? {
            let next = belt.empty.try_recv().unwrap_or_default();
            let full = std::mem::replace(&mut self.batch, next);
            self.batch.clear();
            if belt.full.blocking_send(full).is_err() {
                // Nobody reads them any more.
                return Ok(());
            }
        }
        Ok(())
    }
}

/// Whether a statement changes or deletes rows that it looks for.
fn changes_rows(text: &str) -> bool {
    text.starts_with("UPDATE ") || text.starts_with("DELETE ")
}

/// Whether a statement inserts the rows whose values it binds, and nothing that it would have to look for.
fn inserts_given_rows(text: &str, values: usize) -> bool {
    text.starts_with("INSERT INTO ") && !text.contains("SELECT") && values <= FEW_VALUES
}

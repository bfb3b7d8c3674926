//! Statements on a SQLite connection, run without sqlx's own road for rows.
//!
//! sqlx gives each connection a thread, sends every statement there, and every row back by itself with each of its values
//! copied twice: a row by key costs two wake-ups of a thread, and a large result is several times slower than SQLite. Here
//! the statement is stepped on sqlx's connection itself, while sqlx's thread has nothing to do:
//!
//! | | where it runs |
//! |---|---|
//! | what only reads | on the calling task, as long as its rows come quickly: [`DbBuilder::inline_budget`](crate::db::DbBuilder::inline_budget), and waiting for nobody's lock |
//! | what inserts a few rows, or changes the one row that has a key | likewise, if no disk and no lock is waited for |
//! | what takes longer, waits, or may write much | on a thread for blocking work, its rows coming in [`batch::Batch`]es |
//!
//! Only [`handle`] has unsafe code.

mod batch;
mod deadline;
mod handle;
mod program;
mod record;
mod refusal;
mod run;

pub(super) use self::batch::Batch;
pub(super) use self::deadline::Deadline;
use self::handle::Connection;
pub(super) use self::record::Record;
pub(super) use self::refusal::Refusal;
pub(super) use self::run::{Attempt, Belt, Engine, Job, Stop, Text, belt};

//! The text that begins and ends transactions and savepoints.

use std::time::Duration;

use super::options::{Access, Isolation, Opening};
use crate::db::builder::Settings;
use crate::dialect::Dialect;

pub(super) fn begin(dialect: Dialect, opening: &Opening, settings: &Settings) -> String {
    match dialect {
        Dialect::Postgres => begin_postgres(opening, settings),
        Dialect::Sqlite => begin_sqlite(opening).to_owned(),
    }
}

fn begin_postgres(opening: &Opening, settings: &Settings) -> String {
    let isolation = match opening.isolation {
        None => "",
        Some(Isolation::ReadCommitted) => " ISOLATION LEVEL READ COMMITTED",
        Some(Isolation::RepeatableRead) => " ISOLATION LEVEL REPEATABLE READ",
        Some(Isolation::Serializable) => " ISOLATION LEVEL SERIALIZABLE",
    };
    let access = match opening.access {
        Access::ReadOnly => " READ ONLY",
        Access::Write | Access::Snapshot => "",
    };
    // A pooler takes no start-up parameter, so the deadline is told each transaction.
    let deadline = settings
        .pooler
        .map(|_| and_set_deadline(settings.statement_timeout))
        .unwrap_or_default();
    format!("BEGIN{isolation}{access}{deadline}")
}

fn begin_sqlite(opening: &Opening) -> &'static str {
    match opening.access {
        // A deferred transaction that reads first and then writes fails at once if another wrote between.
        Access::Write => "BEGIN IMMEDIATE",
        Access::Snapshot => "BEGIN DEFERRED",
        Access::ReadOnly => "BEGIN DEFERRED; PRAGMA query_only = ON",
    }
}

/// What else is to be said once a transaction has ended.
pub(super) fn and_reset(dialect: Dialect, opening: &Opening) -> &'static str {
    match (dialect, opening.access) {
        (Dialect::Sqlite, Access::ReadOnly) => "; PRAGMA query_only = OFF",
        _ => "",
    }
}

/// What is said before and after a temporary table of our own is made or dropped: SQLite counts that as a write.
pub(super) fn our_own_write(
    dialect: Dialect,
    opening: &Opening,
) -> Option<(&'static str, &'static str)> {
    match (dialect, opening.access) {
        (Dialect::Sqlite, Access::ReadOnly) => {
            Some(("PRAGMA query_only = OFF", "PRAGMA query_only = ON"))
        }
        _ => None,
    }
}

/// What tells Postgres the deadline of each statement of the transaction that was just begun.
pub(in crate::db) fn and_set_deadline(limit: Option<Duration>) -> String {
    format!("; {}", set_deadline(limit))
}

pub(super) fn set_deadline(limit: Option<Duration>) -> String {
    let limit = limit.map_or(0, milliseconds);
    format!("SET LOCAL statement_timeout = {limit}")
}

/// What tells Postgres the deadline of each statement until the connection is closed.
pub(in crate::db) fn set_session_deadline(limit: Option<Duration>) -> String {
    let limit = limit.map_or(0, milliseconds);
    format!("SET statement_timeout = {limit}")
}

/// A deadline as Postgres takes it, where zero would be none.
pub(in crate::db) fn milliseconds(limit: Duration) -> i32 {
    i32::try_from(limit.as_millis()).unwrap_or(i32::MAX).max(1)
}

pub(super) fn savepoint(level: u32) -> String {
    format!("SAVEPOINT orm_{level}")
}

pub(super) fn release(level: u32) -> String {
    format!("RELEASE SAVEPOINT orm_{level}")
}

/// Rolls back to the savepoint and removes it, which Postgres and SQLite otherwise leave open.
pub(super) fn roll_back_to(level: u32) -> String {
    format!("ROLLBACK TO SAVEPOINT orm_{level}; RELEASE SAVEPOINT orm_{level}")
}

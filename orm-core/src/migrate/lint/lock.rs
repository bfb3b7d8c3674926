use std::fmt;

use serde::Serialize;

use crate::schema::snapshot::TableName;

/// A lock on a table, as Postgres names it, from weak to strong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LockMode {
    /// Held by every `SELECT`.
    AccessShare,
    /// Held by a `SELECT … FOR UPDATE`.
    RowShare,
    /// Held by every `INSERT`, `UPDATE` and `DELETE`.
    RowExclusive,
    /// Stops other changes of the schema, no reads and no writes.
    ShareUpdateExclusive,
    /// Stops writes.
    Share,
    /// Stops writes, and others who take the same lock.
    ShareRowExclusive,
    /// Stops writes and `SELECT … FOR UPDATE`.
    Exclusive,
    /// Stops everything.
    AccessExclusive,
}

impl LockMode {
    /// What waits while it is held.
    #[must_use]
    pub fn stops(self) -> &'static str {
        match self {
            LockMode::AccessShare | LockMode::RowShare | LockMode::RowExclusive => {
                "stops other changes of the schema only"
            }
            LockMode::ShareUpdateExclusive => "stops neither reads nor writes",
            LockMode::Share | LockMode::ShareRowExclusive | LockMode::Exclusive => "stops writes",
            LockMode::AccessExclusive => "stops reads and writes",
        }
    }
}

impl fmt::Display for LockMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LockMode::AccessShare => "ACCESS SHARE",
            LockMode::RowShare => "ROW SHARE",
            LockMode::RowExclusive => "ROW EXCLUSIVE",
            LockMode::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            LockMode::Share => "SHARE",
            LockMode::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            LockMode::Exclusive => "EXCLUSIVE",
            LockMode::AccessExclusive => "ACCESS EXCLUSIVE",
        })
    }
}

/// A table, and the strongest lock that is taken on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TableLock {
    /// The table.
    pub table: TableName,
    /// The lock.
    pub mode: LockMode,
}

/// `book: ACCESS EXCLUSIVE, which stops reads and writes`
impl fmt::Display for TableLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TableLock { table, mode } = self;
        write!(f, "{table}: {mode}, which {}", mode.stops())
    }
}

/// What a statement does while it holds its locks, and so how long it holds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cost {
    /// Nothing but the catalogue: milliseconds, however many rows there are.
    Catalogue,
    /// Reads every row.
    Scan,
    /// Reads every row, and builds an index of them.
    IndexBuild,
    /// Writes every row and every index anew.
    Rewrite,
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Cost::Catalogue => "a moment, whatever the number of rows",
            Cost::Scan => "as long as reading every row takes",
            Cost::IndexBuild => "as long as building an index over every row takes",
            Cost::Rewrite => "as long as writing every row and every index anew takes",
        })
    }
}

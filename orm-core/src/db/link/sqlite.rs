use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::Sqlite;
use sqlx::{AssertSqlSafe, Connection, Either, Executor};

use super::super::sqlite_handle::{self, Deadline};
use super::super::{Bind, Row, bind};
use super::{Reader, Stopped};
use crate::error::Result;

/// A connection to SQLite, and the clock that stops its statements.
pub(in crate::db) struct SqliteLink {
    connection: PoolConnection<Sqlite>,
    deadline: Arc<Deadline>,
}

impl SqliteLink {
    /// Makes the connection ready for use: double-quoted strings off, foreign keys on, a deadline that can be set.
    pub(in crate::db) async fn new(
        mut connection: PoolConnection<Sqlite>,
    ) -> Result<Self, sqlx::Error> {
        let deadline = sqlite_handle::prepare(&mut connection).await?;
        let mut link = SqliteLink {
            connection,
            deadline,
        };
        link.simple("PRAGMA foreign_keys = ON").await?;
        Ok(link)
    }

    /// The driver's own connection.
    pub(in crate::db) fn connection(&mut self) -> &mut sqlx::SqliteConnection {
        &mut self.connection
    }

    pub(super) async fn run(
        &mut self,
        text: &str,
        binds: &[Bind],
        read: Reader<'_>,
    ) -> Result<u64, Stopped> {
        self.send(text, binds, true, read).await
    }

    pub(super) async fn run_unnamed(
        &mut self,
        text: &str,
        binds: &[Bind],
        read: Reader<'_>,
    ) -> Result<u64, Stopped> {
        self.send(text, binds, false, read).await
    }

    async fn send(
        &mut self,
        text: &str,
        binds: &[Bind],
        kept: bool,
        read: Reader<'_>,
    ) -> Result<u64, Stopped> {
        let arguments = bind::sqlite(binds).map_err(Stopped::Ours)?;
        let query = sqlx::query_with(AssertSqlSafe(text), arguments).persistent(kept);
        let mut steps = self.connection.fetch_many(query);
        let mut changed = 0;
        while let Some(step) = steps.try_next().await? {
            match step {
                Either::Left(done) => changed += done.rows_affected(),
                // Leaving early is safe: the worker resets the statement when nobody takes its rows.
                Either::Right(row) => read(&mut Row::sqlite(&row)).map_err(Stopped::Ours)?,
            }
        }
        Ok(changed)
    }

    pub(super) async fn simple(&mut self, text: &str) -> Result<u64, sqlx::Error> {
        let done = self.connection.execute(AssertSqlSafe(text)).await?;
        Ok(done.rows_affected())
    }

    pub(super) async fn ping(&mut self) -> Result<(), sqlx::Error> {
        self.connection.ping().await
    }

    pub(super) async fn forget_statements(&mut self) -> Result<(), sqlx::Error> {
        self.connection.clear_cached_statements().await
    }

    pub(super) fn arm(&self, limit: Option<Duration>) {
        self.deadline.set(limit);
    }

    /// Stops what the connection is doing, if anything.
    pub(in crate::db) fn interrupt(&self) {
        self.deadline.set(Some(Duration::ZERO));
    }

    /// Whether a transaction is open: SQLite ends one by itself after some errors.
    pub(in crate::db) async fn in_transaction(&mut self) -> Result<bool, sqlx::Error> {
        sqlite_handle::in_transaction(&mut self.connection).await
    }

    /// Waits for the statement that was interrupted, rolls back, and undoes what a transaction sets.
    pub(in crate::db) async fn reset(&mut self) -> Result<(), sqlx::Error> {
        self.ping().await?;
        self.deadline.set(None);
        if self.in_transaction().await? {
            self.simple("ROLLBACK").await?;
        }
        self.simple("PRAGMA query_only = OFF; PRAGMA foreign_keys = ON")
            .await
            .map(drop)
    }

    pub(super) fn close(mut self) {
        self.interrupt();
        self.connection.close_on_drop();
    }

    pub(super) fn give_back(self) {
        drop(self.connection);
    }
}

use std::time::Duration;

use futures::TryStreamExt;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnection, Postgres};
use sqlx::{AssertSqlSafe, Connection, Either, Executor};

use super::super::reader::Reader;
use super::super::row::Formats;
use super::super::{Bind, Row, bind};
use super::{Stopped, signature};
use crate::error::{Error, Result};

/// A connection to Postgres.
pub(in crate::db) struct PostgresLink {
    connection: PoolConnection<Postgres>,
    /// Whether statements may be kept prepared: not behind a pooler, which gives each transaction another server.
    named: bool,
}

impl PostgresLink {
    pub(in crate::db) fn new(connection: PoolConnection<Postgres>, named: bool) -> Self {
        PostgresLink { connection, named }
    }

    pub(super) async fn run(
        &mut self,
        text: &str,
        binds: &[Bind],
        read: Reader<'_>,
    ) -> Result<u64, Stopped> {
        let text = signature::tell_apart(text, binds);
        run(&mut self.connection, &text, binds, self.named, read).await
    }

    pub(super) async fn run_unnamed(
        &mut self,
        text: &str,
        binds: &[Bind],
        read: Reader<'_>,
    ) -> Result<u64, Stopped> {
        run(&mut self.connection, text, binds, false, read).await
    }

    /// The rows are one message, and what the server thinks of them comes when it has them all.
    pub(super) async fn copy(
        &mut self,
        text: &str,
        binds: &[Bind],
        width: usize,
    ) -> Result<u64, Stopped> {
        let rows = bind::postgres_rows(binds, width).map_err(Stopped::Ours)?;
        let mut copy = self.connection.copy_in_raw(text).await?;
        copy.send(rows).await?;
        Ok(copy.finish().await?)
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

    /// The server was told its `statement_timeout` when the connection or the transaction began.
    pub(super) fn arm(&self, _: Option<Duration>) {}

    pub(super) fn close(self) {
        // Detached and dropped, and not `close_on_drop`: that one writes to the connection first, and waits up to five
        // seconds for a peer that may be gone.
        drop(self.connection.detach());
    }

    pub(super) fn give_back(self) {
        drop(self.connection);
    }
}

async fn run(
    connection: &mut PgConnection,
    text: &str,
    binds: &[Bind],
    named: bool,
    read: Reader<'_>,
) -> Result<u64, Stopped> {
    let arguments = bind::postgres(binds).map_err(Stopped::Ours)?;
    let query = sqlx::query_with(AssertSqlSafe(text), arguments).persistent(named);
    let mut steps = connection.fetch_many(query);
    let mut changed = 0;
    let mut formats = Formats::default();
    let mut refused = None;
    while let Some(step) = steps.try_next().await? {
        match step {
            Either::Left(done) => changed += done.rows_affected(),
            // After a refusal the rest is read and dropped: rows left unread would be the next statement's to skip.
            Either::Right(row) if refused.is_none() => {
                refused = read.read(&mut Row::postgres(formats.of(&row))).err();
                if matches!(refused, Some(Error::TooManyRows { .. })) {
                    break;
                }
            }
            Either::Right(_) => {}
        }
    }
    refused.map_or(Ok(changed), |error| Err(Stopped::Ours(error)))
}

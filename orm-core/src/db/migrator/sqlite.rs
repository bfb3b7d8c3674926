use std::time::{Duration, Instant};

use sqlx::migrate::{AppliedMigration, Migrate, MigrateError, Migration};
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Executor};

use super::super::lease::Lease;
use super::{Applied, Script, TABLE, failed, forget, has_all, is_due};
use crate::error::{Error, Result};

/// Changes the schema in transactions that write from their beginning: the database itself lets only one do so.
pub(crate) struct SqliteMigrator {
    lease: Lease,
    wait: Duration,
    /// How long others wait that use the connection afterwards.
    usual_wait: Duration,
}

impl SqliteMigrator {
    pub(super) fn new(lease: Lease, wait: Duration, usual_wait: Duration) -> Self {
        SqliteMigrator {
            lease,
            wait,
            usual_wait,
        }
    }

    pub(super) async fn applied(&mut self) -> Result<Vec<Applied>> {
        let applied = self
            .within(None, async |connection| list(connection).await)
            .await?;
        Ok(applied.into_iter().map(Applied::from).collect())
    }

    pub(super) async fn run(&mut self, script: &Script) -> Result<Option<Duration>> {
        let migration = &script.migration;
        self.within(Some(script), async |connection| {
            if !is_due(&list(connection).await?, script) {
                return Ok(None);
            }
            let took = match (script.is_way_back(), migration.no_tx) {
                (false, true) => connection.apply(TABLE, migration).await,
                (false, false) => apply(connection, migration).await,
                (true, true) => connection.revert(TABLE, migration).await,
                (true, false) => revert(connection, migration).await,
            };
            took.map(Some)
        })
        .await
    }

    pub(super) async fn replace(&mut self, script: &Script, versions: &[i64]) -> Result<()> {
        let migration = &script.migration;
        self.within(Some(script), async |connection| {
            if has_all(&list(connection).await?, versions) {
                sqlx::query(forget(versions))
                    .execute(&mut *connection)
                    .await?;
                connection.skip(TABLE, migration).await?;
            }
            Ok(())
        })
        .await
    }

    pub(super) async fn end(self) {}

    /// Works in a transaction, unless the script says that it cannot be run in one. Cut off, the connection is cleaned.
    async fn within<T>(
        &mut self,
        script: Option<&Script>,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, MigrateError>,
    ) -> Result<T> {
        let (wait, usual_wait) = (self.wait, self.usual_wait);
        let alone = script.is_some_and(|script| script.migration.no_tx);
        let outcome = self
            .lease
            .with_sqlite(async |connection| {
                wait_for_others(connection, wait).await?;
                let outcome = match alone {
                    true => work(connection).await,
                    false => in_transaction(connection, work).await,
                };
                wait_for_others(connection, usual_wait).await?;
                outcome
            })
            .await;
        outcome.map_err(|error| match failed(error, script) {
            error @ Error::Busy { .. } => still_written(error, wait),
            error => error,
        })
    }
}

/// Works in a transaction that writes from its beginning. It is none of the driver's, which would go on counting it where
/// the database has ended it.
async fn in_transaction<T>(
    connection: &mut SqliteConnection,
    work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, MigrateError>,
) -> Result<T, MigrateError> {
    connection.execute("BEGIN IMMEDIATE").await?;
    let outcome = work(connection).await;
    match outcome {
        Ok(_) => connection.execute("COMMIT").await?,
        // Where it fails, the database has rolled back by itself; else the lease cleans the connection.
        Err(_) => connection.execute("ROLLBACK").await.unwrap_or_default(),
    };
    outcome
}

/// What sqlx does to apply a migration, within a transaction that is begun already.
async fn apply(
    connection: &mut SqliteConnection,
    migration: &Migration,
) -> Result<Duration, MigrateError> {
    let start = Instant::now();
    execute(connection, migration).await?;
    connection.skip(TABLE, migration).await?;
    let took = start.elapsed();
    let note = format!("UPDATE {TABLE} SET execution_time = ?1 WHERE version = ?2");
    sqlx::query(AssertSqlSafe(note))
        .bind(i64::try_from(took.as_nanos()).unwrap_or(i64::MAX))
        .bind(migration.version)
        .execute(connection)
        .await?;
    Ok(took)
}

/// What sqlx does to revert a migration, within a transaction that is begun already.
async fn revert(
    connection: &mut SqliteConnection,
    migration: &Migration,
) -> Result<Duration, MigrateError> {
    let start = Instant::now();
    execute(connection, migration).await?;
    sqlx::query(forget(&[migration.version]))
        .execute(connection)
        .await?;
    Ok(start.elapsed())
}

async fn execute(
    connection: &mut SqliteConnection,
    migration: &Migration,
) -> Result<(), MigrateError> {
    let done = connection.execute(migration.sql.clone()).await;
    done.map(drop)
        .map_err(|error| MigrateError::ExecuteMigration(error, migration.version))
}

fn still_written(cause: Error, wait: Duration) -> Error {
    Error::Migration {
        message: format!(
            "another process writes to the database, and did not finish within {wait:?}: wait for it, or end it"
        ),
        source: Some(Box::new(cause)),
    }
}

/// How long the database waits for others that write.
async fn wait_for_others(
    connection: &mut SqliteConnection,
    wait: Duration,
) -> Result<(), MigrateError> {
    let sql = format!("PRAGMA busy_timeout = {}", wait.as_millis());
    sqlx::query(AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}

/// What the database has, without the table being made that notes it.
pub(super) async fn seen(mut lease: Lease) -> Result<Vec<Applied>> {
    let seen = lease.with_sqlite(async |connection| {
        let is_there = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)",
        );
        match is_there.bind(TABLE).fetch_one(&mut *connection).await? {
            true => connection.list_applied_migrations(TABLE).await,
            false => Ok(Vec::new()),
        }
    });
    let seen = seen.await.map_err(|error| failed(error, None))?;
    Ok(seen.into_iter().map(Applied::from).collect())
}

async fn list(connection: &mut SqliteConnection) -> Result<Vec<AppliedMigration>, MigrateError> {
    connection.ensure_migrations_table(TABLE).await?;
    connection.list_applied_migrations(TABLE).await
}

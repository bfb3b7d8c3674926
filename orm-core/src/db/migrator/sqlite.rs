use std::time::Duration;

use sqlx::migrate::{AppliedMigration, Migrate, MigrateError};
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection};

use super::super::lease::Lease;
use super::{Applied, Script, TABLE, failed, forget, has_all, is_applied};
use crate::error::Result;

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

    pub(super) async fn apply(&mut self, script: &Script) -> Result<Option<Duration>> {
        let migration = &script.migration;
        self.within(Some(script), async |connection| {
            match is_applied(&list(connection).await?, script) {
                true => Ok(None),
                false => connection.apply(TABLE, migration).await.map(Some),
            }
        })
        .await
    }

    pub(super) async fn revert(&mut self, script: &Script) -> Result<Option<Duration>> {
        let migration = &script.migration;
        self.within(Some(script), async |connection| {
            match is_applied(&list(connection).await?, script) {
                true => connection.revert(TABLE, migration).await.map(Some),
                false => Ok(None),
            }
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
        outcome.map_err(|error| failed(error, script))
    }
}

/// Works in a transaction that writes from its beginning.
async fn in_transaction<T>(
    connection: &mut SqliteConnection,
    work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, MigrateError>,
) -> Result<T, MigrateError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    match work(&mut transaction).await {
        Ok(done) => {
            transaction.commit().await?;
            Ok(done)
        }
        Err(error) => {
            transaction.rollback().await?;
            Err(error)
        }
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

async fn list(connection: &mut SqliteConnection) -> Result<Vec<AppliedMigration>, MigrateError> {
    connection.ensure_migrations_table(TABLE).await?;
    connection.list_applied_migrations(TABLE).await
}

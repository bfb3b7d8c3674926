use std::time::Duration;

use sqlx::migrate::{AppliedMigration, Migrate, MigrateError};
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{AssertSqlSafe, Connection, Executor, Row};

use super::super::builder::Settings;
use super::super::fault;
use super::{Applied, Script, TABLE, failed, forget, has_all, is_due};
use crate::error::{Error, Result};

/// How long a statement waits for a table that others use, while those who come after wait behind it.
const LOCK_TIMEOUT: &str = "5s";

/// How often a script is tried that could not have its tables in time.
const ATTEMPTS: u32 = 5;

/// How often two connections are asked whether a pooler stands before the server.
const ROUNDS: usize = 5;

/// What sqlx multiplies a checksum of the database's name by.
const LOCK_FACTOR: i64 = 0x3d32_ad9e;

/// Changes the schema over a connection of its own, so that the lock which keeps others out ends with it, however it ends.
pub(crate) struct PostgresMigrator {
    connection: PgConnection,
}

impl PostgresMigrator {
    pub(super) async fn begin(pool: &PgPool, settings: &Settings, wait: Duration) -> Result<Self> {
        let mut connection = connect(pool, settings).await?;
        let milliseconds = wait.as_millis();
        let settings = format!("SET statement_timeout = 0; SET lock_timeout = {milliseconds}");
        execute(&mut connection, &settings).await?;
        if let Err(error) = connection.lock().await {
            return Err(held(error, &mut connection, wait).await);
        }
        let settings = format!("SET lock_timeout = '{LOCK_TIMEOUT}'");
        execute(&mut connection, &settings).await?;
        Ok(PostgresMigrator { connection })
    }

    pub(super) async fn applied(&mut self) -> Result<Vec<Applied>> {
        let applied = list(&mut self.connection).await;
        let applied = applied.map_err(|error| failed(error, None))?;
        Ok(applied.into_iter().map(Applied::from).collect())
    }

    pub(super) async fn run(&mut self, script: &Script) -> Result<Option<Duration>> {
        match is_due(&self.list(script).await?, script) {
            true => self.run_in_time(script).await.map(Some),
            false => Ok(None),
        }
    }

    async fn run_in_time(&mut self, script: &Script) -> Result<Duration> {
        if script.migration.no_tx {
            return self.run_alone(script).await;
        }
        let mut attempt = 1;
        loop {
            match self.run_once(script).await {
                Ok(took) => return Ok(took),
                Err(error) if attempt < ATTEMPTS && can_be_tried_again(&error) => {
                    tokio::time::sleep(Duration::from_millis(100) * 2_u32.pow(attempt)).await;
                    attempt += 1;
                }
                Err(error) => return Err(failed(error, Some(script))),
            }
        }
    }

    /// Runs a script that must not be in a transaction. What builds an index concurrently, or drops one, waits for every
    /// transaction that is open; given up, it leaves an index that is not valid, which the next attempt would take for the one
    /// that it is to build.
    async fn run_alone(&mut self, script: &Script) -> Result<Duration> {
        execute(&mut self.connection, "SET lock_timeout = 0").await?;
        if let Some(index) = concurrent_index(script.migration.sql.as_str()) {
            self.drop_invalid(&index, script).await?;
        }
        let ran = self.run_once(script).await;
        let took = ran.map_err(|error| failed(error, Some(script)))?;
        let settings = format!("SET lock_timeout = '{LOCK_TIMEOUT}'");
        execute(&mut self.connection, &settings).await?;
        Ok(took)
    }

    async fn run_once(&mut self, script: &Script) -> Result<Duration, MigrateError> {
        let migration = &script.migration;
        match script.is_way_back() {
            true => self.connection.revert(TABLE, migration).await,
            false => self.connection.apply(TABLE, migration).await,
        }
    }

    async fn drop_invalid(&mut self, index: &str, script: &Script) -> Result<()> {
        let invalid = sqlx::query_scalar::<_, String>(
            "SELECT format('%I.%I', pg_namespace.nspname, pg_class.relname) \
             FROM pg_index JOIN pg_class ON pg_class.oid = pg_index.indexrelid \
             JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace \
             WHERE pg_class.relname = $1 AND NOT pg_index.indisvalid",
        );
        let invalid = invalid.bind(index).fetch_all(&mut self.connection).await;
        for name in invalid.map_err(|error| failed(error.into(), Some(script)))? {
            execute(
                &mut self.connection,
                &format!("DROP INDEX CONCURRENTLY {name}"),
            )
            .await?;
        }
        Ok(())
    }

    pub(super) async fn replace(&mut self, script: &Script, versions: &[i64]) -> Result<()> {
        if !has_all(&self.list(script).await?, versions) {
            return Ok(());
        }
        let replaced = async {
            let mut transaction = self.connection.begin().await?;
            sqlx::query(forget(versions))
                .execute(&mut *transaction)
                .await?;
            transaction.skip(TABLE, &script.migration).await?;
            transaction.commit().await?;
            Ok::<_, MigrateError>(())
        };
        replaced.await.map_err(|error| failed(error, Some(script)))
    }

    pub(super) async fn end(self) {
        // The lock ends with the connection, whether the server hears of it now or later.
        let _ = self.connection.close().await;
    }

    async fn list(&mut self, script: &Script) -> Result<Vec<AppliedMigration>> {
        let applied = list(&mut self.connection).await;
        applied.map_err(|error| failed(error, Some(script)))
    }
}

/// What the database has; the connection is not kept.
pub(super) async fn seen(pool: &PgPool, settings: &Settings) -> Result<Vec<Applied>> {
    let mut connection = connect(pool, settings).await?;
    let seen = async {
        match is_noting(&mut connection).await? {
            true => connection.list_applied_migrations(TABLE).await,
            false => Ok(Vec::new()),
        }
    };
    let seen = seen.await.map_err(|error| failed(error, None));
    // What was asked is answered.
    let _ = connection.close().await;
    Ok(seen?.into_iter().map(Applied::from).collect())
}

/// A connection of its own to the server itself.
async fn connect(pool: &PgPool, settings: &Settings) -> Result<PgConnection> {
    if settings.pooler.is_some() {
        return Err(pooled());
    }
    let mut connection = open(pool, settings).await?;
    let mut other = open(pool, settings).await?;
    assure_direct(&mut connection, &mut other).await?;
    // It was asked all that it is for.
    let _ = other.close().await;
    Ok(connection)
}

async fn open(pool: &PgPool, settings: &Settings) -> Result<PgConnection> {
    PgConnection::connect_with(&pool.connect_options())
        .await
        .map_err(|error| fault::connecting(error, &settings.target))
}

/// The table that sqlx keeps is made where it is missing; asking first spares a notice of the server each time.
async fn list(connection: &mut PgConnection) -> Result<Vec<AppliedMigration>, MigrateError> {
    if !is_noting(connection).await? {
        connection.ensure_migrations_table(TABLE).await?;
    }
    connection.list_applied_migrations(TABLE).await
}

/// Whether the table is there in which migrations are noted.
async fn is_noting(connection: &mut PgConnection) -> Result<bool, MigrateError> {
    let is_there = sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL").bind(TABLE);
    Ok(is_there.fetch_one(connection).await?)
}

/// Each connection is one process of the server's, and no other's. A pooler in transaction mode, which nobody named, gives
/// each statement whichever is free: on a busy one two connections have to be asked more than once.
async fn assure_direct(one: &mut PgConnection, other: &mut PgConnection) -> Result<()> {
    let mut known = None;
    for _ in 0..ROUNDS {
        let processes = (process(one).await?, process(other).await?);
        let is_apart = processes.0 != processes.1;
        if !is_apart || *known.get_or_insert(processes) != processes {
            return Err(pooled());
        }
    }
    Ok(())
}

async fn process(connection: &mut PgConnection) -> Result<i32> {
    let row = sqlx::raw_sql("SELECT pg_backend_pid()")
        .fetch_one(connection)
        .await;
    let number = row.and_then(|row| row.try_get(0));
    number.map_err(|error| failed(error.into(), None))
}

fn pooled() -> Error {
    Error::configuration(
        "migrations need a connection of their own, and through a pooler in transaction mode their lock keeps nobody out: connect to \
         the server itself to migrate",
    )
}

async fn execute(connection: &mut PgConnection, sql: &str) -> Result<()> {
    let done = connection.execute(AssertSqlSafe(sql)).await;
    done.map(drop).map_err(|error| failed(error.into(), None))
}

/// The index that a script builds concurrently, unless it is there.
fn concurrent_index(sql: &str) -> Option<String> {
    let (_, rest) = sql.split_once("CONCURRENTLY IF NOT EXISTS ")?;
    let Some(quoted) = rest.strip_prefix('"') else {
        return rest.split_whitespace().next().map(str::to_lowercase);
    };
    let mut name = String::new();
    let mut characters = quoted.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if characters.next_if_eq(&'"').is_none() => return Some(name),
            character => name.push(character),
        }
    }
    None
}

/// What runs in a transaction left nothing behind.
fn can_be_tried_again(error: &MigrateError) -> bool {
    let error = match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error,
        _ => return false,
    };
    let code = error.as_database_error().and_then(|error| error.code());
    matches!(code.as_deref(), Some("55P03" | "40P01"))
}

/// Another has changed the schema all the time: who. The key of sqlx's lock is a multiple of a number of its own; what the
/// server hides of other users' processes is left out.
async fn held(error: MigrateError, connection: &mut PgConnection, wait: Duration) -> Error {
    let holder = sqlx::query(
        "SELECT pid, coalesce(application_name, ''), \
                coalesce(extract(epoch FROM clock_timestamp() - backend_start)::bigint, 0) \
         FROM pg_locks JOIN pg_stat_activity USING (pid) \
         WHERE locktype = 'advisory' AND granted AND datname = current_database() \
           AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) % $1 = 0 \
         LIMIT 1",
    )
    .bind(LOCK_FACTOR);
    match holder.fetch_optional(connection).await {
        Ok(Some(row)) => {
            let (process, program, seconds): (i32, String, i64) =
                (row.get(0), row.get(1), row.get(2));
            Error::migration(format!(
                "another process changes the schema and did not finish within {wait:?}: the server's process {process} of \
                 `{program}`, connected for {seconds} s; wait for it, or end it with `SELECT pg_terminate_backend({process})`"
            ))
        }
        _ => failed(error, None),
    }
}

//! Running the scripts of migrations, with sqlx's own bookkeeping: what sqlx-cli applied counts here, and the other way round.

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::time::Duration;

use sqlx::migrate::{AppliedMigration, MigrateError, Migration, MigrationType};
use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::Db;
use super::fault::{self, Fault};
use super::pool::Driver;
use crate::error::{Error, Result};

/// The table in which sqlx notes what it has applied.
const TABLE: &str = "_sqlx_migrations";

/// A file of SQL that changes the schema.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    migration: Migration,
    /// The file's name, without its ending.
    pub(crate) name: String,
}

impl Script {
    /// The script of this version, which goes `up` or back.
    pub(crate) fn new(version: i64, name: &str, sql: &str, up: bool) -> Self {
        let kind = match up {
            true => MigrationType::ReversibleUp,
            false => MigrationType::ReversibleDown,
        };
        let description = name.replace('_', " ").into();
        let no_transaction = sql.starts_with("-- no-transaction");
        let sql = AssertSqlSafe(sql.to_owned()).into_sql_str();
        Script {
            migration: Migration::new(version, description, kind, sql, no_transaction),
            name: format!("{version}_{name}"),
        }
    }

    pub(crate) fn version(&self) -> i64 {
        self.migration.version
    }

    fn is_way_back(&self) -> bool {
        self.migration.migration_type.is_down_migration()
    }

    /// What the database notes of its text.
    pub(crate) fn checksum(&self) -> &[u8] {
        &self.migration.checksum
    }
}

/// A migration that a database has, and the checksum of its text.
pub(crate) struct Applied {
    pub(crate) version: i64,
    pub(crate) checksum: Vec<u8>,
}

impl From<AppliedMigration> for Applied {
    fn from(applied: AppliedMigration) -> Self {
        Applied {
            version: applied.version,
            checksum: applied.checksum.into_owned(),
        }
    }
}

/// The one that changes the schema: no other does meanwhile.
pub(crate) enum Migrator {
    #[cfg(feature = "postgres")]
    Postgres(postgres::PostgresMigrator),
    #[cfg(feature = "sqlite")]
    Sqlite(Box<sqlite::SqliteMigrator>),
}

macro_rules! on_either {
    ($migrator:expr, $name:ident => $call:expr) => {
        match $migrator {
            #[cfg(feature = "postgres")]
            Migrator::Postgres($name) => $call,
            #[cfg(feature = "sqlite")]
            Migrator::Sqlite($name) => $call,
        }
    };
}

impl Migrator {
    /// Waits for others that change the schema, for so long.
    pub(crate) async fn begin(db: &Db, wait: Duration) -> Result<Self> {
        db.check_scope()?;
        match db.pool().driver() {
            #[cfg(feature = "postgres")]
            Driver::Postgres(pool) => {
                let migrator = postgres::PostgresMigrator::begin(pool, db.settings(), wait).await?;
                Ok(Migrator::Postgres(migrator))
            }
            #[cfg(feature = "sqlite")]
            Driver::Sqlite(_) => {
                let lease = db.pool().acquire().await?;
                let usual_wait = db.settings().busy_timeout;
                let migrator = sqlite::SqliteMigrator::new(lease, wait, usual_wait);
                Ok(Migrator::Sqlite(Box::new(migrator)))
            }
        }
    }

    /// What the database has, in the order of versions, asked without a word to others and nothing written.
    pub(crate) async fn seen(db: &Db) -> Result<Vec<Applied>> {
        db.check_scope()?;
        match db.pool().driver() {
            #[cfg(feature = "postgres")]
            Driver::Postgres(pool) => postgres::seen(pool, db.settings()).await,
            #[cfg(feature = "sqlite")]
            Driver::Sqlite(_) => sqlite::seen(db.pool().acquire().await?).await,
        }
    }

    /// What the database has, in the order of versions.
    pub(crate) async fn applied(&mut self) -> Result<Vec<Applied>> {
        on_either!(self, migrator => migrator.applied().await)
    }

    /// Runs a script; `None` where another has done so meanwhile.
    pub(crate) async fn run(&mut self, script: &Script) -> Result<Option<Duration>> {
        on_either!(self, migrator => migrator.run(script).await)
    }

    /// Notes that a database which has had all of these has had what stands for them. One that has had only some stays as it
    /// is.
    pub(crate) async fn replace(&mut self, script: &Script, versions: &[i64]) -> Result<()> {
        on_either!(self, migrator => migrator.replace(script, versions).await)
    }

    /// Lets others change the schema.
    pub(crate) async fn end(self) {
        on_either!(self, migrator => migrator.end().await);
    }
}

/// Whether the database has had what is to be taken back, or not what is to be run.
fn is_due(applied: &[AppliedMigration], script: &Script) -> bool {
    has_all(applied, &[script.version()]) == script.is_way_back()
}

fn has_all(applied: &[AppliedMigration], versions: &[i64]) -> bool {
    let has = |version: &i64| {
        applied
            .iter()
            .any(|migration| migration.version == *version)
    };
    versions.iter().all(has)
}

/// What forgets migrations that another one stands for.
fn forget(versions: &[i64]) -> AssertSqlSafe<String> {
    let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
    AssertSqlSafe(format!(
        "DELETE FROM {TABLE} WHERE version IN ({})",
        versions.join(", ")
    ))
}

/// What went wrong in a script, or beside it.
fn failed(error: MigrateError, script: Option<&Script>) -> Error {
    let cause = match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error,
        other => return Error::migration(other.to_string()),
    };
    let told = told_by_the_script(&cause);
    let error = Fault::from_driver(cause, None).error;
    let Some(script) = script else {
        return error;
    };
    let what = match (&error, told) {
        // Its usual mend is to run the migrations.
        (
            Error::MissingTable {
                table: Some(table), ..
            },
            _,
        ) => format!("the table `{table}` does not exist"),
        (Error::LockTimeout { .. }, _) => "others had a table in use that it changes, each time that it was tried: run it again when \
             their transactions have ended, which pg_stat_activity lists"
            .to_owned(),
        (_, Some(told)) => told,
        (error, None) => error.to_string(),
    };
    Error::Migration {
        message: format!("{}: {what}", script.name),
        source: Some(Box::new(error)),
    }
}

/// What the database says of a script: where that is the script's own words, or of the schema and no row's values.
fn told_by_the_script(error: &sqlx::Error) -> Option<String> {
    let told = error.as_database_error()?;
    let code = told.code()?;
    match code.as_ref() {
        // RAISE in a block of Postgres, and in a trigger of SQLite.
        "P0001" | "1811" => Some(told.message().to_owned()),
        // What SQLite cannot read, Postgres cannot find, and what other things depend on; a disk that is full.
        "1" | "0A000" | "2BP01" | "3F000" | "13" | "53100" => fault::detail(error),
        code if code.starts_with("42") => fault::detail(error),
        _ => None,
    }
}

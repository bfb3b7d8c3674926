//! A connection to either database, past the crate that is tested.

use orm::migrate::{Change, Plan, diff, safe_plan};
use orm::prelude::*;
use orm::schema::Snapshot;
use sqlx::{AssertSqlSafe, Connection, Executor as _, PgConnection, Row, SqliteConnection};

use super::catalog;

/// A database, asked and changed without the crate.
pub enum Live {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Live {
    pub fn dialect(&self) -> Dialect {
        match self {
            Live::Sqlite(_) => Dialect::Sqlite,
            Live::Postgres(_) => Dialect::Postgres,
        }
    }

    pub async fn execute(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Live::Sqlite(connection) => connection.execute(sql).await.map(|_| ()),
            Live::Postgres(connection) => connection.execute(sql).await.map(|_| ()),
        }
    }

    pub async fn texts(&mut self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Live::Sqlite(connection) => {
                let rows = connection.fetch_all(sql).await.unwrap();
                rows.iter().map(|row| row.get(0)).collect()
            }
            Live::Postgres(connection) => {
                let rows = connection.fetch_all(sql).await.unwrap();
                rows.iter().map(|row| row.get(0)).collect()
            }
        }
    }

    /// What the database has, but for the table in which sqlx notes the migrations.
    pub async fn catalog(&mut self) -> Vec<String> {
        let mut catalog = match self {
            Live::Sqlite(connection) => catalog::sqlite(connection).await,
            Live::Postgres(connection) => catalog::postgres(connection).await,
        };
        catalog.retain(|line| !line.contains("_sqlx_migrations"));
        catalog
    }

    pub async fn close(self) {
        match self {
            Live::Sqlite(connection) => connection.close().await.unwrap(),
            Live::Postgres(connection) => connection.close().await.unwrap(),
        }
    }

    /// Files as the runner sends them, one after the other.
    pub async fn run(&mut self, files: &[File]) -> Result<(), sqlx::Error> {
        for file in files {
            self.run_file(file).await?;
        }
        Ok(())
    }

    pub async fn run_file(&mut self, file: &File) -> Result<(), sqlx::Error> {
        if !file.in_transaction {
            return self.execute(&file.sql).await;
        }
        self.execute("BEGIN").await?;
        match self.execute(&file.sql).await {
            Ok(()) => self.execute("COMMIT").await,
            Err(error) => {
                self.execute("ROLLBACK").await?;
                Err(error)
            }
        }
    }

    /// What the database would have, had it been created as this schema.
    pub async fn created(&mut self, snapshot: &Snapshot) -> Vec<String> {
        let plan = plan(&Snapshot::default(), snapshot, self.dialect(), Way::AtOnce).1;
        match self {
            Live::Sqlite(_) => {
                let mut other = sqlite().await;
                other.run(&plan).await.unwrap();
                other.catalog().await
            }
            Live::Postgres(_) => {
                self.execute("CREATE SCHEMA created; SET search_path TO created")
                    .await
                    .unwrap();
                self.run(&plan).await.unwrap();
                let created = self.catalog().await;
                let end = "DROP SCHEMA created CASCADE; SET search_path TO chain";
                self.execute(end).await.unwrap();
                created
            }
        }
    }
}

pub async fn sqlite() -> Live {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    connection
        .execute("PRAGMA foreign_keys = ON")
        .await
        .unwrap();
    Live::Sqlite(connection)
}

/// The SQL of one migration.
#[derive(Debug)]
pub struct File {
    pub sql: String,
    pub in_transaction: bool,
}

impl File {
    /// One that runs in a transaction.
    pub fn whole(sql: &str) -> Self {
        File {
            sql: sql.to_owned(),
            in_transaction: true,
        }
    }
}

/// How changes are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    /// In one migration.
    AtOnce,
    /// In several, none of which stops anybody.
    Safely,
}

pub fn plan(
    from: &Snapshot,
    to: &Snapshot,
    dialect: Dialect,
    way: Way,
) -> (Vec<Change>, Vec<File>) {
    let changes = diff(from, to);
    let files = match way {
        Way::AtOnce => {
            let plan = Plan::new(from, &changes, dialect).unwrap();
            let statements = plan.statements.iter().map(|sql| format!("{sql};\n"));
            vec![File::whole(&statements.collect::<String>())]
        }
        Way::Safely => {
            let files = safe_plan(from, &changes, dialect).unwrap();
            let file = files.iter().map(|file| File {
                sql: file.sql(),
                in_transaction: file.in_transaction,
            });
            file.collect()
        }
    };
    (changes, files)
}

pub fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

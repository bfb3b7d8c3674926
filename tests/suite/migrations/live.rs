//! A connection to either database, past the crate that is tested.

use orm::migrate::{Change, Plan, diff};
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

    pub async fn catalog(&mut self) -> Vec<String> {
        match self {
            Live::Sqlite(connection) => catalog::sqlite(connection).await,
            Live::Postgres(connection) => catalog::postgres(connection).await,
        }
    }

    pub async fn close(self) {
        match self {
            Live::Sqlite(connection) => connection.close().await.unwrap(),
            Live::Postgres(connection) => connection.close().await.unwrap(),
        }
    }

    /// All statements of a plan as one file, in one transaction, as the runner sends it.
    pub async fn run(&mut self, plan: &Plan) -> Result<(), sqlx::Error> {
        let statements = plan.statements.iter();
        let file: Vec<String> = statements.map(|sql| format!("{sql};\n")).collect();
        self.run_file(&file.concat()).await
    }

    pub async fn run_file(&mut self, file: &str) -> Result<(), sqlx::Error> {
        self.execute("BEGIN").await?;
        match self.execute(file).await {
            Ok(()) => self.execute("COMMIT").await,
            Err(error) => {
                self.execute("ROLLBACK").await?;
                Err(error)
            }
        }
    }

    /// What the database would have, had it been created as this schema.
    pub async fn created(&mut self, snapshot: &Snapshot) -> Vec<String> {
        let plan = plan(&Snapshot::default(), snapshot, self.dialect()).1;
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

pub fn plan(from: &Snapshot, to: &Snapshot, dialect: Dialect) -> (Vec<Change>, Plan) {
    let changes = diff(from, to);
    let plan = Plan::new(from, &changes, dialect).unwrap();
    (changes, plan)
}

pub fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

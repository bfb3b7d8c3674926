//! Fresh databases, and what a case asks of them.

use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use orm::prelude::*;
use sqlx::{Connection, Executor as _};

/// The database server that cases on Postgres use.
pub const POSTGRES_URL: &str = "ORM_TEST_POSTGRES_URL";

/// An empty database.
pub struct TestDb {
    pub db: Db,
    /// The server and the name of a database to drop.
    postgres: Option<(String, String)>,
    /// Where the file of a SQLite database stands, removed with it.
    folder: Option<tempfile::TempDir>,
}

impl TestDb {
    /// SQLite in memory: one connection.
    pub async fn sqlite() -> Self {
        let db = Db::connect("sqlite::memory:")
            .await
            .expect("SQLite opens in memory");
        TestDb {
            db,
            postgres: None,
            folder: None,
        }
    }

    /// SQLite in a file: several connections.
    pub async fn sqlite_file() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let db = Db::connect(&file_url(&folder))
            .await
            .expect("SQLite opens a file");
        TestDb {
            db,
            postgres: None,
            folder: Some(folder),
        }
    }

    /// A database of its own on the Postgres server, or `None` where there is no server.
    pub async fn postgres() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = postgres_url()?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("orm_test_{}_{number}", std::process::id());
        admin(&server, &format!("CREATE DATABASE \"{name}\"")).await;
        let url = with_database(&server, &name);
        let db = Db::builder()
            .max_connections(5)
            .connect(&url)
            .await
            .expect("the server lets us in");
        Some(TestDb {
            db,
            postgres: Some((server, name)),
            folder: None,
        })
    }

    /// Where it is, for a program that opens it by itself; of SQLite only what is in a file.
    pub fn url(&self) -> String {
        match (&self.postgres, &self.folder) {
            (Some((server, name)), _) => with_database(server, name),
            (None, Some(folder)) => file_url(folder),
            (None, None) => panic!("what is in memory is there for its own connection alone"),
        }
    }

    /// Closes the pool and drops the database.
    pub async fn close(self) {
        self.db.close().await;
        if let Some((server, name)) = self.postgres {
            admin(&server, &format!("DROP DATABASE \"{name}\" WITH (FORCE)")).await;
        }
    }
}

fn file_url(folder: &tempfile::TempDir) -> String {
    let file = folder.path().join("test.db");
    format!("sqlite://{}?mode=rwc", file.display())
}

/// Counting what is sent.
pub trait Statements {
    /// What `work` gives, and how many statements it sends.
    async fn statements<T>(&self, work: impl Future<Output = T>) -> (T, u64);
}

impl Statements for Db {
    async fn statements<T>(&self, work: impl Future<Output = T>) -> (T, u64) {
        let before = self.statement_count();
        let result = work.await;
        (result, self.statement_count() - before)
    }
}

/// The server's URL, if there is one; else says once that Postgres is left out.
pub fn postgres_url() -> Option<String> {
    static SAID: Once = Once::new();
    let url = std::env::var(POSTGRES_URL).ok();
    if url.is_none() {
        SAID.call_once(|| {
            // Past the test harness, which shows nothing of a test that passes.
            let _ = writeln!(
                std::io::stderr(),
                "Postgres is left out: set {POSTGRES_URL}, or run ./test, which starts a server"
            );
        });
    }
    url
}

/// The same server, another database.
pub fn with_database(url: &str, name: &str) -> String {
    let (url, query) = url
        .split_once('?')
        .map_or((url, None), |(url, query)| (url, Some(query)));
    let server = url.rsplit_once('/').map_or(url, |(server, _)| server);
    match query {
        Some(query) => format!("{server}/{name}?{query}"),
        None => format!("{server}/{name}"),
    }
}

/// Runs a statement on the server that is for no database of its own.
pub async fn admin(server: &str, sql: &str) {
    let mut connection = sqlx::PgConnection::connect(server)
        .await
        .expect("the server that ORM_TEST_POSTGRES_URL names lets us in");
    connection
        .execute(sqlx::AssertSqlSafe(sql.to_owned()))
        .await
        .expect("databases can be made and dropped");
    connection.close().await.expect("the connection closes");
}

/// Makes a test of each case for each database.
macro_rules! cases {
    ($($(#[$attribute:meta])* async fn $name:ident($db:ident: Db) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            #[allow(unused_imports)]
            use $crate::support::Statements as _;

            $(#[$attribute])*
            async fn scenario($db: &orm::Db) $body

            #[tokio::test]
            async fn sqlite() {
                let db = $crate::support::TestDb::sqlite().await;
                scenario(&db.db).await;
                db.close().await;
            }

            #[tokio::test]
            async fn postgres() {
                let Some(db) = $crate::support::TestDb::postgres().await else {
                    return;
                };
                scenario(&db.db).await;
                db.close().await;
            }
        }
    )*};
}

pub(crate) use cases;

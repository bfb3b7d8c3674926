use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{Connection, Executor, PgConnection};

/// A database of its own, dropped by [`Database::drop`].
pub(crate) struct Database {
    server: String,
    name: String,
    pub(crate) connection: PgConnection,
}

impl Database {
    /// `None`, and a line that says so, where there is no server.
    pub(crate) async fn new() -> Option<Self> {
        static SERIAL: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("ORM_TEST_POSTGRES_URL") else {
            eprintln!("skipped: ORM_TEST_POSTGRES_URL names no server");
            return None;
        };
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        let name = format!("orm_lint_{}_{serial}", std::process::id());
        let mut admin = PgConnection::connect(&server).await.unwrap();
        admin
            .execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .await
            .unwrap();
        let (host, _) = server.rsplit_once('/').unwrap();
        let connection = PgConnection::connect(&format!("{host}/{name}"))
            .await
            .unwrap();
        Some(Database {
            server,
            name,
            connection,
        })
    }

    /// Runs statements by the simple protocol, as migrations are run.
    pub(crate) async fn run(&mut self, sql: &str) -> sqlx::Result<()> {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        self.connection.execute(sqlx::raw_sql(sql)).await.map(drop)
    }

    pub(crate) async fn drop(self) {
        self.connection.close().await.unwrap();
        let mut admin = PgConnection::connect(&self.server).await.unwrap();
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        admin.execute(sqlx::AssertSqlSafe(drop)).await.unwrap();
    }
}

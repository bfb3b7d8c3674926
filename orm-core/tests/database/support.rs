//! What the tests of the database layer share: the databases to run on, and statements by their text.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test uses a part of what all share"
)]

use std::env;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use orm_core::db::{Bind, Db, DbBuilder, Executor, Statement};
use orm_core::dialect::Dialect;
use orm_core::error::Result;
use orm_core::types::{Datum, SqlType};

/// A database to run a test on.
#[derive(Clone)]
pub struct Backend {
    pub name: &'static str,
    pub url: String,
    pub db: Db,
}

static SERIAL: AtomicU32 = AtomicU32::new(0);

/// A name that no other test of this process has.
pub fn unique(stem: &str) -> String {
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    format!("{stem}_{}_{serial}", std::process::id())
}

/// A SQLite file that does not exist yet.
pub fn file() -> PathBuf {
    env::temp_dir()
        .join(unique("orm_test"))
        .with_extension("db")
}

/// The URL of a new SQLite file.
pub fn file_url() -> String {
    format!("sqlite://{}?mode=rwc", file().display())
}

/// The URL of the Postgres database for tests, with a name for this one's connections.
pub fn postgres_url(application: &str) -> Option<String> {
    let url = env::var("ORM_TEST_POSTGRES_URL").ok()?;
    let separator = if url.contains('?') { '&' } else { '?' };
    Some(format!("{url}{separator}application_name={application}"))
}

/// Every database that can be had: SQLite in memory and in a file, and Postgres if `ORM_TEST_POSTGRES_URL` is set.
pub async fn backends() -> Vec<Backend> {
    backends_with(|builder| builder).await
}

/// As [`backends`], with settings.
pub async fn backends_with(settings: impl Fn(DbBuilder) -> DbBuilder) -> Vec<Backend> {
    let mut urls = vec![
        ("memory", "sqlite::memory:".to_owned()),
        ("file", file_url()),
    ];
    urls.extend(postgres_url(&unique("orm")).map(|url| ("postgres", url)));
    let mut backends = Vec::new();
    for (name, url) in urls {
        let db = settings(Db::builder()).connect(&url).await.unwrap();
        backends.push(Backend { name, url, db });
    }
    backends
}

/// A statement; each `?` is a whole number to be bound.
pub fn statement(dialect: Dialect, text: &str, numbers: &[i64]) -> Statement {
    let bind = |&number| Bind {
        value: Datum::Int64(number),
        ty: SqlType::Int64,
        column: None,
    };
    Statement {
        text: numbered(dialect, text),
        binds: numbers.iter().map(bind).collect(),
        table: None,
        timeout: None,
    }
}

fn numbered(dialect: Dialect, text: &str) -> String {
    if dialect == Dialect::Sqlite {
        return text.to_owned();
    }
    let mut parts = text.split('?');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.zip(1..).fold(first, |text, (part, number)| {
        format!("{text}${number}{part}")
    })
}

/// Runs a statement.
pub async fn execute(on: &impl Executor, text: &str, numbers: &[i64]) -> Result<u64> {
    let handle = on.handle();
    let statement = statement(handle.dialect(), text, numbers);
    handle.session().await?.execute(&statement).await
}

/// Runs a statement within a deadline.
pub async fn execute_within(on: &impl Executor, text: &str, limit: Duration) -> Result<u64> {
    let handle = on.handle();
    let mut statement = statement(handle.dialect(), text, &[]);
    statement.timeout = Some(limit);
    handle.session().await?.execute(&statement).await
}

/// The first column of each row.
pub async fn numbers(on: &impl Executor, text: &str, binds: &[i64]) -> Result<Vec<i64>> {
    let handle = on.handle();
    let statement = statement(handle.dialect(), text, binds);
    let mut session = handle.session().await?;
    session
        .fetch(&statement, |numbers: &mut Vec<i64>, row| {
            numbers.push(row.next()?);
            Ok(())
        })
        .await
}

/// The one number that a query gives.
pub async fn number(on: &impl Executor, text: &str) -> Result<i64> {
    Ok(numbers(on, text, &[]).await?[0])
}

/// Runs text of several statements.
pub async fn ddl(on: &impl Executor, text: &str) -> Result<()> {
    let mut session = on.handle().session().await?;
    let deadline = session.usual_deadline();
    session.run_ddl(text, deadline).await
}

/// A new table `t` of two whole numbers; gives its name.
pub async fn table(db: &Db) -> String {
    let name = unique("t");
    ddl(
        db,
        &format!("CREATE TABLE {name} (id bigint PRIMARY KEY, part bigint NOT NULL)"),
    )
    .await
    .unwrap();
    name
}

/// Asserts that every connection of the pool can be had at the same time, and works.
pub async fn assert_whole(db: &Db, connections: usize) {
    let taking = async {
        let mut sessions = Vec::new();
        for _ in 0..connections {
            let mut session = db.handle().session().await?;
            let select = statement(db.dialect(), "SELECT 1", &[]);
            session.fetch(&select, |_: &mut (), _| Ok(())).await?;
            sessions.push(session);
        }
        Ok::<_, orm_core::error::Error>(())
    };
    tokio::time::timeout(Duration::from_secs(10), taking)
        .await
        .expect("a connection of the pool is lost")
        .unwrap();
}

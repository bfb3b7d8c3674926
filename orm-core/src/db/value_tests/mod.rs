//! Every type against real databases: SQLite in memory, and Postgres where `ORM_TEST_POSTGRES_URL` names one.

#[cfg(any(
    feature = "chrono",
    feature = "time",
    feature = "uuid",
    feature = "decimal",
    feature = "json"
))]
mod features;
mod foreign;
mod plain;

use std::fmt::Debug;
use std::time::Duration;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqlitePool};

use super::format::oid;
use super::link::{SqliteLink, Stopped};
use super::reader::Gatherer;
use super::row::Formats;
use super::{Bind, ColumnName, Row, bind};
use crate::error::{Error, Result};
use crate::types::{ColumnType, Datum, SqlType, Value};

/// A connection to either database, which speaks in this crate's values.
enum Database {
    Sqlite(SqliteLink),
    Postgres(PgConnection),
}

impl Database {
    /// The databases to test on.
    async fn all() -> Vec<Database> {
        let mut all = vec![Database::Sqlite(sqlite().await)];
        if let Ok(url) = std::env::var("ORM_TEST_POSTGRES_URL") {
            all.push(Database::Postgres(
                PgConnection::connect(&url).await.unwrap(),
            ));
        }
        all
    }

    /// The first column of each row. Placeholders are `?1`, `?2` … for both databases.
    async fn fetch<T: ColumnType>(&mut self, text: &str, binds: &[Bind]) -> Result<Vec<T>> {
        match self {
            Database::Sqlite(link) => {
                let mut gatherer = Gatherer::new(None, |values: &mut Vec<T>, row: &mut Row<'_>| {
                    values.push(row.next()?);
                    Ok(())
                });
                match link.run(text, binds, &mut gatherer).await {
                    Ok(_) => Ok(gatherer.finish().0),
                    Err(Stopped::Ours(error)) => Err(error),
                    Err(Stopped::Driver(error)) => panic!("{error}"),
                }
            }
            Database::Postgres(connection) => {
                let arguments = bind::postgres(binds)?;
                let text = text.replace('?', "$");
                sqlx::query_with(AssertSqlSafe(text), arguments)
                    .fetch_all(connection)
                    .await
                    .unwrap()
                    .iter()
                    .map(|row| Row::postgres(Formats::default().of(row)).next())
                    .collect()
            }
        }
    }

    async fn run(&mut self, text: &str) {
        self.fetch::<i64>(text, &[]).await.unwrap();
    }

    /// An empty table `t` with the one column `v` of type `ty`.
    async fn create_table(&mut self, ty: SqlType) {
        let stored = match (&self, ty) {
            (Database::Postgres(_), ty) => oid::name_of(ty),
            (_, SqlType::Bool | SqlType::Int16 | SqlType::Int32 | SqlType::Int64) => {
                "INTEGER".into()
            }
            (_, SqlType::Float32 | SqlType::Float64) => "REAL".into(),
            (_, SqlType::Bytes | SqlType::Uuid) => "BLOB".into(),
            _ => "TEXT".into(),
        };
        if let Database::Sqlite(_) = self {
            self.run("DROP TABLE IF EXISTS t").await;
            self.run(&format!("CREATE TABLE t (v {stored}) STRICT"))
                .await;
        } else {
            self.run("DROP TABLE IF EXISTS pg_temp.t").await;
            self.run(&format!("CREATE TEMPORARY TABLE t (v {stored})"))
                .await;
        }
    }

    /// Text is compared by its bytes, as SQLite does and Rust does.
    fn collation(&self, ty: SqlType) -> &'static str {
        match (self, ty) {
            (Database::Postgres(_), SqlType::Text) => " COLLATE \"C\"",
            _ => "",
        }
    }

    fn set_query(&self, ty: SqlType) -> &'static str {
        match self {
            Database::Postgres(_) => "SELECT v FROM t WHERE v = ANY(?1)",
            Database::Sqlite(_) if bind::set_needs_unhex(ty) => {
                "SELECT v FROM t WHERE v IN (SELECT unhex(value) FROM json_each(?1))"
            }
            Database::Sqlite(_) => "SELECT v FROM t WHERE v IN (SELECT value FROM json_each(?1))",
        }
    }

    fn set_bind<T: Value>(&self, values: &[T]) -> Result<Bind> {
        let values: Vec<Datum> = values.iter().map(Value::to_datum).collect();
        Ok(match self {
            Database::Postgres(_) => parameter(Datum::Array(values), SqlType::Array(&T::TYPE)),
            Database::Sqlite(_) => {
                parameter(bind::sqlite_set(&values, T::TYPE, None)?, SqlType::Text)
            }
        })
    }
}

/// A SQLite database in memory.
async fn sqlite() -> SqliteLink {
    let pool = SqlitePool::connect("sqlite::memory:").await.unwrap();
    SqliteLink::new(pool.acquire().await.unwrap(), Duration::MAX)
        .await
        .unwrap()
}

fn parameter(value: Datum, ty: SqlType) -> Bind {
    Bind {
        value,
        ty,
        column: None,
    }
}

fn bound<T: ColumnType>(value: &T) -> Bind {
    parameter(value.datum(), T::TYPE)
}

/// Values, given in ascending order, are stored, found and sorted as Rust sorts them, one by one and as sets.
async fn check<T: Value + PartialEq + Debug>(ascending: Vec<T>) {
    for mut database in Database::all().await {
        database.create_table(T::TYPE).await;
        for value in ascending.iter().rev() {
            database
                .fetch::<i64>("INSERT INTO t VALUES (?1)", &[bound(value)])
                .await
                .unwrap();
        }
        let order = format!("SELECT v FROM t ORDER BY v{}", database.collation(T::TYPE));
        let read: Vec<T> = database.fetch(&order, &[]).await.unwrap();
        assert_eq!(read, ascending);

        for value in &ascending {
            let found: Vec<T> = database
                .fetch("SELECT v FROM t WHERE v = ?1", &[bound(value)])
                .await
                .unwrap();
            assert_eq!(found, std::slice::from_ref(value));
        }
        check_sets(&mut database, &ascending).await;
        check_null::<T>(&mut database).await;
    }
}

/// Values are found as sets of one and of all; those that no set can hold are refused.
async fn check_sets<T: Value + PartialEq + Debug>(database: &mut Database, values: &[T]) {
    let text = database.set_query(T::TYPE);
    let mut all = Vec::new();
    for value in values {
        let one = std::slice::from_ref(value);
        match database.set_bind(one) {
            Ok(set) => assert_eq!(database.fetch::<T>(text, &[set]).await.unwrap(), one),
            Err(error) => {
                assert!(is_invalid(&error) && T::TYPE == SqlType::Float64, "{error}");
                continue;
            }
        }
        all.push(value.clone());
    }
    assert!(!all.is_empty());
    let set = database.set_bind(&all).unwrap();
    let found: Vec<T> = database.fetch(text, &[set]).await.unwrap();
    assert_eq!(found.len(), all.len());
    let none = database.set_bind::<T>(&[]).unwrap();
    assert!(database.fetch::<T>(text, &[none]).await.unwrap().is_empty());
}

async fn check_null<T: Value + PartialEq + Debug>(database: &mut Database) {
    database.create_table(T::TYPE).await;
    database
        .fetch::<i64>("INSERT INTO t VALUES (?1)", &[bound(&None::<T>)])
        .await
        .unwrap();
    let read: Vec<Option<T>> = database.fetch("SELECT v FROM t", &[]).await.unwrap();
    assert_eq!(read, [None]);
    let error = database
        .fetch::<T>("SELECT v FROM t", &[])
        .await
        .unwrap_err();
    let Error::Decode {
        table,
        column,
        reason,
        ..
    } = error
    else {
        panic!("{error}");
    };
    assert_eq!((table.as_str(), column.as_str()), ("result", "v"));
    assert!(reason.ends_with("found NULL"), "{reason}");
}

/// Values are refused before anything is sent.
async fn check_refused<T: ColumnType>(values: Vec<T>, on_postgres: bool, on_sqlite: bool) {
    for value in values {
        let binds = [bound(&value)];
        let postgres = bind::postgres(&binds).is_err_and(|error| is_invalid(&error));
        let sqlite = bind::sqlite(&binds).is_err_and(|error| is_invalid(&error));
        assert_eq!((postgres, sqlite), (on_postgres, on_sqlite));
    }
}

fn is_invalid(error: &Error) -> bool {
    matches!(error, Error::InvalidValue { table, column, .. } if table == "statement" && column == "$1")
}

/// Values of a strategy, the same in each run, sorted and each once.
fn sample<T: Debug + PartialEq>(
    strategy: impl Strategy<Value = T>,
    compare: impl Fn(&T, &T) -> std::cmp::Ordering,
) -> Vec<T> {
    let mut runner = TestRunner::deterministic();
    let mut values: Vec<T> = (0..500)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect();
    values.sort_by(compare);
    values.dedup();
    values
}

async fn check_array<T: Value + PartialEq + Debug>(database: &mut Database, values: Vec<T>) {
    let text = format!("SELECT ?1::{}", oid::name_of(T::TYPE));
    for value in values {
        let read: Vec<T> = database.fetch(&text, &[bound(&value)]).await.unwrap();
        assert_eq!(read, [value]);
    }
}

async fn postgres() -> Option<Database> {
    Database::all().await.into_iter().nth(1)
}

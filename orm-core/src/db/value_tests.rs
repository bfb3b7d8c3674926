//! Every type against real databases: SQLite in memory, and Postgres where `ORM_TEST_POSTGRES_URL` names one.

use std::fmt::Debug;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use super::format::oid;
use super::{Bind, ColumnName, Row, bind};
use crate::error::{Error, Result};
use crate::types::{ColumnType, Datum, SqlType, Value};

/// A connection to either database, which speaks in this crate's values.
enum Database {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Database {
    /// The databases to test on.
    async fn all() -> Vec<Database> {
        let sqlite = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let mut all = vec![Database::Sqlite(sqlite)];
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
            Database::Sqlite(connection) => {
                let arguments = bind::sqlite(binds)?;
                sqlx::query_with(AssertSqlSafe(text), arguments)
                    .fetch_all(connection)
                    .await
                    .unwrap()
                    .iter()
                    .map(|row| Row::sqlite(row).next())
                    .collect()
            }
            Database::Postgres(connection) => {
                let arguments = bind::postgres(binds)?;
                let text = text.replace('?', "$");
                sqlx::query_with(AssertSqlSafe(text), arguments)
                    .fetch_all(connection)
                    .await
                    .unwrap()
                    .iter()
                    .map(|row| Row::postgres(row).next())
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

#[tokio::test]
async fn booleans() {
    check(vec![false, true]).await;
}

#[tokio::test]
async fn integers() {
    check(vec![i16::MIN, -1, 0, 1, i16::MAX]).await;
    check(vec![i32::MIN, -1, 0, 1, i32::MAX]).await;
    check(vec![
        i64::MIN,
        -(1 << 53) - 1,
        -1,
        0,
        1 << 53,
        (1 << 53) + 1,
        i64::MAX - 1,
        i64::MAX,
    ])
    .await;
    check(sample(any::<i64>(), i64::cmp)).await;
}

#[tokio::test]
async fn floats() {
    check(vec![
        f64::NEG_INFINITY,
        f64::MIN,
        -0.1,
        -5e-324,
        0.0,
        5e-324,
        f64::MIN_POSITIVE,
        0.1,
        0.1 + 0.2,
        1.0,
        9_007_199_254_740_993.0,
        f64::MAX,
        f64::INFINITY,
    ])
    .await;
    let finite = prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL;
    check(sample(finite, f64::total_cmp)).await;
    check(vec![
        f32::NEG_INFINITY,
        f32::MIN,
        -1e-45,
        0.0,
        1e-45,
        0.1,
        16_777_216.0,
        f32::MAX,
        f32::INFINITY,
    ])
    .await;
    let finite = prop::num::f32::NORMAL | prop::num::f32::SUBNORMAL;
    check(sample(finite, f32::total_cmp)).await;
    check(sample(-1e100..1e100_f64, f64::total_cmp)).await;
    check(sample(-1.0..1.0_f64, f64::total_cmp)).await;
    check_refused(vec![f64::NAN, -f64::NAN], false, true).await;
    check_refused(vec![f32::NAN], false, true).await;
}

#[tokio::test]
async fn text() {
    let mut values: Vec<String> = [
        "",
        " ",
        "'",
        "\"",
        "\\",
        "%",
        "00123",
        "10",
        "9",
        "A",
        "Ä",
        "a",
        "é",
        "e\u{301}",
        "\u{1}",
        "\n",
        "日本",
        "\u{10FFFF}",
        "\u{FFFF}",
        "true",
        "null",
        "1e400",
    ]
    .map(str::to_owned)
    .into();
    values.push("x".repeat(100_000));
    values.sort();
    check(values).await;
    check(sample("[^\\x00]{0,20}", String::cmp)).await;
    check_refused(vec!["a\0b".to_owned(), "\0".to_owned()], true, true).await;
}

#[tokio::test]
async fn bytes() {
    let mut values: Vec<Vec<u8>> = vec![
        vec![],
        vec![0],
        vec![0, 0],
        vec![255],
        vec![0x27],
        (0..=255).collect(),
    ];
    values.sort();
    check(values).await;
    check(sample(any::<Vec<u8>>(), Vec::cmp)).await;
}

#[tokio::test]
async fn arrays_are_of_postgres() {
    let binds = [bound(&vec![1_i64])];
    assert!(matches!(
        bind::sqlite(&binds),
        Err(Error::Unsupported { .. })
    ));
    assert!(matches!(
        bind::sqlite_set(&[], SqlType::Array(&SqlType::Text), None),
        Err(Error::Unsupported { .. })
    ));
    let Some(mut database) = postgres().await else {
        return;
    };
    check_array(&mut database, vec![vec![], vec![i64::MIN, i64::MAX]]).await;
    check_array(&mut database, vec![vec![i16::MIN], vec![1_i16, 2]]).await;
    check_array(&mut database, vec![vec![i32::MIN], vec![1_i32, 2]]).await;
    check_array(&mut database, vec![vec![true, false]]).await;
    check_array(&mut database, vec![vec![0.1_f32, f32::INFINITY]]).await;
    check_array(&mut database, vec![vec![0.1_f64, 5e-324]]).await;
    check_array(
        &mut database,
        vec![vec![
            String::new(),
            "NULL".into(),
            "{a,\"b\"}".into(),
            "é\\".into(),
        ]],
    )
    .await;

    let with_null = "SELECT ARRAY['a', NULL]";
    assert!(database.fetch::<Vec<String>>(with_null, &[]).await.is_err());
    let nested = "SELECT ARRAY[[1::bigint], [2]]";
    let error = database.fetch::<Vec<i64>>(nested, &[]).await.unwrap_err();
    assert!(
        error.to_string().contains("more than one dimension"),
        "{error}"
    );
    assert!(
        database
            .fetch::<Vec<i64>>("SELECT ARRAY['a']", &[])
            .await
            .is_err()
    );
    assert!(
        database
            .fetch::<Vec<i64>>("SELECT 1::bigint", &[])
            .await
            .is_err()
    );
    check_refused(vec![vec!["a\0b".to_owned()]], true, false).await;
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

#[cfg(feature = "uuid")]
#[tokio::test]
async fn uuids() {
    use uuid::Uuid;
    check(vec![
        Uuid::nil(),
        Uuid::from_u128(1),
        Uuid::from_u128(1 << 127),
        Uuid::max(),
    ])
    .await;
    check(sample(any::<u128>().prop_map(Uuid::from_u128), Uuid::cmp)).await;
    for mut database in Database::all().await {
        if let Database::Postgres(_) = database {
            check_array(&mut database, vec![vec![Uuid::nil(), Uuid::max()]]).await;
        }
    }
}

#[cfg(feature = "decimal")]
#[tokio::test]
async fn decimals() {
    use rust_decimal::Decimal;
    let parse = |text: &str| text.parse::<Decimal>().unwrap();
    check(vec![
        Decimal::MIN,
        parse("-10"),
        parse("-9.99"),
        parse("-0.0000000000000000000000000001"),
        parse("0.00"),
        parse("0.0000000000000000000000000001"),
        parse("0.1"),
        parse("1.5"),
        parse("9"),
        parse("10.0"),
        parse("10000"),
        parse("100000000.00000001"),
        Decimal::MAX,
    ])
    .await;
    let any_decimal = (any::<i128>(), 0_u32..96, 0_u32..=28).prop_map(|(bits, shift, scale)| {
        Decimal::from_i128_with_scale((bits >> 32) >> shift, scale)
    });
    check(sample(any_decimal, Decimal::cmp)).await;

    for mut database in Database::all().await {
        database.create_table(SqlType::Decimal).await;
        let insert = "INSERT INTO t VALUES (?1)";
        database
            .fetch::<i64>(insert, &[bound(&parse("1.50"))])
            .await
            .unwrap();
        let found: Vec<Decimal> = database
            .fetch("SELECT v FROM t WHERE v = ?1", &[bound(&parse("1.5000"))])
            .await
            .unwrap();
        assert_eq!(found[0].to_string(), "1.5");
    }
    let Some(mut database) = postgres().await else {
        return;
    };
    for refused in [
        "'NaN'",
        "'Infinity'",
        "'-Infinity'",
        "1e30",
        "1e-29",
        "1e100000",
        "1e-16000",
    ] {
        let text = format!("SELECT {refused}::numeric");
        assert!(
            database.fetch::<Decimal>(&text, &[]).await.is_err(),
            "{refused}"
        );
    }
    for (accepted, number) in [
        ("1.500::numeric(10, 3)", "1.5"),
        ("1e28", "10000000000000000000000000000"),
    ] {
        let text = format!("SELECT {accepted}::numeric");
        assert_eq!(
            database.fetch::<Decimal>(&text, &[]).await.unwrap(),
            [parse(number)]
        );
    }
}

#[cfg(feature = "json")]
#[tokio::test]
async fn json() {
    use crate::types::Json;
    use serde_json::json;
    for mut database in Database::all().await {
        for value in [
            json!(null),
            json!({}),
            json!([]),
            json!(""),
            json!("é\"\\\n\u{10FFFF}"),
            json!(1e16),
            json!([1, 1.0, -0.5, 1e300, 5e-324, 0.1, u64::MAX, i64::MIN, 1e22]),
            json!({"b": {"a": [null, true]}, "a": 1, "": 2, "é": 3}),
        ] {
            database.create_table(SqlType::Json).await;
            let insert = "INSERT INTO t VALUES (?1)";
            database
                .fetch::<i64>(insert, &[bound(&value)])
                .await
                .unwrap();
            let read: Vec<Option<serde_json::Value>> =
                database.fetch("SELECT v FROM t", &[]).await.unwrap();
            assert_eq!(read, [Some(value.clone())]);
            let read: Vec<Json<serde_json::Value>> =
                database.fetch("SELECT v FROM t", &[]).await.unwrap();
            assert_eq!(read, [Json(value)]);
        }
        check_null::<serde_json::Value>(&mut database).await;
        let error = database
            .fetch::<Json<i64>>("SELECT v FROM t", &[])
            .await
            .unwrap_err();
        assert!(error.to_string().contains("found NULL"), "{error}");
    }
    let nul = json!({"a\0": 1});
    check_refused(vec![nul, json!(["\0"]), json!("\\\0")], true, true).await;
    check_refused(vec![json!("\\u0000")], false, false).await;
    let deep = (0..200).fold(json!(1), |inner, _| json!([inner]));
    check_refused(vec![deep], true, true).await;

    let Some(mut database) = postgres().await else {
        return;
    };
    let read = database
        .fetch::<serde_json::Value>("SELECT '{\"a\": 1}'::json", &[])
        .await;
    assert_eq!(read.unwrap(), [json!({"a": 1})]);
    let read = database
        .fetch::<serde_json::Value>("SELECT '1e400'::jsonb", &[])
        .await;
    assert!(matches!(read, Err(Error::Decode { .. })));
}

#[cfg(feature = "chrono")]
#[tokio::test]
async fn chrono() {
    use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
    let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let time = |hour, minute, second, micro| {
        NaiveTime::from_hms_micro_opt(hour, minute, second, micro).unwrap()
    };
    let dates = vec![
        date(0, 1, 1),
        date(1, 1, 1),
        date(1969, 12, 31),
        date(1970, 1, 1),
        date(2000, 1, 1),
        date(2024, 2, 29),
        date(9999, 12, 31),
    ];
    let times = vec![
        time(0, 0, 0, 0),
        time(0, 0, 0, 1),
        time(12, 30, 0, 0),
        time(23, 59, 59, 999_999),
    ];
    let moments: Vec<NaiveDateTime> = dates
        .iter()
        .flat_map(|date| times.iter().map(|time| date.and_time(*time)))
        .collect();
    let instants: Vec<DateTime<Utc>> = moments.iter().map(NaiveDateTime::and_utc).collect();
    check(dates).await;
    check(times.clone()).await;
    check(moments).await;
    check(instants).await;
    let micros = date(0, 1, 1)
        .and_time(times[0])
        .and_utc()
        .timestamp_micros()
        ..date(9999, 12, 31)
            .and_time(times[3])
            .and_utc()
            .timestamp_micros();
    check(sample(
        micros.prop_map(|micros| DateTime::from_timestamp_micros(micros).unwrap()),
        DateTime::cmp,
    ))
    .await;

    let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_000_000_000).unwrap();
    check_refused(vec![leap], true, true).await;
    check_refused(
        vec![date(2016, 12, 31).and_time(leap).and_utc()],
        true,
        true,
    )
    .await;
    check_refused(vec![date(-1, 12, 31), date(10_000, 1, 1)], false, true).await;
    check_refused(vec![NaiveDate::MIN, date(-4713, 11, 23)], true, true).await;
    check_refused(vec![DateTime::<Utc>::MIN_UTC], true, true).await;

    let Some(mut database) = postgres().await else {
        return;
    };
    check_array(
        &mut database,
        vec![vec![date(-4713, 11, 24), date(262_142, 1, 1)]],
    )
    .await;
    check_array(
        &mut database,
        vec![vec![DateTime::<Utc>::MAX_UTC.with_nanos_cut()]],
    )
    .await;
    check_array(&mut database, vec![times]).await;
    for refused in ["'infinity'", "'-infinity'", "'294276-12-31'"] {
        let text = format!("SELECT {refused}::timestamptz");
        assert!(
            database.fetch::<DateTime<Utc>>(&text, &[]).await.is_err(),
            "{refused}"
        );
        let text = format!("SELECT {refused}::timestamp");
        assert!(
            database.fetch::<NaiveDateTime>(&text, &[]).await.is_err(),
            "{refused}"
        );
        let text = format!("SELECT {refused}::date");
        assert!(
            database.fetch::<NaiveDate>(&text, &[]).await.is_err(),
            "{refused}"
        );
    }
    assert!(
        database
            .fetch::<NaiveTime>("SELECT '24:00'::time", &[])
            .await
            .is_err()
    );
    assert!(
        database
            .fetch::<NaiveDate>("SELECT now()", &[])
            .await
            .is_err()
    );
}

#[cfg(feature = "chrono")]
trait Cut {
    fn with_nanos_cut(self) -> Self;
}

#[cfg(feature = "chrono")]
impl Cut for chrono::DateTime<chrono::Utc> {
    fn with_nanos_cut(self) -> Self {
        chrono::DateTime::from_timestamp_micros(self.timestamp_micros()).unwrap()
    }
}

#[cfg(feature = "time")]
#[tokio::test]
async fn time() {
    use ::time::macros::{date, datetime, time};
    check(vec![
        date!(0000 - 01 - 01),
        date!(1970 - 01 - 01),
        date!(2024 - 02 - 29),
        date!(9999 - 12 - 31),
    ])
    .await;
    check(vec![
        time!(00:00),
        time!(00:00:00.000_001),
        time!(23:59:59.999_999),
    ])
    .await;
    check(vec![
        datetime!(0000-01-01 00:00),
        datetime!(1969-12-31 23:59:59.999_999),
        datetime!(1970-01-01 00:00),
        datetime!(9999-12-31 23:59:59.999_999),
    ])
    .await;
    check(vec![
        datetime!(0000-01-01 00:00 UTC),
        datetime!(2024-01-01 01:00 +02:00),
        datetime!(2024-01-01 00:00 UTC),
        datetime!(2024-01-01 00:00 -01:00),
        datetime!(9999-12-31 23:59:59.999_999 UTC),
    ])
    .await;
}

/// Text that a time can be read from is stored in SQLite by its own functions too.
#[cfg(feature = "chrono")]
#[tokio::test]
async fn times_that_sqlite_wrote() {
    let mut database = Database::all().await.remove(0);
    for text in [
        "SELECT CURRENT_TIMESTAMP",
        "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')",
    ] {
        let now: Vec<chrono::DateTime<chrono::Utc>> = database.fetch(text, &[]).await.unwrap();
        assert!((chrono::Utc::now() - now[0]).num_seconds() < 60);
    }
    database
        .fetch::<chrono::NaiveDate>("SELECT CURRENT_DATE", &[])
        .await
        .unwrap();
    database
        .fetch::<chrono::NaiveTime>("SELECT CURRENT_TIME", &[])
        .await
        .unwrap();
}

#[tokio::test]
async fn other_types_do_not_decode() {
    for mut database in Database::all().await {
        let reason = |result: Result<Vec<i64>>| result.unwrap_err().to_string();
        let found = reason(database.fetch("SELECT 'x' AS name", &[]).await);
        let expected = match database {
            Database::Sqlite(_) => "expected an integer, found text",
            Database::Postgres(_) => "expected bigint, the column is text",
        };
        assert!(
            found.starts_with(&format!("`result.name` does not decode: {expected};")),
            "{found}"
        );
        assert!(database.fetch::<String>("SELECT 1", &[]).await.is_err());
        assert!(
            database.fetch::<bool>("SELECT 1", &[]).await.is_ok()
                == matches!(database, Database::Sqlite(_))
        );
    }
}

#[tokio::test]
async fn all_text_of_postgres_reads_as_text() {
    let Some(mut database) = postgres().await else {
        return;
    };
    database.run("DROP TYPE IF EXISTS pg_temp.mood").await;
    database
        .run("CREATE TYPE pg_temp.mood AS ENUM ('glad')")
        .await;
    database
        .run("CREATE DOMAIN pg_temp.short AS varchar(9)")
        .await;
    for ty in [
        "text",
        "varchar",
        "char(4)",
        "name",
        "pg_temp.mood",
        "pg_temp.short",
    ] {
        let text = format!("SELECT 'glad'::{ty}");
        assert_eq!(
            database.fetch::<String>(&text, &[]).await.unwrap(),
            ["glad"],
            "{ty}"
        );
    }
    let text = "SELECT ARRAY['glad'::pg_temp.mood]";
    assert_eq!(
        database.fetch::<Vec<String>>(text, &[]).await.unwrap(),
        [["glad"]]
    );
    assert_eq!(
        database
            .fetch::<i64>("SELECT 7::smallint", &[])
            .await
            .unwrap(),
        [7]
    );
    assert!(
        database
            .fetch::<i32>("SELECT 7::bigint", &[])
            .await
            .is_err()
    );
    assert_eq!(
        database
            .fetch::<Option<i64>>("SELECT NULL", &[])
            .await
            .unwrap(),
        [None]
    );
}

/// Two models side by side, the second of which is not there.
#[tokio::test]
async fn a_row_is_read_by_position() {
    let mut sqlite = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let row = sqlx::query("SELECT 1, 'Emma', NULL, NULL, 'x' AS title")
        .fetch_one(&mut sqlite)
        .await
        .unwrap();
    let mut row = Row::sqlite(&row);
    assert_eq!(row.next::<i64>().unwrap(), 1);
    assert_eq!(row.next::<String>().unwrap(), "Emma");
    assert_eq!(row.position(), 2);
    assert!(row.is_null_at(2) && !row.is_null_at(4) && row.is_null_at(99));
    row.skip(2);
    row.enter("book");
    let error = row.next::<i64>().unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("`book.title` does not decode"),
        "{error}"
    );
    let error = row.next::<i64>().unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("`book.column 6` does not decode"),
        "{error}"
    );
}

/// What a default in SQLite's DDL is written from.
#[test]
fn a_stored_form_can_be_asked_for() {
    let stored = bind::sqlite_stored(&Datum::Date(0), SqlType::Date, None).unwrap();
    assert!(stored == bind::Stored::Text("1970-01-01".into()));
    let column = Some(ColumnName {
        table: "book",
        column: "price",
    });
    let Err(error) = bind::sqlite_stored(&Datum::Float64(f64::NAN), SqlType::Float64, column)
    else {
        panic!("NaN was stored")
    };
    assert!(
        error
            .to_string()
            .starts_with("the value for `book.price` cannot be stored: NaN"),
        "{error}"
    );
}

#[test]
fn a_datum_of_another_type_is_refused() {
    for (value, ty) in [
        (Datum::Text("x".into()), SqlType::Int64),
        (Datum::Int64(1 << 40), SqlType::Int32),
        (Datum::Int64(1), SqlType::Text),
        (Datum::Time(86_400_000_000), SqlType::Time),
        (Datum::Invalid("it is wrong"), SqlType::Text),
    ] {
        let binds = [parameter(value, ty)];
        assert!(bind::postgres(&binds).is_err_and(|error| is_invalid(&error)));
        assert!(bind::sqlite(&binds).is_err_and(|error| is_invalid(&error)));
    }
    let binds = [parameter(Datum::Int16(1), SqlType::Int64)];
    assert!(bind::postgres(&binds).is_ok() && bind::sqlite(&binds).is_ok());
}

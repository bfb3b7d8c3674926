//! A million rows in bounded memory. It takes a minute, and measures the whole process, so that it runs alone:
//!
//! ```text
//! cargo test --release --test suite -- --ignored --nocapture --test-threads 1 million
//! ```
#![cfg(target_os = "linux")]

use futures::{Stream, TryStreamExt};
use orm::prelude::*;

use crate::support::TestDb;

const ROWS: i64 = 1_000_000;

/// The most that a stream may add to what the process has in memory.
const MOST_KILOBYTES: u64 = 50 * 1024;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Station {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Measurement {
    pub id: i64,
    pub value: f64,
    pub remark: String,
    #[foreign_key(Station, related_name = measurements)]
    pub station_id: i64,
}

/// A tenth as many stations as measurements.
async fn fill(db: &Db) {
    schema![Station, Measurement].create_all(db).await.unwrap();
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) ";
    let stations =
        format!("{numbers} INSERT INTO station (id, name) SELECT i, 'station ' || i FROM n");
    let measurements = format!(
        "{numbers} INSERT INTO measurement (id, value, remark, station_id)
         SELECT i, i * 0.5, 'a remark of some forty characters: ' || i, (i - 1) / 10 + 1 FROM n"
    );
    for (text, rows) in [(stations, ROWS / 10), (measurements, ROWS)] {
        let filled = db.execute_raw(Sql::assert_safe(text)).bind(rows);
        assert_eq!(
            filled
                .timeout(std::time::Duration::from_secs(300))
                .await
                .unwrap(),
            rows as u64
        );
    }
}

/// What the process has in memory, in kilobytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Reads all rows; gives how many, and says what they added to the memory.
async fn measured<T>(
    name: &str,
    db: &Db,
    mut rows: impl Stream<Item = Result<T, Error>> + Unpin,
) -> u64 {
    let before = resident();
    let (mut most, mut count) = (before, 0);
    while rows.try_next().await.unwrap().is_some() {
        count += 1;
        if count % 5_000 == 0 {
            most = most.max(resident());
        }
    }
    let grown = most.max(resident()) - before;
    println!(
        "{} {name}: {count} rows, {grown} kB more than the {before} kB before",
        db.dialect()
    );
    assert!(grown < MOST_KILOBYTES, "{name}: {grown} kB");
    count
}

async fn a_million_rows(test: TestDb) {
    let db = &test.db;
    fill(db).await;
    let rows = Measurement::query().stream(db);
    assert_eq!(measured("rows", db, rows).await, ROWS as u64);
    let ordered = Measurement::query()
        .with(Measurement::station)
        .order_by(Measurement::value.desc());
    assert_eq!(
        measured("ordered, with a station each", db, ordered.stream(db)).await,
        ROWS as u64
    );
    let stations = Station::query().with(Station::measurements).stream(db);
    assert_eq!(
        measured("stations with their measurements", db, stations).await,
        ROWS as u64 / 10
    );
    let raw = Measurement::raw("SELECT * FROM measurement")
        .with(Measurement::station)
        .stream(db);
    assert_eq!(
        measured("raw, with a station each", db, raw).await,
        ROWS as u64
    );
    test.close().await;
}

#[tokio::test]
#[ignore = "it takes a minute, and measures the whole process"]
async fn a_million_rows_on_sqlite() {
    a_million_rows(TestDb::sqlite_file().await).await;
}

#[tokio::test]
#[ignore = "it takes a minute, and measures the whole process"]
async fn a_million_rows_on_postgres() {
    if let Some(test) = TestDb::postgres().await {
        a_million_rows(test).await;
    }
}

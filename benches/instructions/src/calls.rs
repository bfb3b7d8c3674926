//! The calls that are counted.

use std::time::Duration;

use orm::prelude::*;
use tokio::runtime::Runtime;

/// A shelf of volumes.
#[derive(Model, Debug)]
pub struct Shelf {
    /// Its key.
    pub id: i64,
    /// What is written on it.
    #[column(unique)]
    pub label: String,
}

/// A volume on a shelf.
#[derive(Model, Debug)]
pub struct Volume {
    /// Its key.
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// How many pages it has.
    pub pages: i32,
    /// Where it stands.
    #[foreign_key(Shelf, related_name = volumes)]
    pub shelf_id: i64,
}

const SHELVES: i64 = 20;
const VOLUMES: i64 = 10;

/// By the names under which their counts are recorded, and how often each is made: short ones so often that the program's own
/// beginning, which differs from run to run, does not count.
pub(crate) const CALLS: [(&str, u64); 6] = [
    ("row_by_key", 2_000),
    ("rows_200", 100),
    ("shelves_20_with_volumes", 100),
    ("insert", 1_000),
    ("text_for_sqlite", 2_000),
    ("text_for_postgres", 2_000),
];

/// An SQLite database in memory, and what runs on it.
pub(crate) struct Library {
    runtime: Runtime,
    db: Db,
}

impl Library {
    pub(crate) fn new() -> orm::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime of one thread starts");
        let db = runtime.block_on(filled())?;
        Ok(Library { runtime, db })
    }

    /// Makes a call that often.
    pub(crate) fn repeat(&self, call: &str, times: u64) -> anyhow::Result<()> {
        self.runtime.block_on(async {
            for time in 0..times {
                make(call, time, &self.db).await?;
            }
            Ok(())
        })
    }
}

async fn filled() -> orm::Result<Db> {
    // Under valgrind everything takes long, and a statement that is put off counts otherwise.
    let patient = Db::builder().inline_budget(Duration::from_secs(3600));
    let db = patient.connect("sqlite::memory:").await?;
    schema![Shelf, Volume].create_all(&db).await?;
    let shelves = (0..SHELVES).map(|shelf| Shelf::create().label(format!("shelf {shelf}")));
    let shelves = Shelf::create_many(shelves).save(&db).await?;
    let volumes = shelves.iter().flat_map(|shelf| {
        (0..VOLUMES).map(|volume| {
            Volume::create()
                .title(format!("volume {volume}"))
                .pages(300)
                .shelf(shelf)
        })
    });
    Volume::create_many(volumes).save(&db).await?;
    Ok(db)
}

async fn make(call: &str, time: u64, db: &Db) -> anyhow::Result<()> {
    match call {
        "row_by_key" => drop(Volume::get(7, db).await?),
        "rows_200" => drop(Volume::query().all(db).await?),
        "shelves_20_with_volumes" => drop(Shelf::query().with(Shelf::volumes).all(db).await?),
        "insert" => {
            let label = format!("another shelf {time:09}");
            Shelf::create().label(label).save(db).await?;
        }
        "text_for_sqlite" => drop(text(Dialect::Sqlite)),
        "text_for_postgres" => drop(text(Dialect::Postgres)),
        unknown => anyhow::bail!("there is no call of the name {unknown}"),
    }
    Ok(())
}

/// The statement of a query that filters by a relation, orders, pages and loads.
fn text(dialect: Dialect) -> String {
    Volume::query()
        .filter(Volume::shelf.has(Shelf::label.starts_with("shelf")))
        .filter(Volume::pages.gt(100))
        .order_by(Volume::title.asc())
        .limit(10)
        .with(Volume::shelf)
        .sql(dialect)
}

//! Random chains of edits on databases with rows: what is migrated equals what is created, and no row is lost.
//!
//! `ORM_TEST_CHAINS=20000 cargo test --all-features --test suite migrations::chains -- --nocapture` runs more of them, and
//! prints how many were run.

use std::collections::HashMap;

use fastrand::Rng;
use orm::migrate::{Change, Plan, diff, safe_plan};
use orm::prelude::*;
use orm::schema::Snapshot;
use orm::types::SqlType;
use sqlx::{AssertSqlSafe, Connection, Executor as _, PgConnection, Row, SqliteConnection};

use super::catalog;
use super::random::{Column, Spec, Table};
use crate::support::TestDb;

const EDITS: usize = 5;

fn chains() -> u64 {
    let chains = std::env::var("ORM_TEST_CHAINS");
    chains.map_or(500, |chains| {
        chains.parse().expect("ORM_TEST_CHAINS is a number")
    })
}

/// A database that a chain runs on.
enum Live {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Live {
    fn dialect(&self) -> Dialect {
        match self {
            Live::Sqlite(_) => Dialect::Sqlite,
            Live::Postgres(_) => Dialect::Postgres,
        }
    }

    async fn execute(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Live::Sqlite(connection) => connection.execute(sql).await.map(|_| ()),
            Live::Postgres(connection) => connection.execute(sql).await.map(|_| ()),
        }
    }

    async fn texts(&mut self, sql: &str) -> Vec<String> {
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

    async fn catalog(&mut self) -> Vec<String> {
        match self {
            Live::Sqlite(connection) => catalog::sqlite(connection).await,
            Live::Postgres(connection) => catalog::postgres(connection).await,
        }
    }

    /// Files as the runner sends them, one after the other.
    async fn run(&mut self, files: &[File]) -> Result<(), sqlx::Error> {
        for file in files {
            self.run_file(file).await?;
        }
        Ok(())
    }

    async fn run_file(&mut self, file: &File) -> Result<(), sqlx::Error> {
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
    async fn created(&mut self, snapshot: &Snapshot) -> Vec<String> {
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

async fn sqlite() -> Live {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    connection
        .execute("PRAGMA foreign_keys = ON")
        .await
        .unwrap();
    Live::Sqlite(connection)
}

/// The SQL of one migration.
#[derive(Debug)]
struct File {
    sql: String,
    in_transaction: bool,
}

/// How changes are made.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    /// In one migration.
    AtOnce,
    /// In several, none of which stops anybody.
    Safely,
}

fn plan(from: &Snapshot, to: &Snapshot, dialect: Dialect, way: Way) -> (Vec<Change>, Vec<File>) {
    let changes = diff(from, to);
    let files = match way {
        Way::AtOnce => {
            let plan = Plan::new(from, &changes, dialect).unwrap();
            let statements = plan.statements.iter().map(|sql| format!("{sql};\n"));
            vec![File {
                sql: statements.collect(),
                in_transaction: true,
            }]
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

/// What became of the edits.
#[derive(Default, Debug)]
struct Tally {
    chains: u64,
    migrations: u64,
    /// Stopped by a look at the rows, before anything was changed.
    refused: u64,
    rows: u64,
}

async fn run_chains(mut live: Live, way: Way, tally: &mut Tally) -> Live {
    let first = std::env::var("ORM_TEST_CHAIN")
        .ok()
        .map(|seed| seed.parse::<u64>().unwrap());
    let seeds = match first {
        Some(seed) => seed..seed + 1,
        None => match way {
            Way::AtOnce => 0..chains(),
            // Each of them runs some twenty migrations for one.
            Way::Safely => 0..chains().div_ceil(5),
        },
    };
    for seed in seeds {
        live = match live {
            Live::Sqlite(_) => sqlite().await,
            mut postgres => {
                let begin = "DROP SCHEMA IF EXISTS chain CASCADE; CREATE SCHEMA chain; SET search_path TO chain";
                postgres.execute(begin).await.unwrap();
                postgres
            }
        };
        run_chain(&mut live, seed, way, tally).await;
        tally.chains += 1;
    }
    live
}

async fn run_chain(live: &mut Live, seed: u64, way: Way, tally: &mut Tally) {
    let mut rng = Rng::with_seed(seed);
    let mut spec = Spec::random(&mut rng);
    let mut snapshot = spec.snapshot(None);
    let (_, first) = plan(&Snapshot::default(), &snapshot, live.dialect(), Way::AtOnce);
    live.run(&first)
        .await
        .unwrap_or_else(|error| panic!("chain {seed}: {error}\n{first:#?}"));
    tally.rows += fill(live, &spec).await;
    for edit in 0..EDITS {
        let before = spec.clone();
        for _ in 0..rng.usize(1..=3) {
            spec.edit(&mut rng);
        }
        let next = spec.snapshot(Some(&before));
        let (changes, files) = plan(&snapshot, &next, live.dialect(), way);
        let say = |what: &str| {
            let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
            format!(
                "chain {seed}, edit {edit}, {way:?}: {what}\n{}\n\n{}",
                changes.join("\n"),
                files
                    .iter()
                    .map(|file| file.sql.as_str())
                    .collect::<Vec<_>>()
                    .join("\n")
            )
        };
        let values = values(live, &before, &before, &spec).await;
        let catalog = live.catalog().await;
        if let Err(error) = live.run(&files).await {
            assert!(is_refusal(&error), "{}", say(&error.to_string()));
            assert_eq!(
                live.catalog().await,
                catalog,
                "{}",
                say("changed and refused")
            );
            tally.refused += 1;
            empty(live, &before).await;
            let again = live.run(&files).await;
            again.unwrap_or_else(|error| panic!("{}", say(&format!("without rows: {error}"))));
        } else {
            let kept = self::values(live, &spec, &before, &spec).await;
            assert_eq!(kept, values, "{}", say("rows differ"));
        }
        let (migrated, created) = (live.catalog().await, live.created(&next).await);
        if migrated != created {
            let only = |these: &[String], those: &[String]| {
                let lines = these.iter().filter(|line| !those.contains(line));
                lines.cloned().collect::<Vec<_>>().join("\n")
            };
            panic!(
                "{}\nmigrated:\n{}\ncreated:\n{}",
                say("the schemas differ"),
                only(&migrated, &created),
                only(&created, &migrated)
            );
        }
        let replayed = diff(&next, &next);
        assert_eq!(replayed, Vec::new());
        snapshot = next;
        tally.migrations += 1;
    }
}

/// Whether a migration stopped itself because of the rows.
fn is_refusal(error: &sqlx::Error) -> bool {
    let error = error.as_database_error().unwrap();
    let words = ["first", "has rows"];
    matches!(error.code().as_deref(), Some("P0001" | "1811"))
        && words.iter().any(|word| error.message().contains(word))
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The values of every column that both schemas have with one type, under its name in one of them.
async fn values(
    live: &mut Live,
    named: &Spec,
    before: &Spec,
    after: &Spec,
) -> HashMap<(u32, u32), Vec<String>> {
    let mut values = HashMap::new();
    for table in &before.tables {
        let Some(next) = after.tables.iter().find(|next| next.number == table.number) else {
            continue;
        };
        let named = named.table(table.number);
        for column in &table.columns {
            let is_kept = |other: &&Column| {
                other.number == column.number && other.ty == column.ty && other.computed.is_none()
            };
            if next.columns.iter().any(|other| is_kept(&other)) {
                let read = read(live, named, column.number).await;
                values.insert((table.number, column.number), read);
            }
        }
    }
    values
}

async fn read(live: &mut Live, table: &Table, column: u32) -> Vec<String> {
    let name = quote(&table.column(column).name);
    let text = match live.dialect() {
        Dialect::Sqlite => format!("quote({name})"),
        _ => format!("coalesce({name}::text, 'NULL')"),
    };
    let sql = format!("SELECT {text} FROM {} ORDER BY 1", quote(&table.name));
    live.texts(&sql).await
}

async fn empty(live: &mut Live, spec: &Spec) {
    for _ in &spec.tables {
        for table in &spec.tables {
            for key in table.keys.iter().flat_map(|key| &key.columns) {
                let column = table.column(*key);
                if column.nullable && !table.key.contains(key) {
                    let sql = format!(
                        "UPDATE {} SET {} = NULL",
                        quote(&table.name),
                        quote(&column.name)
                    );
                    let _ = live.execute(&sql).await;
                }
            }
            let _ = live
                .execute(&format!("DELETE FROM {}", quote(&table.name)))
                .await;
        }
    }
    for table in &spec.tables {
        let sql = format!("SELECT 'row' FROM {}", quote(&table.name));
        assert_eq!(live.texts(&sql).await.len(), 0);
    }
}

/// Three rows for each table that can have some; how many there are.
async fn fill(live: &mut Live, spec: &Spec) -> u64 {
    let mut rows: HashMap<u32, Vec<HashMap<u32, String>>> = HashMap::new();
    // What a table refers to may come after it.
    for _ in 0..2 {
        for table in &spec.tables {
            if rows.contains_key(&table.number) {
                continue;
            }
            for number in 0..3 {
                if let Some(row) = row(live.dialect(), table, number, &rows) {
                    let columns: Vec<String> = row
                        .keys()
                        .map(|&column| quote(&table.column(column).name))
                        .collect();
                    let values: Vec<String> = row.values().cloned().collect();
                    let sql = format!(
                        "INSERT INTO {} ({}) VALUES ({})",
                        quote(&table.name),
                        columns.join(", "),
                        values.join(", ")
                    );
                    if live.execute(&sql).await.is_ok() {
                        rows.entry(table.number).or_default().push(row);
                    }
                }
            }
        }
    }
    rows.values().map(|rows| rows.len() as u64).sum()
}

fn row(
    dialect: Dialect,
    table: &Table,
    number: usize,
    rows: &HashMap<u32, Vec<HashMap<u32, String>>>,
) -> Option<HashMap<u32, String>> {
    let mut row = HashMap::new();
    for column in &table.columns {
        if column.computed.is_none() {
            row.insert(column.number, literal(dialect, column, number));
        }
    }
    for key in &table.keys {
        let target = rows.get(&key.target).and_then(|rows| rows.get(number));
        for (column, reference) in key.columns.iter().zip(&key.references) {
            let value = target.and_then(|target| target.get(reference));
            let value = match value {
                Some(value) => value.clone(),
                None if table.column(*column).nullable => "NULL".to_owned(),
                None => return None,
            };
            row.insert(*column, value);
        }
    }
    Some(row)
}

fn literal(dialect: Dialect, column: &Column, row: usize) -> String {
    let is_sqlite = dialect == Dialect::Sqlite;
    if column.nullable && row == 1 {
        return "NULL".to_owned();
    }
    let number = row as u32 + column.number;
    match column.ty {
        SqlType::Bool if is_sqlite => (row % 2).to_string(),
        SqlType::Bool => (row % 2 == 0).to_string(),
        SqlType::Int16 | SqlType::Int32 => (number + 1).to_string(),
        SqlType::Int64 if column.generated => (row + 1).to_string(),
        SqlType::Int64 if number % 7 == 0 => "3000000000".to_owned(),
        SqlType::Int64 => (number + 1).to_string(),
        SqlType::Float32 | SqlType::Float64 => format!("{number}.5"),
        SqlType::Text if column.variants > 0 => {
            ["'new'", "'it''s'", "'sold'", "'lost'"][row % column.variants].to_owned()
        }
        SqlType::Text => format!("'text {number} é'"),
        SqlType::Bytes if is_sqlite => format!("x'0{row}ff'"),
        SqlType::Bytes => format!("'\\x0{row}ff'::bytea"),
        SqlType::Timestamp | SqlType::DateTime => format!("'2024-01-0{} 10:20:30.405060'", row + 1),
        SqlType::Date => format!("'2024-01-0{}'", row + 1),
        SqlType::Time => format!("'10:20:3{row}.000000'"),
        SqlType::Uuid if is_sqlite => format!("x'00112233445566778899aabbccdd{:04x}'", number),
        SqlType::Uuid => format!("'00112233-4455-6677-8899-aabbccdd{:04x}'", number),
        SqlType::Decimal if is_sqlite => format!("'+{number}.5'"),
        SqlType::Decimal => format!("{number}.5"),
        SqlType::Json => format!("'{{\"n\": {row}}}'"),
        _ => unreachable!("no other type is made"),
    }
}

#[tokio::test]
async fn on_sqlite() {
    let mut tally = Tally::default();
    run_chains(sqlite().await, Way::AtOnce, &mut tally).await;
    println!("SQLite: {tally:?}");
    assert!(
        tally.rows > tally.chains && tally.refused < tally.migrations / 2,
        "{tally:?}"
    );
}

#[tokio::test]
async fn on_postgres() {
    run_on_postgres(Way::AtOnce).await;
}

#[tokio::test]
async fn on_postgres_without_stopping_anybody() {
    run_on_postgres(Way::Safely).await;
}

async fn run_on_postgres(way: Way) {
    let Some(db) = TestDb::postgres().await else {
        return;
    };
    let connection = db.db.as_postgres().unwrap().acquire().await.unwrap();
    let mut tally = Tally::default();
    let live = run_chains(Live::Postgres(connection.detach()), way, &mut tally).await;
    println!("Postgres, {way:?}: {tally:?}");
    assert!(
        tally.rows > tally.chains && tally.refused < tally.migrations / 2,
        "{tally:?}"
    );
    if let Live::Postgres(connection) = live {
        connection.close().await.unwrap();
    }
    db.close().await;
}

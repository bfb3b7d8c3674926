//! Random chains of edits on databases with rows: what is migrated equals what is created, and no row is lost. Each edit
//! is taken back and made again: then all is as it was before.
//!
//! `ORM_TEST_CHAINS=20000 cargo test --all-features --test suite migrations::chains -- --nocapture` runs more of them, and
//! prints how many were run.

use fastrand::Rng;
use orm::migrate::{Draft, diff};
use orm::schema::Snapshot;
use sqlx::Connection as _;

use super::live::{Live, plan, sqlite};
use super::random::Spec;
use super::rows::{self, empty, fill};
use crate::support::TestDb;

const EDITS: usize = 5;

fn chains() -> u64 {
    let chains = std::env::var("ORM_TEST_CHAINS");
    chains.map_or(500, |chains| {
        chains.parse().expect("ORM_TEST_CHAINS is a number")
    })
}

/// What became of the edits.
#[derive(Default, Debug)]
struct Tally {
    chains: u64,
    migrations: u64,
    /// Stopped by a look at the rows, before anything was changed.
    refused: u64,
    /// Taken back, and made again.
    reverted: u64,
    rows: u64,
}

async fn run_chains(mut live: Live, tally: &mut Tally) -> Live {
    let first = std::env::var("ORM_TEST_CHAIN")
        .ok()
        .map(|seed| seed.parse::<u64>().unwrap());
    let seeds = match first {
        Some(seed) => seed..seed + 1,
        None => 0..chains(),
    };
    for seed in seeds {
        live = match live {
            Live::Sqlite(_) => {
                let mut live = sqlite().await;
                if seed % 4 == 0 {
                    // As on a pool of a program's own that does not enforce them.
                    live.execute("PRAGMA foreign_keys = OFF").await.unwrap();
                }
                live
            }
            mut postgres => {
                let begin = "DROP SCHEMA IF EXISTS chain CASCADE; CREATE SCHEMA chain; SET search_path TO chain";
                postgres.execute(begin).await.unwrap();
                postgres
            }
        };
        run_chain(&mut live, seed, tally).await;
        tally.chains += 1;
    }
    live
}

async fn run_chain(live: &mut Live, seed: u64, tally: &mut Tally) {
    let mut rng = Rng::with_seed(seed);
    let mut spec = Spec::random(&mut rng);
    let mut snapshot = spec.snapshot(None);
    let (_, first) = plan(&Snapshot::default(), &snapshot, live.dialect());
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
        let (changes, plan) = plan(&snapshot, &next, live.dialect());
        let say = |what: &str| {
            let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
            format!(
                "chain {seed}, edit {edit}: {what}\n{}\n\n{};",
                changes.join("\n"),
                plan.statements.join(";\n")
            )
        };
        let values = rows::values(live, &before, &before, &spec).await;
        let catalog = live.catalog().await;
        if let Err(error) = live.run(&plan).await {
            assert!(is_refusal(&error), "{}", say(&error.to_string()));
            assert_eq!(
                live.catalog().await,
                catalog,
                "{}",
                say("changed and refused")
            );
            tally.refused += 1;
            empty(live, &before).await;
            let again = live.run(&plan).await;
            again.unwrap_or_else(|error| panic!("{}", say(&format!("without rows: {error}"))));
        } else {
            let kept = rows::values(live, &spec, &before, &spec).await;
            assert_eq!(kept, values, "{}", say("rows differ"));
            if let Some(draft) = Draft::between(&snapshot, &next) {
                let down = draft
                    .script(1, "down", live.dialect())
                    .unwrap()
                    .down
                    .unwrap();
                let say = |what: &str| say(&format!("{what}\n{down}"));
                let migrated = live.catalog().await;
                match live.run_file(&down).await {
                    Ok(()) => {
                        assert_eq!(
                            live.catalog().await,
                            catalog,
                            "{}",
                            say("not the schema before")
                        );
                        let back = rows::values(live, &before, &before, &spec).await;
                        assert_eq!(back, values, "{}", say("not the rows before"));
                        let again = live.run(&plan).await;
                        again.unwrap_or_else(|error| panic!("{}", say(&error.to_string())));
                        tally.reverted += 1;
                    }
                    Err(error) => {
                        assert!(is_refusal(&error), "{}", say(&error.to_string()));
                        assert_eq!(
                            live.catalog().await,
                            migrated,
                            "{}",
                            say("changed and refused")
                        );
                    }
                }
                let kept = rows::values(live, &spec, &before, &spec).await;
                assert_eq!(kept, values, "{}", say("rows differ, there and back"));
            }
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
    let words = ["first", "has rows", "cannot be taken back"];
    matches!(error.code().as_deref(), Some("P0001" | "1811"))
        && words.iter().any(|word| error.message().contains(word))
}

#[tokio::test]
async fn on_sqlite() {
    let mut tally = Tally::default();
    run_chains(sqlite().await, &mut tally).await;
    println!("SQLite: {tally:?}");
    assert!(
        tally.rows > tally.chains
            && tally.refused < tally.migrations / 2
            && tally.reverted > tally.migrations / 4,
        "{tally:?}"
    );
}

#[tokio::test]
async fn on_postgres() {
    let Some(db) = TestDb::postgres().await else {
        return;
    };
    let connection = db.db.as_postgres().unwrap().acquire().await.unwrap();
    let mut tally = Tally::default();
    let live = run_chains(Live::Postgres(connection.detach()), &mut tally).await;
    println!("Postgres: {tally:?}");
    assert!(
        tally.rows > tally.chains
            && tally.refused < tally.migrations / 2
            && tally.reverted > tally.migrations / 4,
        "{tally:?}"
    );
    if let Live::Postgres(connection) = live {
        connection.close().await.unwrap();
    }
    db.close().await;
}

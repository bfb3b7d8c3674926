//! Random chains of edits on databases with rows: what is migrated equals what is created, and no row is lost. Each edit
//! is taken back and made again: then all is as it was before.
//!
//! `ORM_TEST_CHAINS=20000 cargo test --all-features --test suite migrations::chains -- --nocapture` runs more of them, and
//! prints how many were run; `ORM_TEST_CHAINS=4940..4941` runs one again.

use std::ops::Range;
use std::panic::AssertUnwindSafe;

use super::live::{File, Live, Way, plan, sqlite};
use super::random::Spec;
use super::rows::{self, Values, empty, fill};
use crate::support::TestDb;
use fastrand::Rng;
use futures::FutureExt as _;
use orm::migrate::{Change, Draft, diff};
use orm::prelude::Dialect;
use orm::schema::Snapshot;

const EDITS: usize = 5;

/// Which chains are run, by the seeds that they are made from.
fn seeds() -> Range<u64> {
    let number = |text: &str| text.parse::<u64>().expect("ORM_TEST_CHAINS is a number");
    match std::env::var("ORM_TEST_CHAINS").as_deref() {
        Err(_) => 0..500,
        Ok(said) => match said.split_once("..") {
            None => 0..number(said),
            Some((first, end)) => number(first)..number(end),
        },
    }
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

impl Tally {
    /// Chains that mostly stop, or that are never taken back, would show little. A few may.
    fn assert_telling(&self, way: Way) {
        let is_telling = self.rows > self.chains
            && self.refused < self.migrations / 2
            && (way == Way::Safely || self.reverted > self.migrations / 20);
        assert!(is_telling || self.chains < 20, "{self:?}");
    }
}

/// A connection to Postgres remembers all tables that it ever met, and slows down with them.
const CHAINS_ON_A_CONNECTION: u64 = 20;

async fn run_chains(connect: impl AsyncFn() -> Live, way: Way) {
    // A safe way runs some twenty migrations for one.
    let step = match way {
        Way::AtOnce => 1,
        Way::Safely => 5,
    };
    let mut tally = Tally::default();
    let mut broken = Vec::new();
    let mut live = connect().await;
    for seed in seeds().step_by(step) {
        let is_worn = tally.chains.is_multiple_of(CHAINS_ON_A_CONNECTION);
        if is_worn || live.dialect() == Dialect::Sqlite {
            live.close().await;
            live = connect().await;
        }
        live.execute(prelude(live.dialect(), seed)).await.unwrap();
        let chain = AssertUnwindSafe(run_chain(&mut live, seed, way, &mut tally));
        if chain.catch_unwind().await.is_err() {
            broken.push(seed);
        }
        tally.chains += 1;
        if tally.chains.is_multiple_of(1000) {
            println!("{way:?}: {} chains, up to {seed}", tally.chains);
        }
    }
    live.close().await;
    println!("{way:?}: {tally:?}");
    assert!(broken.is_empty(), "{way:?}: chains {broken:?} broke");
    tally.assert_telling(way);
}

/// What makes a connection ready for a chain.
fn prelude(dialect: Dialect, seed: u64) -> &'static str {
    match dialect {
        // The chain before may have broken within a transaction.
        Dialect::Postgres => {
            "ROLLBACK; DROP SCHEMA IF EXISTS chain CASCADE; CREATE SCHEMA chain; SET search_path TO chain"
        }
        // As on a pool of a program's own that does not enforce them.
        _ if seed.is_multiple_of(4) => "PRAGMA foreign_keys = OFF",
        _ => "PRAGMA foreign_keys = ON",
    }
}

async fn run_chain(live: &mut Live, seed: u64, way: Way, tally: &mut Tally) {
    // There and back takes twice the time: of a long run, a quarter.
    let is_taken_back = way == Way::AtOnce && (seed < 500 || seed.is_multiple_of(4));
    let mut rng = Rng::with_seed(seed);
    let mut spec = Spec::random(&mut rng);
    let mut snapshot = spec.snapshot(None);
    let (_, first) = plan(&Snapshot::default(), &snapshot, live.dialect(), Way::AtOnce);
    live.run(&first)
        .await
        .unwrap_or_else(|error| panic!("chain {seed}: {error}\n{first:#?}"));
    tally.rows += fill(live, &spec).await;
    for number in 0..EDITS {
        let before = spec.clone();
        spec.step(&mut rng);
        let next = spec.snapshot(Some(&before));
        let (changes, files) = plan(&snapshot, &next, live.dialect(), way);
        let edit = Edit {
            place: format!("chain {seed}, edit {number}, {way:?}"),
            draft: Draft::between(&snapshot, &next).filter(|_| is_taken_back),
            before,
            after: spec.clone(),
            changes,
            files,
        };
        edit.make(live, tally).await;
        edit.assert_created(live, &next).await;
        assert_eq!(diff(&next, &next), Vec::new());
        snapshot = next;
        tally.migrations += 1;
    }
}

/// One edit, and the files that make it.
struct Edit {
    place: String,
    before: Spec,
    after: Spec,
    changes: Vec<Change>,
    files: Vec<File>,
    /// What can be taken back.
    draft: Option<Draft>,
}

impl Edit {
    /// Makes it, there and back and there again; where rows are in its way, without them.
    async fn make(&self, live: &mut Live, tally: &mut Tally) {
        let values = rows::values(live, &self.before, &self.before, &self.after).await;
        let catalog = live.catalog().await;
        if let Err(error) = live.run(&self.files).await {
            self.assert_refused(live, &error, &catalog).await;
            tally.refused += 1;
            empty(live, &self.before).await;
            return self.run(live, "without rows").await;
        }
        self.assert_kept(live, &values, "rows differ").await;
        if let Some(draft) = &self.draft {
            let down = draft.script(1, "down", live.dialect()).unwrap().down;
            if self.go_back(live, &down.unwrap(), &catalog).await {
                let back = rows::values(live, &self.before, &self.before, &self.after).await;
                assert_eq!(back, values, "{}", self.say("not the rows before"));
                self.run(live, "again").await;
                tally.reverted += 1;
            }
            self.assert_kept(live, &values, "rows differ, there and back")
                .await;
        }
    }

    async fn run(&self, live: &mut Live, how: &str) {
        let done = live.run(&self.files).await;
        done.unwrap_or_else(|error| panic!("{}", self.say(&format!("{how}: {error}"))));
    }

    /// Takes it back: to the schema before, or, where that is refused, not at all. Whether it is back.
    async fn go_back(&self, live: &mut Live, down: &str, before: &[String]) -> bool {
        let migrated = live.catalog().await;
        match live.run_file(&File::whole(down)).await {
            Ok(()) => {
                let what = format!("not the schema before\n{down}");
                assert_eq!(live.catalog().await, before, "{}", self.say(&what));
                true
            }
            Err(error) => {
                self.assert_refused(live, &error, &migrated).await;
                false
            }
        }
    }

    /// It was stopped by itself, and nothing is otherwise than it was.
    async fn assert_refused(&self, live: &mut Live, error: &sqlx::Error, catalog: &[String]) {
        assert!(is_refusal(error), "{}", self.say(&error.to_string()));
        let what = "changed and refused";
        assert_eq!(live.catalog().await, catalog, "{}", self.say(what));
    }

    async fn assert_kept(&self, live: &mut Live, values: &Values, what: &str) {
        let kept = rows::values(live, &self.after, &self.before, &self.after).await;
        assert_eq!(&kept, values, "{}", self.say(what));
    }

    async fn assert_created(&self, live: &mut Live, schema: &Snapshot) {
        let (migrated, created) = (live.catalog().await, live.created(schema).await);
        let only = |these: &[String], those: &[String]| {
            let lines = these.iter().filter(|line| !those.contains(line));
            lines.cloned().collect::<Vec<_>>().join("\n")
        };
        assert!(
            migrated == created,
            "{}\nmigrated:\n{}\ncreated:\n{}",
            self.say("the schemas differ"),
            only(&migrated, &created),
            only(&created, &migrated)
        );
    }

    fn say(&self, what: &str) -> String {
        let changes: Vec<String> = self.changes.iter().map(ToString::to_string).collect();
        let files: Vec<&str> = self.files.iter().map(|file| file.sql.as_str()).collect();
        format!(
            "{}: {what}\n{}\n\n{}",
            self.place,
            changes.join("\n"),
            files.join("\n")
        )
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
    run_chains(sqlite, Way::AtOnce).await;
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
    let pool = db.db.as_postgres().unwrap();
    let connect = async || Live::Postgres(pool.acquire().await.unwrap().detach());
    run_chains(connect, way).await;
    db.close().await;
}

//! Migrations that were made side by side: those that are said to go together do so in either order.
//!
//! `ORM_TEST_BRANCHES=5000 cargo test --all-features --test suite migrations::history -- --nocapture` tries more of them,
//! and prints how many there were.

use fastrand::Rng;
use orm::migrate::{Change, Entry, History, Record, diff};
use orm::schema::Snapshot;

use super::live::{Live, Way, plan, sqlite};
use super::random::Spec;
use crate::support::TestDb;

fn branches() -> u64 {
    let branches = std::env::var("ORM_TEST_BRANCHES");
    branches.map_or(400, |branches| {
        branches.parse().expect("ORM_TEST_BRANCHES is a number")
    })
}

fn entry(name: &str, after: &[&str], changes: Vec<Change>) -> Entry {
    Entry {
        name: name.to_owned(),
        record: Record {
            after: after.iter().map(|&name| name.to_owned()).collect(),
            changes,
            step: false,
        },
    }
}

/// A schema, and what two branches make of it.
struct Fork {
    base: Snapshot,
    branches: [Snapshot; 2],
}

impl Fork {
    fn random(rng: &mut Rng) -> Self {
        let spec = Spec::random(rng);
        let mut branch = |mut edited: Spec| {
            for _ in 0..rng.usize(1..=2) {
                edited.edit(rng);
            }
            edited.snapshot(Some(&spec))
        };
        Fork {
            branches: [branch(spec.clone()), branch(spec.branch())],
            base: spec.snapshot(None),
        }
    }

    fn history(&self, names: [&str; 2]) -> History {
        let mut entries = vec![entry("1_base", &[], diff(&Snapshot::default(), &self.base))];
        for (name, branch) in names.into_iter().zip(&self.branches) {
            entries.push(entry(name, &["1_base"], diff(&self.base, branch)));
        }
        History::new(entries)
    }

    /// What a database has that was given the base, and then the branches in this order.
    async fn catalog(&self, live: &mut Live, order: [usize; 2]) -> Result<Vec<String>, String> {
        let first = plan(
            &Snapshot::default(),
            &self.base,
            live.dialect(),
            Way::AtOnce,
        )
        .1;
        live.run(&first).await.unwrap();
        for branch in order {
            let branch = &self.branches[branch];
            let files = plan(&self.base, branch, live.dialect(), Way::AtOnce).1;
            let ran = live.run(&files).await;
            ran.map_err(|error| format!("{error}\n{files:#?}"))?;
        }
        Ok(live.catalog().await)
    }
}

async fn fresh(live: Live) -> Live {
    match live {
        Live::Sqlite(_) => sqlite().await,
        mut postgres => {
            let begin =
                "DROP SCHEMA IF EXISTS fork CASCADE; CREATE SCHEMA fork; SET search_path TO fork";
            postgres.execute(begin).await.unwrap();
            postgres
        }
    }
}

async fn try_branches(mut live: Live) -> Live {
    let one = std::env::var("ORM_TEST_BRANCH").ok();
    let one = one.map(|seed| seed.parse::<u64>().unwrap());
    let (mut pairs, mut together) = (0, 0);
    for seed in one.map_or(0..branches(), |seed| seed..seed + 1) {
        let mut rng = Rng::with_seed(seed);
        let fork = Fork::random(&mut rng);
        let history = fork.history(["2_left", "3_right"]);
        if fork.branches.contains(&fork.base) {
            continue;
        }
        pairs += 1;
        let conflicts = history.conflicts();
        let Ok([]) = conflicts.as_deref() else {
            continue;
        };
        together += 1;
        let say = |what: &str| {
            let changes = |name: &str| {
                let changes = history.changes(name).iter();
                changes
                    .map(|change| format!("{name}: {change}\n"))
                    .collect::<String>()
            };
            format!(
                "fork {seed}: {what}\n{}{}",
                changes("2_left"),
                changes("3_right")
            )
        };
        let (merged, other) = (
            history
                .snapshot()
                .unwrap_or_else(|error| panic!("{}", say(&error.to_string()))),
            fork.history(["3_left", "2_right"]).snapshot().unwrap(),
        );
        assert_eq!(diff(&merged, &other), [], "{}", say("the snapshots differ"));
        let mut catalogs = Vec::new();
        for order in [[0, 1], [1, 0]] {
            live = fresh(live).await;
            let catalog = fork.catalog(&mut live, order).await;
            catalogs.push(
                catalog.unwrap_or_else(|error| panic!("{}", say(&format!("{order:?}: {error}")))),
            );
        }
        assert_eq!(catalogs[0], catalogs[1], "{}", say("the schemas differ"));
        live = fresh(live).await;
        let created = plan(&Snapshot::default(), &merged, live.dialect(), Way::AtOnce).1;
        live.run(&created).await.unwrap();
        assert_eq!(
            catalogs[0],
            live.catalog().await,
            "{}",
            say("not what the history says")
        );
    }
    println!("of {pairs} pairs of branches {together} go together");
    assert!(
        one.is_some() || together > pairs / 4,
        "{together} of {pairs}"
    );
    live
}

#[tokio::test]
async fn branches_on_sqlite() {
    try_branches(sqlite().await).await;
}

#[tokio::test]
async fn branches_on_postgres() {
    let Some(db) = TestDb::postgres().await else {
        return;
    };
    let connection = db.db.as_postgres().unwrap().acquire().await.unwrap();
    let live = try_branches(Live::Postgres(connection.detach())).await;
    live.close().await;
    db.close().await;
}

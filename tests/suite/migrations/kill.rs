//! A process that is killed while it migrates: what it leaves is a whole version, and the next run goes on from there.
//!
//! `ORM_TEST_KILLS=200 cargo test --all-features --test suite migrations::kill -- --nocapture` kills more of them, and
//! prints where they were.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::{Duration, Instant};

use super::live::Live;
use super::place::{Place, in_places};
use super::process::{self, BEGINS, RAN};
use super::versions::{self, applied, check_file, undisturbed};

const AUTHORS: u32 = 1_000;

/// What a process has to run.
const FILES: usize = 5;

fn kills() -> u32 {
    let kills = std::env::var("ORM_TEST_KILLS");
    kills.map_or(25, |kills| {
        kills.parse().expect("ORM_TEST_KILLS is a number")
    })
}

/// How long a process lives: so many migrations, and so long from then on.
struct Life {
    migrations: usize,
    more: Duration,
}

/// Starts a process, kills it at the end of its life, if it has one, and tells how long it migrated.
fn run_for(place: &Place, folder: &Path, life: Option<Life>) -> Duration {
    let mut child = process::start(place, folder);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut lines = lines.map(Result::unwrap);
    let begun = lines.any(|line| line == BEGINS);
    assert!(begun, "the process did not begin");
    let start = Instant::now();
    match life {
        Some(Life { migrations, more }) => {
            let ran = lines.filter(|line| line.starts_with(RAN));
            assert_eq!(ran.take(migrations).count(), migrations);
            std::thread::sleep(more);
            child.kill().unwrap();
            child.wait().unwrap();
        }
        None => assert!(child.wait().unwrap().success()),
    }
    start.elapsed()
}

/// Until the server has noticed that its client is gone, it may still be at the client's last statement.
async fn wait_for_the_server(live: &mut Live) {
    let others = "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    while matches!(live, Live::Postgres(_)) && !live.texts(others).await.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

in_places! {
    async fn a_killed_run_is_gone_on_with(place: &Place) {
        let (files, migrations, live) = versions::begun(place, AUTHORS).await;
        live.close().await;
        let copy = place.copy().await;
        let expected = undisturbed(&copy, &migrations).await;
        assert_eq!(expected.rows.len(), 7 * AUTHORS as usize);
        copy.remove().await;
        let copy = place.copy().await;
        let whole = run_for(&copy, files.path(), None);
        copy.remove().await;

        let mut left = [0; 7];
        for number in 0..kills() {
            let copy = place.copy().await;
            let life = Life {
                migrations: fastrand::usize(..FILES),
                more: whole.div_f64(FILES as f64).mul_f64(fastrand::f64()),
            };
            run_for(&copy, files.path(), Some(life));
            let mut live = copy.live().await;
            // Every other time the next run comes at once, as when a supervisor starts a program again.
            if number % 2 == 0 {
                wait_for_the_server(&mut live).await;
                let version = applied(&mut live).await;
                left[version] += 1;
                assert_eq!(live.catalog().await, expected.catalogs[version - 1], "after {version} files");
                check_file(&mut live).await;
            }
            let db = copy.db().await;
            let ran = migrations.run(&db).await.unwrap();
            db.close().await;
            assert_eq!(applied(&mut live).await, 6, "ran {ran:?}");
            assert_eq!(&live.catalog().await, expected.catalogs.last().unwrap());
            assert_eq!(versions::rows(&mut live).await, expected.rows);
            check_file(&mut live).await;
            live.close().await;
            copy.remove().await;
        }
        println!("{}: killed after so many files: {left:?}; a whole run takes {whole:?}", place.scripts());
        let midway: u32 = left[2..6].iter().sum();
        assert!(midway > 0, "{left:?}");
    }
}

//! Several that migrate one database at once.

use std::path::Path;
use std::time::{Duration, Instant};

use orm::migrate::{Migrations, Script};
use orm::prelude::*;

use super::live::Live;
use super::place::{Place, in_places};
use super::process::{self, RAN};
use crate::support::cases;

const PROCESSES: usize = 8;
const FILES: i64 = 30;

fn write_files(folder: &Path) {
    for dialect in ["sqlite", "postgres"] {
        let folder = folder.join(dialect);
        std::fs::create_dir_all(&folder).unwrap();
        for version in 1..=FILES {
            let sql = match version {
                1 => "CREATE TABLE step (version bigint NOT NULL);\n".to_owned(),
                _ => format!("CREATE TABLE step_{version} (id bigint);\n"),
            };
            let sql = format!("{sql}INSERT INTO step VALUES ({version});\n");
            std::fs::write(folder.join(format!("{version}_step.up.sql")), sql).unwrap();
        }
    }
}

in_places! {
    async fn each_file_runs_once(place: &Place) {
        let files = tempfile::tempdir().unwrap();
        write_files(files.path());
        let children: Vec<_> = (0..PROCESSES).map(|_| process::start(place, files.path())).collect();
        let mut ran = Vec::new();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
            let text = String::from_utf8(output.stdout).unwrap();
            ran.extend(text.lines().filter_map(|line| line.strip_prefix(RAN).map(str::to_owned)));
        }
        let mut all: Vec<String> = (1..=FILES).map(|version| format!("{version}_step")).collect();
        all.sort();
        ran.sort();
        assert_eq!(ran, all);
        let mut live = place.live().await;
        let steps = live.texts("SELECT CAST(version AS text) FROM step ORDER BY step.version").await;
        let noted = live.texts("SELECT CAST(version AS text) FROM _sqlx_migrations ORDER BY _sqlx_migrations.version").await;
        let versions: Vec<String> = (1..=FILES).map(|version| version.to_string()).collect();
        assert_eq!(steps, versions);
        assert_eq!(noted, versions);
        live.close().await;
    }

    async fn who_waits_in_vain_is_told_why(place: &Place) {
        let (db, mut holder) = (place.db().await, place.live().await);
        let mut bystander = place.live().await;
        if matches!(bystander, Live::Postgres(_)) {
            bystander.execute("SELECT pg_advisory_lock(7)").await.unwrap();
        }
        hold(&mut holder).await;
        let start = Instant::now();
        let error = step(&db, "").wait(Duration::from_millis(300)).run(&db).await.unwrap_err();
        assert!(matches!(error, Error::Migration { .. }), "{error:?}");
        assert!(start.elapsed() >= Duration::from_millis(300));
        let message = error.to_string();
        match &mut holder {
            Live::Sqlite(_) => assert_eq!(
                message,
                "another process writes to the database, and did not finish within 300ms: wait for it, or end it"
            ),
            Live::Postgres(_) => {
                let process = holder.texts("SELECT pg_backend_pid()::text").await.remove(0);
                assert!(message.contains(&format!("the server's process {process} of `the other one`")), "{message}");
                assert!(message.contains(&format!("SELECT pg_terminate_backend({process})")), "{message}");
            }
        }
        holder.close().await;
        bystander.close().await;
        assert_eq!(step(&db, "").run(&db).await.unwrap(), ["1_step"]);
        db.close().await;
    }
}

/// Holds what a run of migrations needs.
async fn hold(live: &mut Live) {
    let sql = match live {
        Live::Sqlite(_) => "BEGIN IMMEDIATE",
        // The lock of sqlx's own migrator.
        Live::Postgres(_) => "SET application_name = 'the other one'",
    };
    live.execute(sql).await.unwrap();
    if let Live::Postgres(connection) = live {
        sqlx::migrate::Migrate::lock(connection).await.unwrap();
    }
}

/// One migration, with more SQL at its end.
fn step(db: &Db, more: &str) -> Migrations {
    Migrations::new([Script {
        dialect: db.dialect(),
        version: 1,
        name: "step".into(),
        up: format!("CREATE TABLE step (id bigint);\n{more}").into(),
        down: Some("DROP TABLE step".into()),
    }])
}

cases! {
    async fn a_failed_run_lets_others_run(db: Db) {
        let error = step(db, "INSERT INTO nothing VALUES (1);").run(db).await.unwrap_err();
        assert!(error.to_string().starts_with("1_step: "), "{error}");
        assert!(error.to_string().contains("nothing"), "{error}");
        let soon = Duration::from_millis(500);
        assert_eq!(step(db, "").wait(soon).run(db).await.unwrap(), ["1_step"]);
        let failed = Migrations::new([Script {
            down: Some("DROP TABLE step; DROP TABLE nothing".into()),
            ..step(db, "").scripts(db.dialect()).next().unwrap().clone()
        }]);
        failed.down(db, 1, &mut |_| {}).await.unwrap_err();
        assert!(step(db, "").wait(soon).status(db).await.unwrap()[0].applied);
        assert_eq!(step(db, "").wait(soon).down(db, 1, &mut |_| {}).await.unwrap().len(), 1);
    }

    async fn a_run_that_is_dropped_lets_others_run(db: Db) {
        let long = match db.dialect() {
            Dialect::Sqlite => "CREATE TABLE many AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT i FROM n;",
            _ => "SELECT pg_sleep(1);",
        };
        let dropped = tokio::time::timeout(Duration::from_millis(100), step(db, long).run(db)).await;
        assert!(dropped.is_err());
        assert_eq!(step(db, "").run(db).await.unwrap(), ["1_step"]);
    }
}

#[tokio::test]
async fn a_pooler_in_transaction_mode_is_refused() {
    let Some(place) = Place::postgres().await else {
        return;
    };
    let db = Db::builder()
        .pooler(PoolerMode::Transaction)
        .connect(&place.url())
        .await
        .unwrap();
    let run = step(&db, "").run(&db).await.map(drop);
    let asked = step(&db, "").status(&db).await.map(drop);
    for refused in [run, asked] {
        assert_eq!(
            refused.unwrap_err().to_string(),
            "migrations need a connection of their own, and through a pooler in transaction mode their lock keeps nobody out: connect \
             to the server itself to migrate"
        );
    }
    db.close().await;
    place.remove().await;
}

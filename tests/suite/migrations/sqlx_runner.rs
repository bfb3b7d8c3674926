//! The folder and the table that sqlx's own runners use too: what the one has run counts for the other.
//!
//! The cases on the real sqlx-cli run where `ORM_TEST_SQLX_CLI` names it, or `sqlx` is on the path, as after
//! `cargo install sqlx-cli --version 0.9.0 --no-default-features --features sqlite,postgres,rustls`.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use orm::migrate::Migrations;
use orm::prelude::*;
use sqlx::migrate::Migrator;

use super::place::in_places;
use super::versions;

async fn applied(migrations: &Migrations, db: &Db) -> usize {
    let status = migrations.status(db).await.unwrap();
    status.iter().filter(|status| status.applied).count()
}

/// What versions of sqlx' own run.
async fn run_theirs(migrator: &Migrator, db: &Db, to: i64) {
    match (db.as_sqlite(), db.as_postgres()) {
        (Some(pool), _) => migrator.run_to(to, pool).await.unwrap(),
        (_, Some(pool)) => migrator.run_to(to, pool).await.unwrap(),
        _ => unreachable!(),
    }
}

async fn undo_theirs(migrator: &Migrator, db: &Db, to: i64) {
    match (db.as_sqlite(), db.as_postgres()) {
        (Some(pool), _) => migrator.undo(pool, to).await.unwrap(),
        (_, Some(pool)) => migrator.undo(pool, to).await.unwrap(),
        _ => unreachable!(),
    }
}

in_places! {
    async fn the_library_and_ours_take_turns(place: &Place) {
        let (files, migrations, mut live) = versions::begun(place, 2).await;
        let db = place.db().await;
        let theirs = Migrator::new(files.path().join(place.scripts())).await.unwrap();
        let versions: Vec<i64> = migrations.scripts(db.dialect()).map(|script| script.version).collect();

        run_theirs(&theirs, &db, versions[2]).await;
        assert_eq!(applied(&migrations, &db).await, 3);
        assert_eq!(migrations.up(&db, 2, &mut |_| {}).await.unwrap().len(), 2);
        run_theirs(&theirs, &db, versions[5]).await;
        assert_eq!(migrations.run(&db).await.unwrap(), [""; 0]);
        let (catalog, rows) = (live.catalog().await, super::versions::rows(&mut live).await);
        assert_eq!(rows.len(), 2 + 4 + 8);

        // The fifth file drops a column, so only the sixth has a way back.
        undo_theirs(&theirs, &db, versions[4]).await;
        assert_eq!(applied(&migrations, &db).await, 5);
        assert_eq!(migrations.run(&db).await.unwrap().len(), 1);
        assert_eq!(live.catalog().await, catalog);
        assert_eq!(migrations.down(&db, 1, &mut |_| {}).await.unwrap().len(), 1);
        run_theirs(&theirs, &db, versions[5]).await;
        assert_eq!(applied(&migrations, &db).await, 6);
        assert_eq!(super::versions::rows(&mut live).await, rows);
        live.close().await;
        db.close().await;
    }

    async fn the_program_and_ours_take_turns(place: &Place) {
        let Some(program) = program() else {
            return;
        };
        let (files, migrations, mut live) = versions::begun(place, 2).await;
        let db = place.db().await;
        let source = files.path().join(place.scripts());
        let sqlx = |arguments: &[&str]| run_program(&program, arguments, &source, &place.url());
        let versions: Vec<i64> = migrations.scripts(db.dialect()).map(|script| script.version).collect();

        let info = sqlx(&["info"]);
        assert_eq!((info.matches("/installed ").count(), info.matches("/pending ").count()), (1, 5), "{info}");
        sqlx(&["run", "--target-version", &versions[2].to_string()]);
        assert_eq!(applied(&migrations, &db).await, 3);
        assert_eq!(migrations.up(&db, 2, &mut |_| {}).await.unwrap().len(), 2);
        sqlx(&["run"]);
        assert_eq!(migrations.run(&db).await.unwrap(), [""; 0]);
        let (catalog, rows) = (live.catalog().await, super::versions::rows(&mut live).await);
        sqlx(&["revert"]);
        assert_eq!(applied(&migrations, &db).await, 5);
        assert_eq!(migrations.run(&db).await.unwrap().len(), 1);
        assert_eq!(live.catalog().await, catalog);
        assert_eq!(super::versions::rows(&mut live).await, rows);
        let info = sqlx(&["info"]);
        assert_eq!((info.matches("/installed ").count(), info.matches("/pending ").count()), (6, 0), "{info}");
        live.close().await;
        db.close().await;
    }
}

fn program() -> Option<String> {
    let program = std::env::var("ORM_TEST_SQLX_CLI").unwrap_or_else(|_| "sqlx".to_owned());
    let is_there = Command::new(&program).arg("--version").output().is_ok();
    if !is_there {
        let _ = writeln!(
            std::io::stderr(),
            "sqlx-cli is left out: install it, or set ORM_TEST_SQLX_CLI"
        );
    }
    is_there.then_some(program)
}

fn run_program(program: &str, arguments: &[&str], source: &Path, url: &str) -> String {
    let output = Command::new(program)
        .args(["migrate", arguments[0], "--database-url", url, "--source"])
        .arg(source)
        .args(&arguments[1..])
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(output.status.success(), "{text}");
    text
}

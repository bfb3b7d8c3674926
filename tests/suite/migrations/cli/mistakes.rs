//! What is typed or edited wrongly, and what the help says.

use std::path::Path;

use super::models::{first, second, third};
use super::{Terminal, append};
use crate::support::TestDb;

#[tokio::test]
async fn mistakes_are_told_with_their_mend() {
    let mut terminal = Terminal::new(None);
    assert_eq!(terminal.run(first(), "migrate").await, 2);
    assert_eq!(terminal.run(first(), "migrate upp").await, 2);
    for line in [
        "migrate up",
        "migrate status",
        "migrate check",
        "migrate sql",
        "migrate squash",
    ] {
        assert_eq!(terminal.run(first(), line).await, 3);
    }
    terminal
        .run(first(), "migrate make initial --dialect sqlite")
        .await;
    if std::env::var_os("DATABASE_URL").is_none() {
        assert_eq!(terminal.run(first(), "migrate up").await, 3);
        assert_eq!(terminal.run(first(), "migrate sql").await, 3);
    }
    assert_eq!(
        terminal
            .run(first(), "migrate sql --dialect postgres")
            .await,
        3
    );
    assert_eq!(
        terminal
            .run(first(), "migrate sql prices --dialect sqlite")
            .await,
        3
    );
    // A second one is for the same database, though nobody says so again.
    assert_eq!(terminal.run(second(), "migrate make prizes").await, 0);
    assert_eq!(terminal.run(second(), "migrate check").await, 0);

    terminal.url = Some("mysql://root@localhost/shop".to_owned());
    assert_eq!(terminal.run(second(), "migrate up").await, 3);
    let missing = terminal.place.path().join("shop.db");
    terminal.url = Some(format!("sqlite://{}", missing.display()));
    assert_eq!(terminal.run(second(), "migrate up").await, 3);
    terminal.url = Some("sqlite::memory:".to_owned());
    assert_eq!(terminal.run(second(), "migrate up").await, 0);
    std::fs::write(terminal.folder().join("snapshot.json"), "{}").unwrap();
    assert_eq!(terminal.run(second(), "migrate check").await, 1);
    assert_eq!(terminal.run(second(), "migrate check --write").await, 0);
    break_changes(&terminal.folder());
    assert_eq!(terminal.run(second(), "migrate check").await, 3);
    insta::assert_snapshot!("cli_mistakes", terminal.seen);
}

/// Cuts the file of the first changes off.
fn break_changes(folder: &Path) {
    for entry in std::fs::read_dir(folder.join("changes")).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().ends_with("_initial.json") {
            std::fs::write(path, "{\"after\": [").unwrap();
        }
    }
}

#[tokio::test]
async fn an_edited_migration_is_named() {
    let db = TestDb::sqlite_file().await;
    let mut terminal = Terminal::new(Some(db.url()));
    terminal.run(first(), "migrate make initial").await;
    terminal.run(first(), "migrate up").await;
    terminal.seen.clear();
    append(&terminal.folder(), "initial.up.sql", "-- edited\n");
    assert_eq!(terminal.run(first(), "migrate up").await, 3);
    assert_eq!(
        terminal.seen,
        "$ library migrate up\n\
         error: 20260102030405_initial.up.sql is not what the database has had: put the file back as it was, and make another \
         migration for what is to change\n\
         [exit code 3]\n\n"
    );
    db.close().await;
}

#[tokio::test]
async fn a_new_database_goes_through_what_was_dropped_once() {
    let db = TestDb::sqlite_file().await;
    let terminal = Terminal::new(Some(db.url()));
    for schema in [first(), second(), third()] {
        terminal.output(schema, "migrate make").await;
    }
    let (output, code) = terminal.output(third(), "migrate up").await;
    assert_eq!(code, 0, "{output}");
    db.close().await;
}

#[tokio::test]
async fn help_is_for_people() {
    let mut terminal = Terminal::new(None);
    for line in [
        "--help",
        "migrate --help",
        "migrate make --help",
        "migrate up --help",
        "migrate down --help",
    ] {
        assert_eq!(terminal.run(first(), line).await, 0);
    }
    insta::assert_snapshot!("cli_help", terminal.seen);
}

//! What people do from the first migration on, on each database.

use orm::prelude::*;

use super::models::{courses, first, lectures, second, third};
use super::{Terminal, append};
use crate::support::TestDb;

/// One test a database.
macro_rules! on_each {
    ($($name:ident => $story:ident;)*) => {$(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn sqlite() {
                $story(TestDb::sqlite_file().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(db) = TestDb::postgres().await {
                    $story(db).await;
                }
            }
        }
    )*};
}

on_each! {
    a_schema_is_made_and_changed => life;
    what_is_stored_is_not_dropped_unless_it_is_said => losses;
    a_relation_of_another_name_says_so => renamed_relation;
    steps_that_stop_nobody_go_on_and_back => safely;
    programs_read_json => json;
    rows_in_the_way_are_told => rows_in_the_way;
}

/// A snapshot of all that was seen, one for each database.
#[track_caller]
fn assert_seen(terminal: &Terminal, story: &str, db: &Db) {
    assert!(
        !terminal.seen.contains('\u{1b}'),
        "colours are for terminals"
    );
    let name = format!("cli_{story}_{}", db.dialect().to_string().to_lowercase());
    insta::assert_snapshot!(name, terminal.seen);
}

async fn life(test: TestDb) {
    let mut terminal = Terminal::new(Some(test.url()));
    for line in [
        "migrate make initial",
        "migrate make",
        "migrate up",
        "migrate up",
    ] {
        assert_eq!(terminal.run(first(), line).await, 0);
    }
    assert_eq!(terminal.run(second(), "migrate check").await, 1);
    for line in [
        "migrate make prizes",
        "migrate check",
        "migrate status",
        "migrate sql prizes",
        "migrate sql prizes --down",
        "migrate up -n 1",
        "migrate status",
        "migrate make by_hand --empty",
        "migrate up --plan",
        "migrate up",
        "migrate down",
        "migrate down --allow-data-loss author",
    ] {
        assert_eq!(terminal.run(second(), line).await, 0, "{line}");
    }
    assert_seen(&terminal, "life", &test.db);
    test.close().await;
}

async fn losses(test: TestDb) {
    let mut terminal = Terminal::new(Some(test.url()));
    terminal.run(first(), "migrate make").await;
    terminal.run(first(), "migrate up").await;
    terminal.run(second(), "migrate make").await;
    terminal.run(second(), "migrate up").await;
    terminal.seen.clear();

    assert_eq!(terminal.run(third(), "migrate make --dry-run").await, 0);
    assert_eq!(terminal.run(third(), "migrate make").await, 0);
    assert_eq!(terminal.run(third(), "migrate up").await, 3);
    assert_eq!(
        terminal
            .run(third(), "migrate up --allow-data-loss book")
            .await,
        3
    );
    assert_eq!(terminal.run(third(), "migrate up --plan").await, 0);
    let pending = terminal.json(third(), "migrate status").await;
    assert_eq!(pending[2]["applied"], false);
    assert_eq!(
        terminal
            .run(third(), "migrate up --allow-data-loss author")
            .await,
        0
    );
    assert_eq!(terminal.run(third(), "migrate down").await, 3);
    assert_eq!(
        terminal
            .run(third(), "migrate down --allow-data-loss author")
            .await,
        3
    );
    assert_eq!(terminal.run(third(), "migrate down 3").await, 3);
    assert_seen(&terminal, "losses", &test.db);
    test.close().await;
}

async fn renamed_relation(test: TestDb) {
    let mut terminal = Terminal::new(Some(test.url()));
    terminal.run(courses::schema(), "migrate make").await;
    terminal.run(courses::schema(), "migrate up").await;
    terminal.seen.clear();
    terminal.run(lectures::schema(), "migrate make").await;
    assert_eq!(terminal.run(lectures::schema(), "migrate up").await, 3);
    assert_seen(&terminal, "renamed_relation", &test.db);
    test.close().await;
}

async fn safely(test: TestDb) {
    let mut terminal = Terminal::new(Some(test.url()));
    terminal.run(first(), "migrate make initial").await;
    terminal.run(first(), "migrate up").await;
    terminal.seen.clear();
    for line in [
        "migrate make prizes --safe",
        "migrate check",
        "migrate up -n 3",
        "migrate down",
        "migrate status",
    ] {
        assert_eq!(terminal.run(second(), line).await, 0, "{line}");
    }
    // The index went with its constraint on Postgres, and the migration before is the one that builds it.
    let again = match test.db.dialect() {
        Dialect::Sqlite => 0,
        _ => 3,
    };
    assert_eq!(terminal.run(second(), "migrate up").await, again);
    if again == 3 {
        assert_eq!(terminal.run(second(), "migrate down").await, 0);
        assert_eq!(terminal.run(second(), "migrate up").await, 0);
    }
    assert_eq!(terminal.run(second(), "drift").await, 0);
    assert_seen(&terminal, "safely", &test.db);
    test.close().await;
}

async fn json(test: TestDb) {
    let terminal = Terminal::new(Some(test.url()));
    let files = || std::fs::read_dir(terminal.folder()).map_or(0, Iterator::count);

    let dry = terminal
        .json(first(), "migrate make initial --dry-run")
        .await;
    assert_eq!(
        (dry["migrations"][0]["name"].as_str(), files()),
        (Some("initial"), 0)
    );
    let made = terminal.json(first(), "migrate make initial").await;
    let migration = &made["migrations"][0];
    let name = migration["name"].as_str().unwrap();
    assert!(name.ends_with("_initial"));
    assert_eq!(migration["changes"].as_array().unwrap().len(), 2);
    assert_eq!(made["loses"], serde_json::json!([]));
    assert!(
        migration["sql"]["sqlite"]
            .as_str()
            .unwrap()
            .contains("CREATE TABLE \"book\"")
    );
    assert_eq!(migration["sql"], dry["migrations"][0]["sql"]);
    assert_eq!(migration["files"].as_array().unwrap().len(), 7);
    let nothing = terminal.json(first(), "migrate make").await;
    assert_eq!(
        nothing,
        serde_json::json!({ "loses": [], "migrations": [] })
    );

    let planned = terminal.json(first(), "migrate up --plan").await;
    assert_eq!(
        planned,
        serde_json::json!({ "pending": [name], "loses": [] })
    );
    let status = terminal.json(first(), "migrate status").await;
    assert_eq!(
        status,
        serde_json::json!([{ "name": name, "applied": false }])
    );
    assert_eq!(
        terminal.json(first(), "migrate up").await,
        serde_json::json!({ "ran": [name] })
    );
    assert_eq!(
        terminal.json(first(), "migrate up").await,
        serde_json::json!({ "ran": [] })
    );
    assert!(terminal.json(first(), "migrate sql").await[name].is_string());
    assert_eq!(
        terminal.json(first(), "migrate check").await,
        serde_json::json!({ "findings": [] })
    );
    let findings = terminal.json(second(), "migrate check").await;
    assert_eq!(findings["findings"].as_array().unwrap().len(), 3);

    let refused = terminal.json(first(), "migrate down").await;
    assert!(
        refused["error"]
            .as_str()
            .unwrap()
            .contains("--allow-data-loss author,book"),
        "{refused}"
    );
    let down = terminal
        .json(first(), "migrate down --allow-data-loss author,book")
        .await;
    assert_eq!(down, serde_json::json!({ "took_back": [name] }));
    let squashed = terminal.json(first(), "migrate squash").await;
    assert_eq!(squashed["replaced"], serde_json::json!([name]));
    assert!(squashed["name"].as_str().unwrap().ends_with("_squashed"));
    test.close().await;
}

async fn rows_in_the_way(test: TestDb) {
    let mut terminal = Terminal::new(Some(test.url()));
    assert_eq!(terminal.run(first(), "migrate make").await, 0);
    assert_eq!(terminal.run(first(), "migrate up").await, 0);
    assert_eq!(terminal.run(second(), "migrate make").await, 0);
    terminal.seen.clear();
    let author = first::Author::create()
        .name("Ann")
        .save(&test.db)
        .await
        .unwrap();
    let books = [0, 1].map(|_| first::Book::create().title("Twice").author(&author));
    first::Book::create_many(books)
        .save(&test.db)
        .await
        .unwrap();

    assert_eq!(terminal.run(second(), "migrate up").await, 3);
    assert_eq!(terminal.run(second(), "migrate status").await, 0);
    test.db
        .execute_raw("DELETE FROM book WHERE id = 2")
        .await
        .unwrap();
    assert_eq!(terminal.run(second(), "migrate up").await, 0);

    // A script of one's own that fails, in the database's words.
    terminal.run(second(), "migrate make mistake --empty").await;
    append(
        &terminal.folder(),
        "mistake.up.sql",
        "INSERT INTO nowhere VALUES (1);\n",
    );
    assert_eq!(terminal.run(second(), "migrate up").await, 3);
    assert_seen(&terminal, "rows_in_the_way", &test.db);
    test.close().await;
}

//! `drift` and `inspect` on the command line.

use orm::cli::run_with;
use orm::migrate::Folder;
use orm::prelude::*;

use super::changes::schema;
use crate::support::TestDb;

/// Runs a command; its exit code, and what it prints.
async fn run(url: &str, arguments: &[&str]) -> (u8, String) {
    let mut out = Vec::new();
    let all = ["program", "--database-url", url]
        .into_iter()
        .chain(arguments.iter().copied());
    let code = run_with(schema(), all, &mut out).await;
    let text = String::from_utf8(out).unwrap();
    // The styles of a terminal, which a file does not get: `ESC [ … m`.
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| part.split_once('m').map_or("", |(_, rest)| rest));
    (code, std::iter::once(first).chain(rest).collect())
}

#[tokio::test]
async fn drift_is_told_with_an_exit_code() {
    let test = TestDb::sqlite_file().await;
    let url = &test.url();
    schema().create_all(&test.db).await.unwrap();
    assert_eq!(
        run(url, &["drift"]).await,
        (0, "The database is as the models are.\n".to_owned())
    );

    test.db
        .execute_raw("ALTER TABLE author RENAME COLUMN name TO called")
        .await
        .unwrap();
    let (code, text) = run(url, &["drift"]).await;
    assert_eq!(code, 1);
    assert_eq!(
        text,
        "author.name: TEXT NOT NULL in the schema, not in the database\n\
         author.called: TEXT NOT NULL in the database, not in the schema\n"
    );
    let (code, text) = run(url, &["drift", "--json"]).await;
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (code, &value["differences"][1]["database"]),
        (1, &"TEXT NOT NULL".into())
    );
    test.close().await;
}

#[tokio::test]
async fn other_names_count_where_that_is_asked() {
    let test = TestDb::sqlite_file().await;
    let url = &test.url();
    let sql = schema()
        .create_sql(Dialect::Sqlite)
        .replace("\"book_isbn_key\"", "\"isbn_once\"");
    super::execute(&sql, &test.db).await;
    let (code, text) = run(url, &["drift"]).await;
    assert_eq!(code, 0);
    assert!(text.contains("named \"isbn_once\""), "{text}");
    assert_eq!(run(url, &["drift", "--strict"]).await.0, 1);
    test.close().await;
}

/// What `migrate check` cannot see, as it reads no SQL.
#[tokio::test]
async fn sql_that_was_edited_to_say_something_else_is_found_in_an_empty_database() {
    let test = TestDb::sqlite_file().await;
    let url = &test.url();
    let files = tempfile::tempdir().unwrap();
    let written = Folder::new(files.path()).make(&schema(), None).unwrap();
    let name = written.unwrap().name;
    let file = files.path().join(format!("sqlite/{name}.up.sql"));
    let sql = std::fs::read_to_string(&file).unwrap();
    let edited = sql.replace("\"isbn\" TEXT NOT NULL", "\"isbn\" TEXT");
    assert_ne!(edited, sql);
    std::fs::write(&file, edited).unwrap();
    let folder = ["--folder", files.path().to_str().unwrap()];
    for command in ["check", "up"] {
        let arguments = [&["migrate", command], &folder[..]].concat();
        assert_eq!(run(url, &arguments).await.0, 0);
    }
    let told = "book.isbn: may be NULL in the database, NOT NULL in the schema\n";
    assert_eq!(run(url, &["drift"]).await, (1, told.to_owned()));
    test.close().await;
}

#[tokio::test]
async fn models_are_printed_or_written() {
    let test = TestDb::sqlite_file().await;
    let url = &test.url();
    schema().create_all(&test.db).await.unwrap();
    let (code, printed) = run(url, &["inspect"]).await;
    assert_eq!(code, 0);
    assert!(printed.contains("pub struct Author {"), "{printed}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("models.rs");
    let (code, _) = run(url, &["inspect", "--output", &file.display().to_string()]).await;
    assert_eq!(
        (code, std::fs::read_to_string(&file).unwrap()),
        (0, printed)
    );
    let nowhere = folder.path().join("none/models.rs").display().to_string();
    let (code, text) = run(url, &["inspect", "-o", &nowhere]).await;
    assert_eq!(code, 3);
    assert!(text.contains("cannot be written"), "{text}");
    test.close().await;
}

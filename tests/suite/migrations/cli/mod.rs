//! The command line, as people and programs see it.

use std::path::Path;

use orm::prelude::*;
use orm::schema::Schema;
use serde_json::Value;

use crate::support::TestDb;

mod first {
    use super::*;

    #[derive(Model)]
    pub struct Author {
        pub id: i64,
        pub name: String,
        pub fax: Option<String>,
    }

    #[derive(Model)]
    pub struct Book {
        pub id: i64,
        #[column(max_length = 100)]
        pub title: String,
        #[foreign_key(Author, related_name = books, on_delete = cascade)]
        pub author_id: i64,
    }
}

mod second {
    use super::*;

    #[derive(Model)]
    pub struct Author {
        pub id: i64,
        #[column(renamed_from = "name")]
        pub full_name: String,
        pub fax: Option<String>,
        #[column(default = 0)]
        pub prizes: i32,
    }

    #[derive(Model)]
    pub struct Book {
        pub id: i64,
        #[column(max_length = 100, unique)]
        pub title: String,
        #[foreign_key(Author, related_name = books, on_delete = cascade)]
        pub author_id: i64,
    }
}

/// The fax is gone, and a column comes that might be it.
mod third {
    use super::*;

    #[derive(Model)]
    pub struct Author {
        pub id: i64,
        pub full_name: String,
        pub telefax: Option<String>,
        #[column(default = 0)]
        pub prizes: i32,
    }

    #[derive(Model)]
    pub struct Book {
        pub id: i64,
        #[column(max_length = 100, unique)]
        pub title: String,
        #[foreign_key(Author, related_name = books, on_delete = cascade)]
        pub author_id: i64,
    }
}

mod courses {
    use super::*;

    #[derive(Model)]
    #[many_to_many(Course, name = courses, related_name = students)]
    pub struct Student {
        pub id: i64,
    }

    #[derive(Model)]
    pub struct Course {
        pub id: i64,
    }

    pub fn schema() -> Schema {
        schema![Student, Course]
    }
}

/// The relation is called otherwise, and does not say so.
mod lectures {
    use super::*;

    #[derive(Model)]
    #[many_to_many(Course, name = lectures, related_name = students)]
    pub struct Student {
        pub id: i64,
    }

    #[derive(Model)]
    pub struct Course {
        pub id: i64,
    }

    pub fn schema() -> Schema {
        schema![Student, Course]
    }
}

fn first() -> Schema {
    schema![first::Author, first::Book]
}

fn second() -> Schema {
    schema![second::Author, second::Book]
}

fn third() -> Schema {
    schema![third::Author, third::Book]
}

/// Where commands are typed, and all that was seen.
struct Terminal {
    place: tempfile::TempDir,
    url: Option<String>,
    seen: String,
}

impl Terminal {
    fn new(url: Option<String>) -> Self {
        Terminal {
            place: tempfile::tempdir().unwrap(),
            url,
            seen: String::new(),
        }
    }

    fn folder(&self) -> std::path::PathBuf {
        self.place.path().join("migrations")
    }

    /// What a command prints, and its exit code.
    async fn output(&self, schema: Schema, line: &str) -> (String, u8) {
        let mut arguments: Vec<String> = vec!["library".to_owned()];
        arguments.extend(line.split_whitespace().map(str::to_owned));
        arguments.extend(["--folder".to_owned(), self.folder().display().to_string()]);
        if let Some(url) = &self.url {
            arguments.extend(["--database-url".to_owned(), url.clone()]);
        }
        let mut out = Vec::new();
        let code = orm::cli::run_with(schema, arguments, &mut out).await;
        (String::from_utf8(out).unwrap(), code)
    }

    /// Types a command, and notes what is seen.
    async fn run(&mut self, schema: Schema, line: &str) -> u8 {
        let (output, code) = self.output(schema, line).await;
        let output = settled(&output, self.place.path());
        self.seen.push_str(&format!("$ library {line}\n{output}"));
        if code != 0 {
            self.seen.push_str(&format!("[exit code {code}]\n"));
        }
        self.seen.push('\n');
        code
    }

    /// The value that a command prints for programs.
    async fn json(&self, schema: Schema, line: &str) -> Value {
        let (output, _) = self.output(schema, &format!("{line} --json")).await;
        serde_json::from_str(&output).unwrap_or_else(|error| panic!("{line}: {error}: {output}"))
    }
}

/// The text with times that are always the same, and without this machine's folders.
fn settled(text: &str, place: &Path) -> String {
    let text = text.replace(&format!("{}/", place.display()), "");
    let mut lines = Vec::new();
    for line in text.lines() {
        let line = match line.rsplit_once(" in ") {
            Some((before, took))
                if took.ends_with('s') && took.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                format!("{before} in 1.2ms")
            }
            _ => line.to_owned(),
        };
        lines.push(without_versions(&line) + "\n");
    }
    lines.concat()
}

/// Fourteen digits are a version.
fn without_versions(line: &str) -> String {
    let mut settled = String::new();
    let mut digits = String::new();
    for letter in line.chars().chain(['\n']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        settled.push_str(if digits.len() == 14 {
            "20260102030405"
        } else {
            &digits
        });
        digits.clear();
        settled.push(letter);
    }
    settled.trim_end_matches('\n').to_owned()
}

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
    terminal.run(first(), "migrate make").await;
    terminal.run(first(), "migrate up").await;
    terminal.run(second(), "migrate make").await;
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

/// Adds to every file of this ending.
fn append(folder: &Path, ending: &str, text: &str) {
    for dialect in ["postgres", "sqlite"] {
        for entry in std::fs::read_dir(folder.join(dialect)).unwrap() {
            let path = entry.unwrap().path();
            if path.to_string_lossy().ends_with(ending) {
                let sql = std::fs::read_to_string(&path).unwrap();
                std::fs::write(&path, sql + text).unwrap();
            }
        }
    }
}

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

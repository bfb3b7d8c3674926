//! The same changes in one migration and in several that stop nobody: the catalogue is the same afterwards.

use orm::prelude::*;
use orm_core::migrate::lint::{Context, Severity, lint};
use orm_core::migrate::{Plan, SafeFile, diff, safe_plan};

use crate::server::Database;

/// Before.
mod before {
    use orm::prelude::*;

    #[derive(Model)]
    pub(crate) struct Author {
        pub id: i64,
        pub name: String,
        pub email: Option<String>,
    }

    #[derive(Model)]
    #[model(index(title, pages))]
    pub(crate) struct Book {
        pub id: i64,
        #[column(max_length = 50)]
        pub title: String,
        pub pages: Option<i32>,
        #[column(unique)]
        pub isbn: String,
        #[column(index)]
        pub shelf: String,
        #[foreign_key(Author, related_name = books)]
        pub author_id: i64,
        pub editor_id: Option<i64>,
    }
}

/// After: each kind of change that has a safe form.
mod after {
    use orm::prelude::*;

    #[derive(Model)]
    pub(crate) struct Author {
        pub id: i64,
        #[column(index)]
        pub name: String,
        #[column(unique)]
        pub email: String,
    }

    #[derive(Model)]
    #[model(unique(title, author_id), check = "pages < 10000")]
    pub(crate) struct Book {
        pub id: i64,
        #[column(max_length = 100)]
        pub title: String,
        #[column(check = "pages > 0", default = 1)]
        pub pages: i32,
        pub isbn: String,
        pub shelf: String,
        #[column(default_sql = "gen_random_uuid()::text")]
        pub code: String,
        #[column(default_sql = "now()::text")]
        pub seen: String,
        #[column(default = 0)]
        pub stock: i64,
        #[foreign_key(Author, related_name = books, on_delete = cascade)]
        pub author_id: i64,
        #[foreign_key(Author, related_name = edited)]
        pub editor_id: Option<i64>,
    }

    #[derive(Model)]
    pub(crate) struct Review {
        pub id: i64,
        #[foreign_key(Book, related_name = reviews)]
        pub book_id: i64,
        #[foreign_key(Review, related_name = replies)]
        pub answers_id: Option<i64>,
    }
}

const ROWS: &str = "
    INSERT INTO author (name, email) SELECT 'author ' || n, n || '@example.com' FROM generate_series(1, 20) AS n;
    INSERT INTO book (title, pages, isbn, shelf, author_id, editor_id)
        SELECT 'title ' || n, n, n::text, 'a', 1 + n % 20, 1 FROM generate_series(1, 2500) AS n;";

/// All that two ways could leave behind differently.
const CATALOGUE: &str = "
    SELECT 'column ' || concat_ws(' ', table_name, ordinal_position, column_name, data_type, character_maximum_length,
        is_nullable, column_default, is_identity) FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat_ws(' ', 'index', indexdef, indisvalid) FROM pg_indexes
        JOIN pg_index ON indexrelid = indexname::regclass WHERE schemaname = 'public'
    ORDER BY 1";

async fn catalogue(database: &mut Database) -> Vec<String> {
    sqlx::query_scalar(CATALOGUE)
        .fetch_all(&mut database.connection)
        .await
        .unwrap()
}

async fn prepared(schema: &orm::schema::Schema) -> Option<Database> {
    let mut database = Database::new().await?;
    let create = schema.create_sql(Dialect::Postgres);
    database.run(&create).await.unwrap();
    database.run(ROWS).await.unwrap();
    Some(database)
}

/// Runs a file as sqlx does.
async fn run(database: &mut Database, file: &SafeFile) {
    let sql = match file.in_transaction {
        true => format!("BEGIN; {} COMMIT;", file.sql()),
        false => file.sql(),
    };
    let result = database.run(&sql).await;
    result.unwrap_or_else(|error| panic!("{}: {sql}\n{error}", file.name));
}

#[tokio::test]
async fn safe_migrations_come_to_the_same_as_one() {
    let (from, to) = (
        schema![before::Author, before::Book],
        schema![after::Author, after::Book, after::Review],
    );
    let snapshot = from.snapshot();
    let changes = diff(&snapshot, &to.snapshot());
    let Some(mut plain) = prepared(&from).await else {
        return;
    };
    let plan = Plan::new(&snapshot, &changes, Dialect::Postgres).unwrap();
    plain.run(&plan.statements.join(";\n")).await.unwrap();

    let mut safe = prepared(&from).await.unwrap();
    let mut context = Context::new(&snapshot).unwrap();
    for file in safe_plan(&snapshot, &changes, Dialect::Postgres).unwrap() {
        let sql = file.sql();
        let mut dangers = lint(&sql, &context);
        dangers.retain(|finding| finding.severity == Severity::Danger);
        assert_eq!(dangers, [], "{}", file.name);
        run(&mut safe, &file).await;
        context = context.after(&sql);
    }
    let expected = catalogue(&mut plain).await;
    assert_eq!(catalogue(&mut safe).await, expected);
    let filled: i64 = sqlx::query_scalar("SELECT count(DISTINCT code) FROM book")
        .fetch_one(&mut safe.connection)
        .await
        .unwrap();
    assert_eq!(filled, 2500);
    plain.drop().await;
    safe.drop().await;
}

/// The plain migration of the same changes is what the lint is for.
#[test]
fn one_migration_is_dangerous_where_several_are_not() {
    let (from, to) = (
        schema![before::Author, before::Book],
        schema![after::Author, after::Book, after::Review],
    );
    let snapshot = from.snapshot();
    let changes = diff(&snapshot, &to.snapshot());
    let plan = Plan::new(&snapshot, &changes, Dialect::Postgres).unwrap();
    let findings = lint(
        &plan.statements.join(";\n"),
        &Context::new(&snapshot).unwrap(),
    );
    let mut rules: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    assert_eq!(
        rules,
        [
            "L01", "L07", "L08", "L09", "L11", "L14", "L15", "L19", "L20", "L21"
        ]
    );
}

/// What each file is called, without what it does: nobody waits longer for one file than for another.
#[test]
fn each_step_is_a_file_of_its_own() {
    let (from, to) = (
        schema![before::Author, before::Book],
        schema![after::Author, after::Book, after::Review],
    );
    let snapshot = from.snapshot();
    let files = safe_plan(
        &snapshot,
        &diff(&snapshot, &to.snapshot()),
        Dialect::Postgres,
    )
    .unwrap();
    let names: Vec<String> = files.iter().map(|file| file.name.clone()).collect();
    assert_eq!(
        names,
        [
            "check_rows",
            "drop_book_title_pages_idx",
            "drop_book_shelf_idx",
            "alter_book",
            "add_author_email_set",
            "validate_author_email_set",
            "require_author_email",
            "alter_book",
            "add_book_pages_set",
            "validate_book_pages_set",
            "require_book_pages",
            "add_book_code",
            "fill_book_code",
            "add_book_code_set",
            "validate_book_code_set",
            "require_book_code",
            "alter_book",
            "create_review",
            "build_author_email_key",
            "add_author_email_key",
            "build_author_name_idx",
            "check_author_name_idx",
            "build_book_title_author_id_key",
            "add_book_title_author_id_key",
            "add_book_pages_check",
            "validate_book_pages_check",
            "add_book_check",
            "validate_book_check",
            "build_book_editor_id_idx",
            "check_book_editor_id_idx",
            "add_book_author_id_fkey",
            "validate_book_author_id_fkey",
            "add_book_editor_id_fkey",
            "validate_book_editor_id_fkey",
            "add_review_book_id_fkey",
            "validate_review_book_id_fkey",
        ]
    );
    for file in files.iter().filter(|file| !file.in_transaction) {
        assert_eq!(file.statements.len(), 1, "{}", file.name);
        assert!(file.sql().starts_with("-- no-transaction\n"));
    }
}

/// A unique index that meets duplicates stays behind, invalid: the next file says so and does not go on.
#[tokio::test]
async fn an_index_that_could_not_be_built_stops_the_migrations() {
    let (from, to) = (
        schema![before::Author, before::Book],
        schema![after::Author, after::Book, after::Review],
    );
    let Some(mut database) = prepared(&from).await else {
        return;
    };
    let snapshot = from.snapshot();
    let files = safe_plan(
        &snapshot,
        &diff(&snapshot, &to.snapshot()),
        Dialect::Postgres,
    )
    .unwrap();
    let position = |name: &str| files.iter().position(|file| file.name == name).expect(name);
    let (build, add) = (
        position("build_author_email_key"),
        position("add_author_email_key"),
    );
    database
        .run("INSERT INTO author (name, email) VALUES ('a', 'x'), ('b', 'x')")
        .await
        .unwrap();
    let error = database.run(&files[build].sql()).await.unwrap_err();
    assert_eq!(
        error.as_database_error().unwrap().code().as_deref(),
        Some("23505")
    );
    // Once more: the index is there, so nothing is done.
    database.run(&files[build].sql()).await.unwrap();
    let error = database
        .run(&files[add].sql())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("the index \"author_email_key\" is not there and whole"),
        "{error}"
    );
    database
        .run("DELETE FROM author WHERE name = 'b'; DROP INDEX author_email_key")
        .await
        .unwrap();
    database.run(&files[build].sql()).await.unwrap();
    database.run(&files[add].sql()).await.unwrap();
    database.drop().await;
}

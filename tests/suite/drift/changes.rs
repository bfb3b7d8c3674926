//! Every kind of change that is made by hand.

use super::*;
use orm::migrate::live::Weight;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(title, author_id), index(year, title), check = "year < 3000")]
pub struct Book {
    pub id: i64,
    #[column(max_length = 100)]
    pub title: String,
    #[column(default = 1900, check = "year > 0")]
    pub year: i32,
    pub rating: Option<f64>,
    #[column(unique)]
    pub isbn: String,
    #[column(generated = "year + 1")]
    pub next_year: i32,
    #[foreign_key(Author, related_name = books, on_delete = cascade)]
    pub author_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Author {
    pub id: i64,
    pub name: String,
}

pub fn schema() -> Schema {
    schema![Author, Book]
}

/// Makes the tables with one piece of their definition written otherwise, and gives what differs.
async fn written(db: &Db, piece: &str, otherwise: &str) -> Vec<Difference> {
    let sql = schema().create_sql(db.dialect());
    assert_eq!(sql.matches(piece).count(), 1, "{piece} in {sql}");
    execute(&sql.replace(piece, otherwise), db).await;
    let differences = drift(&schema(), db).await.unwrap();
    schema().drop_all(db).await.unwrap();
    differences
}

#[track_caller]
fn one(differences: Vec<Difference>, expected: &str, weight: Weight) {
    let texts: Vec<String> = differences.iter().map(Difference::to_string).collect();
    assert_eq!(texts, [expected]);
    assert_eq!(differences[0].weight, weight, "{expected}");
}

cases! {
    async fn of_columns(db: Db) {
        let is_postgres = db.dialect() == Dialect::Postgres;
        let choose = |postgres, sqlite| if is_postgres { postgres } else { sqlite };
        let double = choose("double precision", "DOUBLE");
        for (piece, otherwise, expected) in [
            (
                format!("\"rating\" {double}"),
                choose("\"rating\" text", "\"rating\" TEXT").to_owned(),
                format!("book.rating: {} in the database, {double} in the schema", choose("text", "TEXT")),
            ),
            (
                format!("\"rating\" {double}"),
                format!("\"rating\" {double} NOT NULL"),
                "book.rating: NOT NULL in the database, may be NULL in the schema".to_owned(),
            ),
            (
                format!("\"rating\" {double}"),
                format!("\"rating\" {double} DEFAULT 2"),
                "book.rating: DEFAULT 2 in the database, no DEFAULT in the schema".to_owned(),
            ),
            (
                "DEFAULT 1900".to_owned(),
                "DEFAULT 1800".to_owned(),
                "book.year: DEFAULT 1800 in the database, DEFAULT 1900 in the schema".to_owned(),
            ),
            (
                "year + 1".to_owned(),
                "year + 2".to_owned(),
                "book.next_year: GENERATED ALWAYS AS year + 2 in the database, GENERATED ALWAYS AS year + 1 in the schema".to_owned(),
            ),
            (
                format!("\"rating\" {double}"),
                format!("\"rating\" {double}, \"pages\" integer"),
                format!("book.pages: {} in the database, not in the schema", choose("integer", "INTEGER")),
            ),
            (
                format!(",\n    \"rating\" {double}"),
                String::new(),
                format!("book.rating: {double} in the schema, not in the database"),
            ),
        ] {
            one(written(db, &piece, &otherwise).await, &expected, Weight::Substance);
        }
    }

    async fn of_constraints(db: Db) {
        for (piece, otherwise, expected, weight) in [
            (
                ",\n    CONSTRAINT \"book_isbn_key\" UNIQUE (\"isbn\")",
                "",
                "book, unique constraint book_isbn_key: (\"isbn\") in the schema, not in the database",
                Weight::Substance,
            ),
            (
                "UNIQUE (\"title\", \"author_id\")",
                "UNIQUE (\"author_id\", \"title\")",
                "book, unique constraint book_title_author_id_key: (\"author_id\", \"title\") in the database, (\"title\", \"author_id\") in the schema",
                Weight::Substance,
            ),
            (
                "\"book_isbn_key\"",
                "\"isbn_once\"",
                "book, unique constraint book_isbn_key: named \"isbn_once\" in the database, named \"book_isbn_key\" in the schema",
                Weight::Form,
            ),
            (
                "CHECK (year < 3000)",
                "CHECK (year < 2000)",
                "book, check book_check: (year < 2000) in the database, (year < 3000) in the schema",
                Weight::Substance,
            ),
            (
                "CHECK (year < 3000)",
                "CHECK (year < 3000), CONSTRAINT \"more\" CHECK (rating > 0)",
                match db.dialect() {
                    Dialect::Postgres => "book, check more: (rating > (0)::double precision) in the database, not in the schema",
                    _ => "book, check more: (rating > 0) in the database, not in the schema",
                },
                Weight::Substance,
            ),
            (
                "ON DELETE CASCADE",
                "ON DELETE SET NULL",
                "book, foreign key book_author_id_fkey: (\"author_id\") REFERENCES author (\"id\") ON DELETE SET NULL in the database, \
                 (\"author_id\") REFERENCES author (\"id\") ON DELETE CASCADE in the schema",
                Weight::Substance,
            ),
            (
                "ON DELETE CASCADE",
                "ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
                "book, foreign key book_author_id_fkey: (\"author_id\") REFERENCES author (\"id\") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED \
                 in the database, (\"author_id\") REFERENCES author (\"id\") ON DELETE CASCADE in the schema",
                Weight::Substance,
            ),
        ] {
            one(written(db, piece, otherwise).await, expected, weight);
        }
    }

    async fn of_indexes_and_tables(db: Db) {
        schema().create_all(db).await.unwrap();
        for (statement, back, expected) in [
            (
                "CREATE INDEX by_isbn ON book (isbn, lower(title)) WHERE year > 1950",
                "DROP INDEX by_isbn",
                "book, index by_isbn: (isbn, lower(title)) WHERE year > 1950 in the database, not in the schema",
            ),
            (
                "CREATE UNIQUE INDEX by_rating ON book (rating DESC)",
                "DROP INDEX by_rating",
                "book, index by_rating: unique (rating DESC) in the database, not in the schema",
            ),
            (
                "CREATE TABLE leftover (id integer)",
                "DROP TABLE leftover",
                "leftover: a table in the database, not in the schema",
            ),
            (
                "DROP INDEX book_author_id_idx",
                "CREATE INDEX book_author_id_idx ON book (author_id)",
                "book, index book_author_id_idx: (\"author_id\") in the schema, not in the database",
            ),
        ] {
            db.execute_raw(statement).await.unwrap();
            let texts = found(&schema(), db).await;
            // One database writes expressions as it reads them, the other as they were written.
            let plain = |text: &str| text.replace("(title)::text", "title").replace(['"', ' '], "");
            let texts: Vec<String> = texts.iter().map(|text| plain(text)).collect();
            assert_eq!(texts, [plain(expected)]);
            db.execute_raw(back).await.unwrap();
            assert_eq!(found(&schema(), db).await, Vec::<String>::new());
        }
        db.execute_raw("DROP TABLE book").await.unwrap();
        assert_eq!(found(&schema(), db).await, ["book: a table in the schema, not in the database"]);
    }

    async fn a_unique_index_is_another_form_of_a_unique_constraint(db: Db) {
        let piece = ",\n    CONSTRAINT \"book_isbn_key\" UNIQUE (\"isbn\")";
        let sql = schema().create_sql(db.dialect()).replace(piece, "");
        execute(&sql, db).await;
        db.execute_raw("CREATE UNIQUE INDEX isbn_once ON book (isbn)").await.unwrap();
        one(
            drift(&schema(), db).await.unwrap(),
            "book, unique constraint book_isbn_key: unique index \"isbn_once\" in the database, unique constraint book_isbn_key in the schema",
            Weight::Form,
        );
    }
}

//! Models of databases that others made: Chinook, Northwind and Sakila as they are known, and one of odd names.
//!
//! The models in `found/` are what `inspect` writes; the suite compiles them, and they are its schema. To write them anew after
//! `inspect` has changed, run the tests with `ORM_UPDATE_INSPECT=1`, and once more.

use std::path::PathBuf;

use orm::cli::inspect;
use orm::migrate::drift;
use orm::migrate::live::{self, Difference};
use orm::prelude::*;
use orm::schema::Schema;

use crate::drift::execute;
use crate::support::TestDb;

/// The models that were found, compiled. They are included, as `inspect` lays them out and nothing else.
macro_rules! found {
    ($($database:ident: $($name:ident $file:literal),*;)*) => {
        #[allow(dead_code, clippy::all, reason = "a program wrote them")]
        mod found {$(
            pub mod $database {$(
                pub mod $name {
                    include!($file);
                }
            )*}
        )*}
    };
}

found! {
    sqlite: chinook "found/sqlite/chinook.rs", northwind "found/sqlite/northwind.rs", sakila "found/sqlite/sakila.rs", odd "found/sqlite/odd.rs";
    postgres: chinook "found/postgres/chinook.rs", northwind "found/postgres/northwind.rs", sakila "found/postgres/sakila.rs", odd "found/postgres/odd.rs";
}

/// What `inspect` writes is what is there, and what differs in substance of the database from its models is these.
async fn check(name: &str, sql: &str, db: &Db, schema: Schema, different: &[&str]) {
    execute(sql, db).await;
    let models = inspect::models(&live::read(db).await.unwrap());
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/suite/inspect/found")
        .join(name)
        .with_extension("rs");
    if std::env::var_os("ORM_UPDATE_INSPECT").is_some() {
        std::fs::write(&file, &models).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(
        kept == models,
        "{} is not what `inspect` writes; run the tests with ORM_UPDATE_INSPECT=1",
        file.display()
    );
    let differences = drift(&schema, db).await.unwrap();
    let substance = differences.iter().filter(|found| found.is_substantial());
    let substance: Vec<String> = substance.map(Difference::to_string).collect();
    assert_eq!(substance, different);
}

macro_rules! inspected {
    ($($name:ident: $database:literal, sqlite $sqlite:expr, postgres $postgres:expr;)*) => {$(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn sqlite() {
                let test = TestDb::sqlite().await;
                let sql = include_str!(concat!("databases/", $database, ".sqlite.sql"));
                let schema = found::sqlite::$name::schema();
                check(concat!("sqlite/", $database), sql, &test.db, schema, &$sqlite).await;
                test.close().await;
            }

            #[tokio::test]
            async fn postgres() {
                let Some(test) = TestDb::postgres().await else {
                    return;
                };
                let sql = include_str!(concat!("databases/", $database, ".postgres.sql"));
                let schema = found::postgres::$name::schema();
                check(concat!("postgres/", $database), sql, &test.db, schema, &$postgres).await;
                test.close().await;
            }
        }
    )*};
}

inspected! {
    chinook: "chinook", sqlite [], postgres [];
    northwind: "northwind", sqlite [], postgres [];
    sakila: "sakila", sqlite [
        "film_actor.actor_id: INT in the database, DOUBLE in the schema",
    ], postgres [
        "film.release_year: year in the database, integer in the schema",
        "film.rating: mpaa_rating DEFAULT 'G'::mpaa_rating in the database, not in the schema",
        "film.fulltext: tsvector NOT NULL DEFAULT ''::tsvector in the database, not in the schema",
        "film, index film_fulltext_idx: gist (\"fulltext\") in the database, not in the schema",
        "language.name: character(20) in the database, character varying(20) in the schema",
    ];
    odd: "odd", sqlite [
        "Option: STRICT in the database, not in the schema",
        "Option.c: COLLATE NOCASE in the database, no COLLATE in the schema",
        "Option, unique constraint (b, c): (\"b\", \"c\") ON CONFLICT IGNORE in the database, not in the schema",
        "a\"b, foreign key a\"b_x_y_fkey: (\"y\", \"x\") REFERENCES Option (\"b\", \"a\") ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED in the database, (\"x\", \"y\") REFERENCES Option (\"a\", \"b\") ON DELETE SET NULL ON UPDATE CASCADE in the schema",
        "book, index book_title: (lower(shelf), \"isbn\" DESC) in the database, not in the schema",
        "book, foreign key book_editor_id_fkey: (\"editor_id\") REFERENCES person (\"id\") ON DELETE SET DEFAULT in the database, (\"editor_id\") REFERENCES person (\"id\") ON DELETE NO ACTION in the schema",
        "heads.box_of: geometry in the database, not in the schema",
        "heads, check without a name: (box_of IS NOT NULL) in the database, not in the schema",
        "loan, index loan_late: (\"day\") WHERE day < '2000-01-01' in the database, not in the schema",
        "no_key: a table in the database, not in the schema",
        "type.rowid: TEXT in the database, not in the schema",
        "attic.type: WITHOUT ROWID in the database, not in the schema",
        "attic.type.half: VIRTUAL in the database, STORED in the schema",
        "attic.type.lat: geometry in the database, not in the schema",
    ], postgres [
        "Option.c: GENERATED ALWAYS AS IDENTITY in the database, not numbered in the schema",
        "Option, unique constraint Option_c_key: (\"c\") NULLS NOT DISTINCT in the database, not in the schema",
        "a\"b, foreign key a\"b_x_y_fkey: (\"y\", \"x\") REFERENCES Option (\"b\", \"a\") ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED in the database, (\"x\", \"y\") REFERENCES Option (\"a\", \"b\") ON DELETE SET NULL ON UPDATE CASCADE in the schema",
        "book, index book_title: (lower(shelf), \"isbn\" DESC) in the database, not in the schema",
        "book, foreign key book_editor_id_fkey: (\"editor_id\") REFERENCES person (\"id\") ON DELETE SET DEFAULT in the database, (\"editor_id\") REFERENCES person (\"id\") ON DELETE NO ACTION in the schema",
        "heads.box_of: box in the database, not in the schema",
        "heads, check heads_box_of_check: (box_of IS NOT NULL) in the database, not in the schema",
        "loan, index loan_late: (\"day\") WHERE day < '2000-01-01'::date in the database, not in the schema",
        "no_key: a table in the database, not in the schema",
    ];
}

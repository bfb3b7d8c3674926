//! One schema in six versions: what leads from each to the next creates, alters, renames, and rebuilds tables whose rows
//! others refer to and would be deleted with.

use orm::migrate::{Folder, Migrations};
use orm::prelude::*;

use super::live::Live;
use super::place::Place;

mod first {
    use super::*;

    #[derive(Model, Debug)]
    pub struct Author {
        pub id: i64,
        #[column(max_length = 100)]
        pub name: String,
    }

    #[derive(Model, Debug)]
    pub struct Book {
        pub id: i64,
        pub title: String,
        pub year: i32,
        #[foreign_key(Author, related_name = books, on_delete = cascade)]
        pub author_id: i64,
    }

    #[derive(Model, Debug)]
    pub struct Review {
        pub id: i64,
        pub stars: i32,
        #[foreign_key(Book, related_name = reviews, on_delete = cascade)]
        pub book_id: i64,
    }
}

/// The table that everything depends on is rebuilt on SQLite.
mod second {
    use super::*;

    #[derive(Model, Debug)]
    pub struct Author {
        pub id: i64,
        #[column(max_length = 200)]
        pub name: String,
    }

    #[derive(Model, Debug)]
    pub struct Book {
        pub id: i64,
        pub title: String,
        pub year: i32,
        #[foreign_key(Author, related_name = books, on_delete = cascade)]
        pub author_id: i64,
    }

    #[derive(Model, Debug)]
    pub struct Review {
        pub id: i64,
        pub stars: i32,
        #[foreign_key(Book, related_name = reviews, on_delete = cascade)]
        pub book_id: i64,
    }
}

/// Names change, and a column comes.
mod third {
    use super::*;

    #[derive(Model, Debug)]
    #[model(renamed_from = "author")]
    pub struct Writer {
        pub id: i64,
        #[column(max_length = 200, renamed_from = "name")]
        pub full_name: String,
    }

    #[derive(Model, Debug)]
    pub struct Book {
        pub id: i64,
        #[column(index)]
        pub title: String,
        pub year: i32,
        #[column(default = 3)]
        pub copies: i32,
        #[foreign_key(Writer, related_name = books, on_delete = cascade)]
        #[column(renamed_from = "author_id")]
        pub writer_id: i64,
    }

    #[derive(Model, Debug)]
    pub struct Review {
        pub id: i64,
        pub stars: i32,
        #[foreign_key(Book, related_name = reviews, on_delete = cascade)]
        pub book_id: i64,
    }
}

/// A type widens, which both databases copy the table for, and tables come.
mod fourth {
    use super::*;

    #[derive(Model, Debug)]
    pub struct Writer {
        pub id: i64,
        #[column(max_length = 200)]
        pub full_name: String,
    }

    #[derive(Model, Debug)]
    #[many_to_many(Tag, name = tags, related_name = books)]
    pub struct Book {
        pub id: i64,
        #[column(index)]
        pub title: String,
        pub year: i64,
        #[column(default = 3)]
        pub copies: i32,
        #[foreign_key(Writer, related_name = books, on_delete = cascade)]
        pub writer_id: i64,
    }

    #[derive(Model, Debug)]
    pub struct Review {
        pub id: i64,
        pub stars: i32,
        #[foreign_key(Book, related_name = reviews, on_delete = cascade)]
        pub book_id: i64,
    }

    #[derive(Model, Debug)]
    pub struct Tag {
        pub id: i64,
        #[column(unique)]
        pub name: String,
    }
}

/// Conditions on rows that are there, a foreign key that lets go, and tables and a column that go.
mod fifth {
    use super::*;

    #[derive(Model, Debug)]
    pub struct Writer {
        pub id: i64,
        #[column(max_length = 200)]
        pub full_name: String,
    }

    #[derive(Model, Debug)]
    pub struct Book {
        pub id: i64,
        pub title: String,
        #[column(check = "year > 1000")]
        pub year: i64,
        #[foreign_key(Writer, related_name = books, on_delete = set_null)]
        pub writer_id: Option<i64>,
    }

    #[derive(Model, Debug)]
    pub struct Review {
        pub id: i64,
        #[column(check = "stars BETWEEN 1 AND 5")]
        pub stars: i32,
        #[foreign_key(Book, related_name = reviews, on_delete = cascade)]
        pub book_id: i64,
    }
}

/// A length is free, a pair of columns is unique, a type widens: all of it can be taken back.
mod sixth {
    use super::*;

    #[derive(Model, Debug)]
    #[model(unique(full_name, id))]
    pub struct Writer {
        pub id: i64,
        pub full_name: String,
        pub note: Option<String>,
    }

    #[derive(Model, Debug)]
    pub struct Book {
        pub id: i64,
        pub title: String,
        #[column(check = "year > 1000")]
        pub year: i64,
        #[foreign_key(Writer, related_name = books, on_delete = set_null)]
        pub writer_id: Option<i64>,
    }

    #[derive(Model, Debug)]
    pub struct Review {
        pub id: i64,
        #[column(check = "stars BETWEEN 1 AND 5")]
        pub stars: i64,
        #[foreign_key(Book, related_name = reviews, on_delete = cascade)]
        pub book_id: i64,
    }
}

/// The migrations that lead through all versions, the first of which creates the tables.
fn write(folder: &Folder) {
    let versions = [
        schema![first::Author, first::Book, first::Review],
        schema![second::Author, second::Book, second::Review],
        schema![third::Writer, third::Book, third::Review],
        schema![fourth::Writer, fourth::Book, fourth::Review, fourth::Tag],
        schema![fifth::Writer, fifth::Book, fifth::Review],
        schema![sixth::Writer, sixth::Book, sixth::Review],
    ];
    for version in versions {
        folder.make(&version, None).unwrap().unwrap();
    }
}

/// So many authors with two books each, which have two reviews each: for the first version.
async fn fill(live: &mut Live, authors: u32) {
    let rows = |count: u32, insert: &str| {
        format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) {insert} FROM n"
        )
    };
    for sql in [
        rows(authors, "INSERT INTO author (name) SELECT 'author ' || i"),
        rows(
            authors * 2,
            "INSERT INTO book (title, year, author_id) SELECT 'book ' || i, 1900 + i % 100, (i + 1) / 2",
        ),
        rows(
            authors * 4,
            "INSERT INTO review (stars, book_id) SELECT 1 + i % 5, (i + 1) / 2",
        ),
    ] {
        live.execute(&sql).await.unwrap();
    }
}

/// A folder of six migrations, of which a database has had one, and rows that fit it.
pub async fn begun(place: &Place, authors: u32) -> (tempfile::TempDir, Migrations, Live) {
    let files = tempfile::tempdir().unwrap();
    let folder = Folder::new(files.path());
    write(&folder);
    let migrations = folder.migrations().unwrap();
    let db = place.db().await;
    migrations.up(&db, 1, &mut |_| {}).await.unwrap();
    db.close().await;
    let mut live = place.live().await;
    fill(&mut live, authors).await;
    (files, migrations, live)
}

/// All that is left of the rows in the last version.
pub async fn rows(live: &mut Live) -> Vec<String> {
    let mut rows = Vec::new();
    for sql in [
        "SELECT 'writer ' || id || ' ' || full_name || ' ' || coalesce(note, '-') FROM writer ORDER BY id",
        "SELECT 'book ' || id || ' ' || title || ' ' || year || ' ' || writer_id FROM book ORDER BY id",
        "SELECT 'review ' || id || ' ' || stars || ' ' || book_id FROM review ORDER BY id",
    ] {
        rows.extend(live.texts(sql).await);
    }
    rows
}

/// The catalogue after each number of migrations, and the rows after all.
pub struct Expected {
    pub catalogs: Vec<Vec<String>>,
    pub rows: Vec<String>,
}

/// What a database comes to that nobody disturbs.
pub async fn undisturbed(place: &Place, migrations: &Migrations) -> Expected {
    let (db, mut live) = (place.db().await, place.live().await);
    let mut catalogs = vec![live.catalog().await];
    while !migrations.up(&db, 1, &mut |_| {}).await.unwrap().is_empty() {
        catalogs.push(live.catalog().await);
    }
    let rows = rows(&mut live).await;
    db.close().await;
    Expected { catalogs, rows }
}

/// How many of them a database has had.
pub async fn applied(live: &mut Live) -> usize {
    live.texts("SELECT CAST(version AS text) FROM _sqlx_migrations")
        .await
        .len()
}

/// What a file holds is whole, and every foreign key leads somewhere.
pub async fn check_file(live: &mut Live) {
    if matches!(live, Live::Sqlite(_)) {
        assert_eq!(live.texts("PRAGMA integrity_check").await, ["ok"]);
        assert_eq!(
            live.texts("SELECT \"table\" FROM pragma_foreign_key_check")
                .await,
            [""; 0]
        );
    }
}

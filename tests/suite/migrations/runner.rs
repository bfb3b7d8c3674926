//! Files, and what runs them.

use orm::migrate::{Folder, Migrations};
use orm::prelude::*;

use crate::support::{TestDb, cases};

mod first {
    use super::*;

    #[derive(Model, Debug, PartialEq)]
    pub struct Author {
        pub id: i64,
        pub name: String,
    }

    #[derive(Model, Debug, PartialEq)]
    pub struct Book {
        pub id: i64,
        #[column(max_length = 100)]
        pub title: String,
        #[foreign_key(Author, related_name = books, on_delete = cascade)]
        pub author_id: i64,
    }
}

mod unique {
    use super::*;

    #[derive(Model, Debug, PartialEq)]
    pub struct Author {
        pub id: i64,
        #[column(unique)]
        pub name: String,
    }
}

mod second {
    use super::*;

    #[derive(Model, Debug, PartialEq)]
    #[model(table = "writer", renamed_from = "author")]
    pub struct Writer {
        pub id: i64,
        #[column(renamed_from = "name", max_length = 200)]
        pub full_name: String,
    }

    #[derive(Model, Debug, PartialEq)]
    pub struct Book {
        pub id: i64,
        #[column(max_length = 200, index)]
        pub title: String,
        #[foreign_key(Writer, related_name = books, on_delete = cascade)]
        #[column(renamed_from = "author_id")]
        pub writer_id: i64,
        #[column(default = 0)]
        pub stars: i32,
    }
}

fn folder() -> (tempfile::TempDir, Folder) {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::new(place.path().join("migrations"));
    (place, folder)
}

/// Only Postgres has a way that stops nobody; a failed attempt leaves an index that is not valid.
#[tokio::test]
async fn a_safe_migration_begins_again_where_it_failed() {
    let Some(test) = TestDb::postgres().await else {
        return;
    };
    let db = &test.db;
    let (_place, folder) = folder();
    folder
        .make(&schema![first::Author, first::Book], None)
        .unwrap()
        .unwrap();
    migrate(&folder, db).await;
    let pool = db.as_postgres().unwrap();
    sqlx::raw_sql("INSERT INTO author (name) VALUES ('x'), ('x')")
        .execute(pool)
        .await
        .unwrap();

    let draft = folder
        .draft(&schema![unique::Author, first::Book])
        .unwrap()
        .unwrap();
    let written = folder.write_safe(&draft, Some("names")).unwrap();
    assert!(written.len() > 1, "{written:#?}");
    let migrations = folder.migrations().unwrap();
    let error = migrations.run(db).await.unwrap_err();
    assert!(matches!(error, Error::Migration { .. }), "{error:?}");
    let again = migrations.run(db).await.unwrap_err();
    assert_eq!(error.to_string(), again.to_string());

    sqlx::raw_sql("UPDATE author SET name = 'y' WHERE id = 1")
        .execute(pool)
        .await
        .unwrap();
    migrations.run(db).await.unwrap();
    assert_eq!(
        folder.check(&schema![unique::Author, first::Book]).unwrap(),
        Vec::<String>::new()
    );
    let taken = unique::Author::create()
        .name("y")
        .save(db)
        .await
        .unwrap_err();
    assert!(matches!(taken, Error::UniqueViolation { .. }), "{taken:?}");

    // The same files on SQLite, where one of them does it all.
    let other = TestDb::sqlite().await;
    assert_eq!(
        migrations.run(&other.db).await.unwrap().len(),
        1 + written.len()
    );
    unique::Author::create()
        .name("y")
        .save(&other.db)
        .await
        .unwrap();
    let taken = unique::Author::create()
        .name("y")
        .save(&other.db)
        .await
        .unwrap_err();
    assert!(matches!(taken, Error::UniqueViolation { .. }), "{taken:?}");
    other.close().await;
    test.close().await;
}

async fn migrate(folder: &Folder, db: &Db) -> Vec<String> {
    let migrations: Migrations = folder.migrations().unwrap();
    migrations.run(db).await.unwrap()
}

cases! {
    async fn models_change_and_rows_stay(db: Db) {
        let (_place, folder) = folder();
        folder.make(&schema![first::Author, first::Book], None).unwrap().unwrap();
        assert_eq!(migrate(&folder, db).await.len(), 1);
        let jane = first::Author::create().name("Jane").save(db).await.unwrap();
        first::Book::create().title("Emma").author(&jane).save(db).await.unwrap();

        let written = folder.make(&schema![second::Writer, second::Book], Some("rename")).unwrap().unwrap();
        assert_eq!(written.draft.loses().len(), 0);
        assert_eq!(migrate(&folder, db).await, [written.name.clone()]);
        let shelf = second::Writer::query().with(second::Writer::books).all(db).await.unwrap();
        assert_eq!(shelf.len(), 1);
        assert_eq!(shelf[0].0.full_name, "Jane");
        assert_eq!((shelf[0].1[0].title.as_str(), shelf[0].1[0].stars), ("Emma", 0));
        assert!(folder.make(&schema![second::Writer, second::Book], None).unwrap().is_none());
        assert_eq!(folder.check(&schema![second::Writer, second::Book]).unwrap(), Vec::<String>::new());

        // And back.
        let migrations = folder.migrations().unwrap();
        let runs = migrations.down(db, 1, &mut |_| {}).await.unwrap();
        assert_eq!(runs[0].name, written.name);
        let authors = first::Author::query().with(first::Author::books).all(db).await.unwrap();
        assert_eq!((authors[0].0.name.as_str(), authors[0].1[0].title.as_str()), ("Jane", "Emma"));
        assert_eq!(migrations.run(db).await.unwrap(), [written.name]);
        assert_eq!(second::Writer::query().count(db).await.unwrap(), 1);
    }
}

//! Files, and what runs them.

use orm::migrate::{Folder, Migrations};
use orm::prelude::*;

use crate::support::cases;

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

//! Migrations that stop nobody, which take several steps: after each one there is a way on, and a way back.

use orm::migrate::Folder;
use orm::prelude::*;
use orm::schema::Schema;

use super::place::in_places;

mod first {
    use super::*;

    #[derive(Model)]
    pub struct Author {
        pub id: i64,
        pub name: String,
    }

    #[derive(Model)]
    pub struct Book {
        pub id: i64,
        #[column(index)]
        pub title: String,
        pub isbn: Option<String>,
        pub pages: i32,
        pub author_id: i64,
    }

    pub fn schema() -> Schema {
        schema![Author, Book]
    }
}

mod second {
    use super::*;

    #[derive(Model)]
    pub struct Author {
        pub id: i64,
        #[column(index)]
        pub name: String,
    }

    #[derive(Model)]
    pub struct Book {
        pub id: i64,
        pub title: String,
        #[column(unique)]
        pub isbn: String,
        #[column(check = "pages > 0")]
        pub pages: i32,
        #[column(default_sql = "CURRENT_TIMESTAMP || ''")]
        pub added: String,
        #[foreign_key(Author, related_name = books)]
        pub author_id: i64,
    }

    pub fn schema() -> Schema {
        schema![Author, Book]
    }
}

const ROWS: &str = "
    INSERT INTO author (name) VALUES ('Jane');
    INSERT INTO book (title, isbn, pages, author_id) VALUES ('Emma', '1', 400, 1), ('Persuasion', '2', 300, 1);
";

in_places! {
    async fn every_step_can_be_taken_back(place: &Place) {
        let files = tempfile::tempdir().unwrap();
        let folder = Folder::new(files.path());
        let (db, mut live) = (place.db().await, place.live().await);
        folder.make(&first::schema(), None).unwrap();
        folder.migrations().unwrap().run(&db).await.unwrap();
        live.execute(ROWS).await.unwrap();
        let before = live.catalog().await;

        let draft = folder.draft(&second::schema()).unwrap().unwrap();
        let steps = folder.write_safe(&draft, Some("safe")).unwrap().len();
        assert!(steps > 8, "{steps}");
        let migrations = folder.migrations().unwrap();
        for count in 1..=steps {
            assert_eq!(migrations.up(&db, count, &mut |_| {}).await.unwrap().len(), count);
            assert_eq!(migrations.down(&db, count, &mut |_| {}).await.unwrap().len(), count);
            assert_eq!(live.catalog().await, before, "after {count} steps and back");
        }
        migrations.run(&db).await.unwrap();
        assert_eq!(live.catalog().await, place.created(&second::schema().snapshot()).await);
        let books = "SELECT title || isbn || pages FROM book WHERE added > '2' ORDER BY id";
        assert_eq!(live.texts(books).await, ["Emma1400", "Persuasion2300"]);
        live.close().await;
        db.close().await;
    }
}

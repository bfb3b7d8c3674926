//! Names that something new takes in the migration that renames what had them, and the way back.

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

    pub fn schema() -> Schema {
        schema![Author]
    }
}

mod second {
    use super::*;

    #[derive(Model)]
    #[model(renamed_from = "author")]
    pub struct Writer {
        pub id: i64,
        #[column(renamed_from = "name")]
        pub full_name: String,
        pub name: Option<String>,
    }

    #[derive(Model)]
    pub struct Author {
        pub id: i64,
        pub name: String,
    }

    pub fn schema() -> Schema {
        schema![Writer, Author]
    }
}

in_places! {
    async fn rows_go_there_and_back(place: &Place) {
        let files = tempfile::tempdir().unwrap();
        let folder = Folder::new(files.path());
        let (db, mut live) = (place.db().await, place.live().await);
        folder.make(&first::schema(), None).unwrap();
        folder.migrations().unwrap().run(&db).await.unwrap();
        live.execute("INSERT INTO author (name) VALUES ('Jane'), ('Ann')").await.unwrap();
        let before = live.catalog().await;

        folder.make(&second::schema(), Some("second")).unwrap().unwrap();
        let migrations = folder.migrations().unwrap();
        migrations.run(&db).await.unwrap();
        let writers = "SELECT full_name || coalesce(name, '') FROM writer ORDER BY id";
        assert_eq!(live.texts(writers).await, ["Jane", "Ann"]);
        assert!(live.texts("SELECT name FROM author").await.is_empty());
        assert_eq!(live.catalog().await, place.created(&second::schema().snapshot()).await);
        // What the attributes go on saying renames nothing again.
        assert!(folder.draft(&second::schema()).unwrap().is_none());

        migrations.down(&db, 1, &mut |_| {}).await.unwrap();
        assert_eq!(live.texts("SELECT name FROM author ORDER BY id").await, ["Jane", "Ann"]);
        assert_eq!(live.catalog().await, before);
        live.close().await;
        db.close().await;
    }
}

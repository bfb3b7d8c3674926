//! The code of the design's pages, as it stands there.

use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Author {
    pub id: i64,
    #[column(max_length = 100)]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Book {
    pub id: i64,
    #[column(max_length = 200)]
    pub title: String,
    #[foreign_key(Author, related_name = books, on_delete = cascade)]
    pub author_id: i64,
}

cases! {
    async fn the_first_example(db: Db) {
        schema![Author, Book].create_all(db).await.unwrap();

        let jane = Author::create().name("Jane Austen").save(db).await.unwrap();
        let emma = jane.books().create().title("Emma").save(db).await.unwrap();
        assert_eq!(emma.author().get(db).await.unwrap(), jane);

        let shelf: Vec<(Author, Vec<Book>)> = Author::query()
            .filter(Author::books.any(Book::title.contains("Em")))
            .with(Author::books)
            .order_by(Author::name.asc())
            .all(db)
            .await
            .unwrap();
        assert_eq!(shelf, [(jane, vec![emma])]);
    }

    async fn a_program_is_the_same_in_a_transaction(db: Db) {
        schema![Author, Book].create_all(db).await.unwrap();
        let jane = db
            .transaction(async |tx| {
                let jane = Author::create().name("Jane Austen").save(tx).await?;
                jane.books().create().title("Emma").save(tx).await?;
                tx.transaction(async |inner| {
                    jane.books().create().title("Lost").save(inner).await?;
                    Err::<(), _>(Author::get(99, inner).await.unwrap_err())
                })
                .await
                .unwrap_err();
                Ok(jane)
            })
            .await
            .unwrap();
        assert_eq!(jane.books().count(db).await.unwrap(), 1);
        let failed = db
            .transaction(async |tx| {
                Author::query().unfiltered().delete(tx).await?;
                Author::get(99, tx).await
            })
            .await;
        assert!(matches!(failed, Err(Error::NotFound { .. })));
        assert_eq!(Author::query().count(db).await.unwrap(), 1);
    }
}

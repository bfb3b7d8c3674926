//! Shapes: structs that name what is read.

use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Subject, name = subjects, related_name = books)]
pub struct Book {
    pub id: i64,
    pub title: String,
    pub year: i32,
    #[foreign_key(Author, related_name = books, on_delete = cascade)]
    pub author_id: i64,
    #[foreign_key(Publisher, related_name = books, on_delete = set_null)]
    pub publisher_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Author {
    pub id: i64,
    #[column(unique, max_length = 100)]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Biography {
    pub id: i64,
    pub text: String,
    #[one_to_one(Author, on_delete = cascade)]
    pub author_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Publisher {
    pub id: i64,
    pub name: String,
    pub city: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Subject {
    pub id: i64,
    pub name: String,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Author)]
struct AuthorCard {
    name: String,
    books: Vec<BookLine>,
    #[shape(Author::books.count())]
    book_count: i64,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Book)]
struct BookLine {
    title: String,
    publisher: Option<PublisherLine>,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Publisher)]
struct PublisherLine {
    city: Option<String>,
}

async fn library(db: &Db) -> (Author, Author) {
    schema![Author, Biography, Publisher, Book, Subject]
        .create_all(db)
        .await
        .unwrap();
    let jane = Author::create().name("Jane Austen").save(db).await.unwrap();
    let mary = Author::create()
        .name("Mary Shelley")
        .save(db)
        .await
        .unwrap();
    let murray = Publisher::create()
        .name("John Murray")
        .save(db)
        .await
        .unwrap();
    jane.books()
        .create()
        .title("Emma")
        .year(1815)
        .publisher(&murray)
        .save(db)
        .await
        .unwrap();
    jane.books()
        .create()
        .title("Pride and Prejudice")
        .year(1813)
        .save(db)
        .await
        .unwrap();
    mary.books()
        .create()
        .title("Frankenstein")
        .year(1818)
        .save(db)
        .await
        .unwrap();
    (jane, mary)
}

cases! {
    async fn a_shape_names_columns_relations_and_expressions(db: Db) {
        library(db).await;
        let query = Author::query().order_by(Author::id.asc()).shape::<AuthorCard>();
        let (cards, statements) = db.statements(query.all(db)).await;
        let emma = BookLine { title: "Emma".into(), publisher: Some(PublisherLine { city: None }) };
        let pride = BookLine { title: "Pride and Prejudice".into(), publisher: None };
        let frankenstein = BookLine { title: "Frankenstein".into(), publisher: None };
        assert_eq!(cards.unwrap(), [
            AuthorCard { name: "Jane Austen".into(), books: vec![emma, pride], book_count: 2 },
            AuthorCard { name: "Mary Shelley".into(), books: vec![frankenstein], book_count: 1 },
        ]);
        assert_eq!(statements, 2);
    }
}

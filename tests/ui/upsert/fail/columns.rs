//! What is written are columns of the model.

use orm::prelude::*;

#[derive(Model)]
pub struct Book {
    pub id: i64,
    #[column(unique)]
    pub isbn: String,
    pub title: String,
    #[foreign_key(Author)]
    pub author_id: i64,
}

#[derive(Model)]
pub struct Author {
    pub id: i64,
    pub name: String,
}

async fn columns(books: Vec<Book>, db: &Db) {
    let row = || Book::create().isbn("1").title("Emma").author_id(1);
    let _ = row().on_conflict(Book::isbn).update(Author::name);
    let _ = row().on_conflict(Book::isbn).update((Book::title, Book::author));
    let _ = row().on_conflict(Book::isbn).save(db).await;
    let _ = Book::update_many(&books, "title", db).await;
}

fn main() {
    let _ = columns;
}

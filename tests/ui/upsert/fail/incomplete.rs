//! A row that may be there already, and what finds or creates one, is a whole row.

use orm::prelude::*;

#[derive(Model)]
pub struct Book {
    pub id: i64,
    #[column(unique)]
    pub isbn: String,
    pub title: String,
}

async fn incomplete(db: &Db) {
    let _ = Book::create().isbn("1").on_conflict(Book::isbn).ignore();
    let _ = Book::get_or_create(Book::isbn.eq("1"), Book::create().isbn("1"), db).await;
    let _ = Book::bulk_load(futures::stream::iter([Book::create().isbn("1")])).save(db).await;
}

fn main() {
    let _ = incomplete;
}

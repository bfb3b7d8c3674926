//! What is not unique cannot say that a row is there already.

use orm::prelude::*;

#[derive(Model)]
#[model(unique(shelf, place))]
pub struct Book {
    pub id: i64,
    #[column(unique)]
    pub isbn: String,
    pub title: String,
    pub shelf: String,
    pub place: i32,
}

fn main() {
    let row = || Book::create().isbn("1").title("Emma").shelf("A").place(1);
    let _ = row().on_conflict(Book::title).ignore();
    let _ = row().on_conflict(Book::shelf).ignore();
    let _ = row().on_conflict((Book::place, Book::shelf)).ignore();
    let _ = Book::create_many([row()]).on_conflict((Book::isbn, Book::title)).ignore();
}

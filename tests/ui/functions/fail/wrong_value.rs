//! What a function takes and gives has the expression's type.

use orm::prelude::*;

#[derive(Model)]
struct Book {
    id: i64,
    title: String,
    subtitle: Option<String>,
    year: i32,
}

fn main() {
    let _ = Book::year.cast::<i16>();
    let _ = Book::title.cast::<i64>();
    let _ = Book::year.coalesce("x");
    let _ = case().when(Book::year.gt(1), "a").otherwise(2);
    // NULL where the subtitle is, so that a required column cannot be set to it.
    let _ = Book::filter(Book::id.eq(1)).set(Book::title, Book::subtitle.upper());
    let _ = Book::filter(Book::id.eq(1)).set(Book::year, Book::year / 2);
    // A case without an end is no expression.
    let _ = Book::query().select(case().when(Book::year.gt(1), "a"));
}

//! A function of one kind of value is none of another.

use orm::prelude::*;

#[derive(Model)]
struct Book {
    id: i64,
    title: String,
    subtitle: Option<String>,
    year: i32,
}

fn main() {
    let _ = Book::year.lower();
    let _ = Book::title.abs();
    let _ = Book::year.round(0);
    let _ = Book::title.year();
    let _ = Book::title.hour();
    let _ = Book::title.path(["a"]);
    let _ = Book::title.has("a");
    let _ = Book::title + Interval::days(1);
    let _ = Book::year.lt(now());
}

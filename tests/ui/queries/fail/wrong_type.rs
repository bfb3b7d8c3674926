use orm::prelude::*;

#[derive(Model)]
struct Book {
    id: i64,
    title: String,
    pages: Option<i32>,
}

fn queries() {
    let _ = Book::title.eq(1);
    let _ = Book::pages.eq("1");
    let _ = Book::pages.eq(None);
    let _ = Book::pages.contains("1");
    let _ = Book::id.is_in(["1"]);
    let _ = Book::id.is_in(1);
}

fn main() {}

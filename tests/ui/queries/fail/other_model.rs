use orm::prelude::*;

#[derive(Model)]
struct Author {
    id: i64,
    name: String,
}

#[derive(Model)]
struct Book {
    id: i64,
    title: String,
    #[foreign_key(Author, related_name = books)]
    author_id: i64,
}

fn queries() {
    let _ = Book::filter(Author::name.eq("Jane"));
    let _ = Book::filter(Book::author.has(Book::title.eq("Emma")));
    let _ = Book::query().order_by(Author::name.asc());
    let _ = Book::query().order_by(Book::title);
    let _ = Book::filter(Book::title);
    let _ = Book::title.eq(Author::name);
}

fn main() {}

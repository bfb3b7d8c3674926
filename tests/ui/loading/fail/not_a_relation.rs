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
    let _ = Book::query().with(Book::title);
    let _ = Book::query().with(Author::books);
    let _ = Author::query().with(Author::books.with(Author::books));
    let _ = Author::query().with(Author::books.through());
    let _ = Author::query().with(Author::books.filter(Author::name.eq("Jane")));
}

fn main() {}

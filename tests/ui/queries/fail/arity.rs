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

fn queries(author: &Author) {
    let _ = Author::books.then(Book::title);
    let _ = Author::books.has(Book::title.eq("Emma"));
    let _ = Book::author.any(Author::name.eq("Jane"));
    let _ = Book::author.count();
    let _ = Book::author.then(Book::title);
    let _ = author.books().link(author);
}

fn main() {}

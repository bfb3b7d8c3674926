use orm::prelude::*;

#[derive(Model)]
struct Author {
    id: Id<Author>,
}

#[derive(Model)]
struct Book {
    id: Id<Book>,
    title: String,
    #[foreign_key(Author, related_name = books)]
    author_id: Id<Author>,
}

fn rows(book: &Book) {
    let _ = Book::create().title(1);
    let _ = Book::create().title(None);
    let _ = Book::create().author_id(book.id);
    let _ = Book::create().author(book);
    let _ = Book::create().id(book.id);
    let _ = book.set(Book::title, 1);
    let _ = book.set(Book::author_id, book.id);
}

fn main() {}

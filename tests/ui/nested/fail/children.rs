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
    #[foreign_key(Author, name = editor, related_name = edited)]
    editor_id: Option<i64>,
}

#[derive(Model)]
struct Review {
    id: i64,
    text: String,
    #[foreign_key(Book, related_name = reviews)]
    book_id: i64,
}

fn rows(jane: &Author, row: &Book) {
    let author = || Author::create().name("Jane");
    let emma = || Book::create().title("Emma");

    // A required column is missing, at each level.
    let _ = author().with(Author::books, [Book::create()]);
    let _ = author().with(Author::books, [emma().with(Book::reviews, [Review::create()])]);
    let _ = author().with(Author::edited, [emma()]);

    // The parent is the author.
    let _ = author().with(Author::books, [emma().author(jane)]);
    let _ = author().with(Author::books, [emma().author_id(1)]);

    // These are no books.
    let _ = author().with(Author::books, [Review::create().text("Good")]);
    let _ = author().with(Author::books, [jane]);
    let _ = author().with(Author::books, [link(row)]);
    let _ = author().with(Author::books, emma());

    // These are no relations of an author to rows that can be made with it.
    let _ = author().with(Author::name, [emma()]);
    let _ = author().with(Book::reviews, [Review::create().text("Good")]);
    let _ = emma().with(Book::author, [author()]);
}

fn main() {}

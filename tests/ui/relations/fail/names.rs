use orm::prelude::*;

#[derive(Model)]
struct Author {
    id: i64,
}

#[derive(Model)]
#[many_to_many(Author, name = title)]
#[many_to_many(Book, name = sequels, related_name = sequels)]
struct Book {
    id: i64,
    title: String,
    #[foreign_key(Author, name = author)]
    author: i64,
    #[foreign_key(Author)]
    editor_id: i64,
    #[foreign_key(Author)]
    printer_id: i64,
    #[foreign_key(Author, related_name = drawn)]
    artist_id: i64,
    #[foreign_key(Author, related_name = drawn)]
    painter_id: i64,
}

fn main() {}

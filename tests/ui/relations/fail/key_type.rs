use orm::prelude::*;

#[derive(Model)]
struct Author {
    id: Id<Author>,
}

#[derive(Model)]
struct Book {
    id: i64,
    #[foreign_key(Author)]
    author_id: i64,
    #[foreign_key(Author, related_name = edited)]
    editor_id: Option<Id<Book>>,
}

#[derive(Model)]
struct Line {
    #[primary_key]
    order_id: i64,
    #[primary_key]
    number: i32,
}

#[derive(Model)]
#[foreign_key(Line, columns(order_id, number), name = line)]
struct Parcel {
    id: i64,
    order_id: i64,
    number: i64,
    #[foreign_key(Line, related_name = none)]
    other_id: i64,
}

fn main() {}

use orm::prelude::*;

#[derive(Model)]
struct Author {
    id: i64,
    books: i64,
}

#[derive(Model)]
struct Book {
    id: i64,
    #[foreign_key(Author, related_name = books)]
    author_id: i64,
}

#[derive(Model)]
struct Poem {
    id: i64,
    #[foreign_key(Author)]
    author_id: i64,
}

impl Author {
    fn poem_set(&self) {}
}

fn main() {}

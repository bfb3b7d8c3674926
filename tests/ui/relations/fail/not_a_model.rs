use orm::prelude::*;

struct Author;

#[derive(Model)]
struct Book {
    id: i64,
    #[foreign_key(Author)]
    author_id: i64,
    #[foreign_key(Publisher)]
    publisher_id: i64,
}

fn main() {}

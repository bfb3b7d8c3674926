use orm::prelude::*;

#[derive(Model)]
struct Author {
    id: i64,
}

#[derive(Model)]
#[foreign_key(Author)]
#[foreign_key(Author, columns(author_id, autor_id))]
#[many_to_many(Author)]
#[one_to_one]
struct Book {
    id: i64,
    #[foreign_key]
    first_id: i64,
    #[foreign_key(on_delete = cascade)]
    second_id: i64,
    #[foreign_key(Author, on_delete = casade, on_update = nothing, related = books)]
    author_id: i64,
    #[foreign_key(Author)]
    writer: i64,
    #[foreign_key(Author, columns(id), related_name = "x", index)]
    third_id: i64,
    #[foreign_key(Author, related_name = a)]
    #[one_to_one(Author, related_name = b)]
    fourth_id: i64,
}

fn main() {}

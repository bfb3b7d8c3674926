use orm::prelude::*;

#[derive(Model)]
struct Author {
    id: i64,
    name: String,
    #[column(unique)]
    slug: String,
}

#[derive(Model)]
struct Book {
    id: i64,
    #[foreign_key(Author, references = name)]
    author_id: String,
    #[foreign_key(Author, references = slug, related_name = none)]
    editor_id: i64,
    #[foreign_key(Author, references = slugg, related_name = none)]
    printer_id: String,
}

fn main() {}

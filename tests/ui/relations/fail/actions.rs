use orm::prelude::*;

#[derive(Model)]
struct Author {
    id: i64,
}

#[derive(Model)]
struct Book {
    id: i64,
    #[foreign_key(Author, on_delete = set_null)]
    author_id: i64,
    #[foreign_key(Author, related_name = edited, on_update = set_default)]
    editor_id: i64,
}

fn main() {
    let _ = Book::query();
}

use orm::prelude::*;

#[derive(Model)]
struct Author {
    id: i64,
}

#[derive(Model)]
struct Book {
    id: i64,
    #[foreign_key(Author, related_name = books, on_delete = cascade)]
    author_id: i64,
}

async fn writes(db: &Db, jane: &Author, emma: &Book) -> orm::Result<()> {
    jane.books().remove([emma], db).await
}

fn main() {}

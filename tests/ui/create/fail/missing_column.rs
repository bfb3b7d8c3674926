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
}

async fn rows(db: &Db, jane: &Author) -> orm::Result<()> {
    Author::create().save(db).await?;
    Book::create().title("Emma").save(db).await?;
    jane.books().create().save(db).await?;
    Book::create_many([Book::create().title("Emma")]).save(db).await?;
    Ok(())
}

fn main() {}

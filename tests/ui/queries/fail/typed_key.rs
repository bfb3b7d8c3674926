use orm::prelude::*;

#[derive(Model)]
struct Author {
    id: Id<Author>,
}

#[derive(Model)]
struct Book {
    id: Id<Book>,
}

async fn reads(db: &Db, jane: &Author) -> orm::Result<()> {
    Book::get(jane.id, db).await?;
    let _ = Book::by_key(jane.id);
    let _ = Book::by_key(1);
    let _ = Book::id.eq(jane.id);
    Ok(())
}

fn main() {}

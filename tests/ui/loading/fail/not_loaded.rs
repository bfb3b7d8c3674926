use orm::prelude::*;

#[derive(Model)]
struct Author {
    id: i64,
    name: String,
}

#[derive(Model)]
struct Book {
    id: i64,
    #[foreign_key(Author, related_name = books)]
    author_id: i64,
}

async fn reads(db: &Db) -> orm::Result<()> {
    let book = Book::query().get(db).await?;
    let _ = book.author.name;
    let _ = book.author().name;
    let _: (Book, Author) = Book::query().get(db).await?;
    let _: Vec<(Author, Vec<Book>)> = Author::query().all(db).await?;
    Ok(())
}

fn main() {}

use orm::prelude::*;

#[derive(Model)]
struct Author {
    id: i64,
}

#[derive(Model)]
struct Book {
    id: i64,
    #[foreign_key(Author, related_name = books)]
    author_id: i64,
}

async fn calls(db: Db, book: Book, author: Author) -> orm::Result<()> {
    Book::query().with_deleted();
    Author::query().with(Author::books.with_deleted());
    author.books().with_deleted();
    book.hard_delete(&db).await?;
    Book::filter(Book::id.eq(1)).hard_delete(&db).await?;
    Ok(())
}

fn main() {}

use orm::prelude::*;

#[derive(Model)]
struct Book {
    id: i64,
    stock: i64,
}

async fn writes(db: &Db) -> orm::Result<()> {
    Book::query().delete(db).await?;
    Book::query().set(Book::stock, 0).update(db).await?;
    Book::filter(Book::stock.eq(0)).limit(1).delete(db).await?;
    Ok(())
}

fn main() {}

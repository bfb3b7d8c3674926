//! What happens to a row that is there already is said before it is saved.

use orm::prelude::*;

#[derive(Model)]
pub struct Book {
    pub id: i64,
    #[column(unique)]
    pub isbn: String,
}

async fn unresolved(db: &Db) {
    let row = || Book::create().isbn("1");
    let _ = row().on_conflict(Book::isbn).save(db).await;
    let _ = Book::create_many([row()]).on_conflict(Book::isbn).save(db).await;
}

fn main() {
    let _ = unresolved;
}

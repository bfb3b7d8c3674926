use chrono::{DateTime, Utc};
use orm::prelude::*;

#[derive(Model)]
#[model(soft_delete = deleted_at)]
struct Book {
    id: i64,
    deleted_at: Option<DateTime<Utc>>,
}

async fn calls(db: Db) -> orm::Result<()> {
    Book::query().hard_delete(&db).await?;
    Book::query().with_deleted().delete(&db).await?;
    Ok(())
}

fn main() {}

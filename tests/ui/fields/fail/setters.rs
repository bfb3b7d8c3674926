use orm::prelude::*;

#[derive(Model)]
struct Line {
    id: i64,
    price: i64,
    #[column(generated = "price * 2")]
    double: i64,
    #[column(version)]
    version: i64,
}

async fn set(db: Db) -> orm::Result<()> {
    Line::create().price(1).double(2).save(&db).await?;
    Line::create().price(1).version(2).save(&db).await?;
    Ok(())
}

fn main() {}

use orm::prelude::*;

#[derive(Model)]
#[model(soft_delete = deleted_at)]
struct Chrono {
    id: i64,
    deleted_at: Option<chrono::DateTime<chrono::Utc>>,
}

#[derive(Model)]
#[model(soft_delete = r#final)]
struct Naive {
    id: i64,
    r#final: Option<chrono::NaiveDateTime>,
}

#[derive(Model)]
#[model(soft_delete = deleted_at)]
struct Time {
    #[primary_key]
    code: String,
    #[foreign_key(Primitive, references = code, related_name = times)]
    primitive_id: std::option::Option<String>,
    deleted_at: core::option::Option<time::OffsetDateTime>,
}

#[derive(Model)]
#[model(soft_delete = deleted_at)]
struct Primitive {
    #[primary_key]
    code: String,
    #[column(name = "gone")]
    deleted_at: Option<time::PrimitiveDateTime>,
}

async fn purge<M: orm::model::SoftDelete>(db: &Db) -> orm::Result<u64> {
    M::query().with_deleted().unfiltered().hard_delete(db).await
}

async fn calls(db: Db) -> orm::Result<()> {
    purge::<Chrono>(&db).await?;
    purge::<Naive>(&db).await?;
    Primitive::query().with(Primitive::times.with_deleted()).all(&db).await?;
    Ok(())
}

fn main() {
    let _ = calls;
}

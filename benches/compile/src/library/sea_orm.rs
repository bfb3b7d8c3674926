//! `sea-orm`, in the dense format of version 2.

use super::Source;

pub(super) const SOURCE: Source = Source {
    dependencies: r#"sea-orm = { version = "2", default-features = false, features = ["macros", "runtime-tokio", "sqlite-use-returning-for-3_35", "sqlx-postgres", "sqlx-sqlite"] }"#,
    prelude: "#![recursion_limit = \"1024\"]\nuse sea_orm::prelude::*;\nuse sea_orm::{QueryOrder, QuerySelect};",
    model: r#"use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "model{n}")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub title: String,
    pub year: i32,
    pub price: f64,
    pub parent_id: i64,
    #[sea_orm(belongs_to, from = "parent_id", to = "id")]
    pub parent: BelongsTo<crate::model{parent}::Entity>,
    #[sea_orm(has_many)]
    pub children: HasMany<crate::model{child}::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
"#,
    queries: [
        r"async fn query{q}(db: &mut DatabaseConnection) -> Result<Option<model{n}::Model>, DbErr> {
    model{n}::Entity::find_by_id({q}).one(db).await
}",
        r#"async fn query{q}(db: &mut DatabaseConnection) -> Result<Vec<model{n}::Model>, DbErr> {
    use model{n}::{Column, Entity};
    let rows = Entity::find().filter(Column::Year.gt({q})).filter(Column::Title.contains("x"));
    rows.order_by_desc(Column::Price).order_by_asc(Column::Id).limit(10).all(db).await
}"#,
        r"async fn query{q}(db: &mut DatabaseConnection) -> Result<Vec<model{n}::ModelEx>, DbErr> {
    use model{n}::{Column, Entity};
    Entity::load().filter(Column::Year.gt({q})).with(model{parent}::Entity).all(db).await
}",
        r"async fn query{q}(db: &mut DatabaseConnection) -> Result<Vec<model{n}::ModelEx>, DbErr> {
    use model{n}::{Column, Entity};
    Entity::load().filter(Column::Year.gt({q})).with(model{child}::Entity).all(db).await
}",
    ],
    open: r#"        let mut db = sea_orm::Database::connect("sqlite::memory:").await.unwrap();
"#,
    wait: ".await.unwrap()",
};

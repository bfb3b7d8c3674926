//! `orm`.

use super::Source;

pub(super) const SOURCE: Source = Source {
    dependencies: r#"orm = { path = "{orm}" }"#,
    prelude: "use orm::prelude::*;",
    model: r"use orm::prelude::*;
use crate::model{parent}::Model{parent};

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Model{n} {
    pub id: i64,
    pub title: String,
    pub year: i32,
    pub price: f64,
    #[foreign_key(Model{parent}, name = parent, related_name = children)]
    pub parent_id: i64,
}
",
    queries: [
        r"async fn query{q}(db: &mut Db) -> orm::Result<all::Model{n}> {
    all::Model{n}::get({q}, db).await
}",
        r#"async fn query{q}(db: &mut Db) -> orm::Result<Vec<all::Model{n}>> {
    use all::Model{n} as M;
    M::filter(M::year.gt({q}) & M::title.contains("x")).order_by((M::price.desc(), M::id.asc())).limit(10).all(db).await
}"#,
        r"async fn query{q}(db: &mut Db) -> orm::Result<Vec<(all::Model{n}, all::Model{parent})>> {
    use all::Model{n} as M;
    M::filter(M::year.gt({q})).with(M::parent).all(db).await
}",
        r"async fn query{q}(db: &mut Db) -> orm::Result<Vec<(all::Model{n}, Vec<all::Model{child}>)>> {
    use all::Model{n} as M;
    M::filter(M::year.gt({q})).with(M::children).all(db).await
}",
    ],
    open: r#"        let mut db = Db::connect("sqlite::memory:").await.unwrap();
"#,
    wait: ".await.unwrap()",
};

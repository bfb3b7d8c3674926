//! `toasty`.

use super::Source;

pub(super) const SOURCE: Source = Source {
    dependencies: r#"toasty = { version = "0.11", features = ["postgresql", "sqlite"] }"#,
    prelude: "#![recursion_limit = \"4096\"]",
    model: r"use toasty::Deferred;
use crate::model{parent}::Model{parent};
use crate::model{child}::Model{child};

#[derive(Debug, toasty::Model)]
pub struct Model{n} {
    #[key]
    #[auto]
    pub id: i64,
    pub title: String,
    pub year: i32,
    pub price: f64,
    #[index]
    pub parent_id: i64,
    #[belongs_to(key = parent_id, references = id)]
    pub parent: Deferred<Model{parent}>,
    #[has_many(pair = parent)]
    pub children: Deferred<Vec<Model{child}>>,
}
",
    queries: [
        r"async fn query{q}(db: &mut toasty::Db) -> toasty::Result<all::Model{n}> {
    all::Model{n}::get_by_id(db, {q}).await
}",
        r#"async fn query{q}(db: &mut toasty::Db) -> toasty::Result<Vec<all::Model{n}>> {
    use all::Model{n} as M;
    let rows = M::filter(M::fields().year().gt({q}).and(M::fields().title().like("%x%")));
    rows.order_by((M::fields().price().desc(), M::fields().id().asc())).limit(10).exec(db).await
}"#,
        r"async fn query{q}(db: &mut toasty::Db) -> toasty::Result<Vec<all::Model{n}>> {
    use all::Model{n} as M;
    M::filter(M::fields().year().gt({q})).include(M::fields().parent()).exec(db).await
}",
        r"async fn query{q}(db: &mut toasty::Db) -> toasty::Result<Vec<all::Model{n}>> {
    use all::Model{n} as M;
    M::filter(M::fields().year().gt({q})).include(M::fields().children()).exec(db).await
}",
    ],
    open: r#"        let mut db = toasty::Db::builder().models(toasty::models!(crate::*)).connect("sqlite::memory:").await.unwrap();
"#,
    wait: ".await.unwrap()",
};

//! `diesel`.

use super::Source;

pub(super) const SOURCE: Source = Source {
    dependencies: r#"diesel = { version = "2.3", features = ["postgres", "r2d2", "returning_clauses_for_sqlite_3_35", "sqlite"] }"#,
    prelude: "use diesel::prelude::*;",
    model: r"use diesel::prelude::*;
use crate::model{parent}::{Model{parent}, model{parent}};

diesel::table! {
    model{n} (id) {
        id -> BigInt,
        title -> Text,
        year -> Integer,
        price -> Double,
        parent_id -> BigInt,
    }
}

diesel::joinable!(model{n} -> model{parent} (parent_id));

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Identifiable, Associations, Insertable, AsChangeset)]
#[diesel(table_name = model{n}, belongs_to(Model{parent}, foreign_key = parent_id))]
pub struct Model{n} {
    pub id: i64,
    pub title: String,
    pub year: i32,
    pub price: f64,
    pub parent_id: i64,
}
",
    queries: [
        r"fn query{q}(db: &mut SqliteConnection) -> QueryResult<all::Model{n}> {
    use all::{Model{n} as M, model{n} as m};
    m::table.find({q}).select(M::as_select()).first(db)
}",
        r#"fn query{q}(db: &mut SqliteConnection) -> QueryResult<Vec<all::Model{n}>> {
    use all::{Model{n} as M, model{n} as m};
    let rows = m::table.filter(m::year.gt({q}).and(m::title.like("%x%"))).order((m::price.desc(), m::id.asc()));
    rows.limit(10).select(M::as_select()).load(db)
}"#,
        r"fn query{q}(db: &mut SqliteConnection) -> QueryResult<Vec<(all::Model{n}, all::Model{parent})>> {
    use all::{Model{n} as M, Model{parent} as P, model{n} as m, model{parent} as p};
    m::table.inner_join(p::table).filter(m::year.gt({q})).select((M::as_select(), P::as_select())).load(db)
}",
        r"fn query{q}(db: &mut SqliteConnection) -> QueryResult<Vec<(all::Model{n}, Vec<all::Model{child}>)>> {
    use all::{Model{child} as C, Model{n} as M, model{n} as m};
    let rows = m::table.filter(m::year.gt({q})).select(M::as_select()).load(db)?;
    let children = C::belonging_to(&rows).select(C::as_select()).load(db)?.grouped_by(&rows);
    Ok(rows.into_iter().zip(children).collect())
}",
    ],
    open: r#"        let mut db = SqliteConnection::establish(":memory:").unwrap();
"#,
    wait: ".unwrap()",
};

/// What `diesel print-schema` writes of tables that refer to each other.
pub(super) fn of_all_models(models: usize) -> String {
    let tables: Vec<String> = (0..models).map(|model| format!("model{model}")).collect();
    let uses: Vec<String> = tables
        .iter()
        .map(|table| format!("use crate::{table}::{table};"))
        .collect();
    match models {
        0 => String::new(),
        _ => format!(
            "mod together {{\n{}\ndiesel::allow_tables_to_appear_in_same_query!({});\n}}",
            uses.join("\n"),
            tables.join(", ")
        ),
    }
}

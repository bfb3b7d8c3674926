#![cfg(feature = "json")]

use orm::prelude::*;
use orm::query::JsonStep;
use serde_json::{Value as Any, json};

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Article {
    pub id: i64,
    pub meta: Any,
    pub more: Option<Json<Vec<i64>>>,
}

/// Keys that would mean something in a path, or in SQL.
const KEYS: &[&str] = &[
    "a",
    "a.b",
    "a\"b",
    "\"",
    "\\",
    "\\\"",
    "$",
    "$.a",
    "[0]",
    "0",
    "-1",
    "#",
    "a'b",
    "'); DROP TABLE article; --",
    "",
    " ",
    "ä",
    "🦀",
    "\n",
    "\u{1}",
    "\\u0041",
    "A",
    "{a}",
    "a,b",
    "%",
    "?",
    "$1",
    "\u{7f}",
    "/",
    "*",
    "@",
];

/// What stands at the end of the steps.
fn at<'v>(value: &'v Any, steps: &[JsonStep]) -> Option<&'v Any> {
    steps.iter().try_fold(value, |value, step| match step {
        JsonStep::Key(key) => value.as_object()?.get(key),
        JsonStep::Position(position) => value.as_array()?.get(*position as usize),
    })
}

async fn check(db: &Db, steps: &[JsonStep]) {
    let rows = Article::query()
        .order_by(Article::id.asc())
        .all(db)
        .await
        .unwrap();
    let path = || Article::meta.path(steps.to_vec());
    let query = Article::query().order_by(Article::id.asc());
    let query = query.select((
        path().as_text(),
        path().as_i64(),
        path().as_f64(),
        path().as_bool(),
        path().exists(),
    ));
    let got = query.all(db).await.unwrap_or_else(|error| {
        panic!(
            "{steps:?}: {error:?} {:?}",
            std::error::Error::source(&error)
        )
    });
    for (row, got) in rows.iter().zip(got) {
        let value = at(&row.meta, steps);
        let expected = (
            value.and_then(Any::as_str).map(str::to_owned),
            value.and_then(Any::as_i64),
            value.and_then(Any::as_f64),
            value.and_then(Any::as_bool),
            value.is_some(),
        );
        assert_eq!(got, expected, "{steps:?} of {}", row.meta);
    }
}

cases! {
    async fn a_path_leads_to_one_place(db: Db) {
        schema![Article].create_all(db).await.unwrap();
        let mut keys = serde_json::Map::new();
        for (position, key) in KEYS.iter().enumerate() {
            keys.insert((*key).to_owned(), json!({"a": position, "b": [key, null, 0.5]}));
        }
        let documents = [
            Any::Object(keys),
            json!([["x", 1], {"0": "zero", "-1": "minus"}, [true, false, null, 2.0, -7, u64::MAX, i64::MIN, "12", 1.5e-7]]),
            json!("text"), json!(3), json!(null), json!(true), json!({}), json!([]), json!({"a": {"0": 1}, "b": ["c"]}),
        ];
        for document in &documents {
            Article::create().meta(document).save(db).await.unwrap();
        }
        check(db, &[]).await;
        for key in KEYS {
            check(db, &[JsonStep::from(*key)]).await;
            check(db, &[JsonStep::from(*key), JsonStep::from("a")]).await;
            check(db, &[JsonStep::from(*key), JsonStep::from("b"), JsonStep::from(0)]).await;
            check(db, &[JsonStep::from(1), JsonStep::from(*key)]).await;
        }
        for position in 0..10 {
            check(db, &[JsonStep::from(position)]).await;
            check(db, &[JsonStep::from(2), JsonStep::from(position)]).await;
        }
        check(db, &[JsonStep::from(u32::MAX)]).await;
    }

    async fn a_document_is_filtered_by(db: Db) {
        schema![Article].create_all(db).await.unwrap();
        let by = |name: &str, words: i64| json!({"by": {"name": name}, "words": words, "tags": [name]});
        for (name, words) in [("Ann", 10), ("Bob", 200)] {
            Article::create().meta(by(name, words)).save(db).await.unwrap();
        }
        Article::create().meta(json!(null)).more(Json(vec![5, 6])).save(db).await.unwrap();
        let ids = async |condition: Expr<Article, bool>| -> Vec<i64> {
            let query = Article::filter(condition).order_by(Article::id.asc());
            query.select(Article::id).all(db).await.unwrap()
        };
        assert_eq!(ids(Article::meta.path(["by", "name"]).as_text().eq("Ann")).await, [1]);
        assert_eq!(ids(Article::meta.path(("tags", 0)).as_text().is_in(["Bob", "Cid"])).await, [2]);
        assert_eq!(ids(Article::meta.path(["words"]).as_i64().gt(5)).await, [1, 2]);
        assert_eq!(ids(Article::meta.path(["words"]).exists()).await, [1, 2]);
        assert_eq!(ids(!Article::meta.path(["words"]).exists()).await, [3]);
        assert_eq!(ids(Article::more.path([0]).as_i64().eq(5)).await, [3]);
        assert_eq!(ids(Article::more.path([0]).as_i64().is_null()).await, [1, 2]);
        assert_eq!(ids(Article::more.path([JsonStep::from(0)]).exists()).await, [3]);
        let text = "' OR true --";
        assert_eq!(ids(Article::meta.path([text]).as_text().eq(text)).await, [0; 0]);
    }

    async fn a_key_with_nul_is_refused(db: Db) {
        schema![Article].create_all(db).await.unwrap();
        let refused = Article::filter(Article::meta.path(["a\0b"]).exists()).all(db).await;
        assert!(matches!(refused, Err(Error::InvalidValue { .. })), "{refused:?}");
    }
}

#[test]
fn keys_are_bound() {
    for dialect in [Dialect::Postgres, Dialect::Sqlite] {
        let sql =
            |key: &str| Article::filter(Article::meta.path([key]).as_text().eq("x")).sql(dialect);
        assert_eq!(sql("a"), sql("\"'); DROP TABLE article; --"));
    }
}

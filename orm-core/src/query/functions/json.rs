use std::marker::PhantomData;

use super::super::expression::{Base, Expr, Expression};
use super::super::syntax::{Function, JsonKind};
use super::Arguments;
use crate::types::{ColumnType, Datum, Document, SqlType};

/// Paths into JSON documents.
///
/// Each step is bound, never written into the text: it means one key or one position, whatever characters it has. What is
/// read is typed, and nothing is converted: `as_text()` of a number is `None`, as is what is not there, JSON's `null` and
/// whatever stands in a document that is `NULL`.
///
/// | | Postgres | SQLite |
/// |---|---|---|
/// | the path, as one bound text | `strict $."by"[0]` | `$."by"[0]` |
/// | what stands there | `jsonb_path_query_first("meta", $1::jsonpath, '{}', true)` | `json_extract("meta", ?)` |
/// | what kind of value it is | `jsonb_typeof(…)` | `json_type("meta", ?)` |
///
/// Of a key that stands twice in a document Postgres keeps the last value, SQLite finds the first.
///
/// ```
/// use orm::prelude::*;
/// use serde_json::json;
///
/// #[derive(Model)]
/// struct Article {
///     id: i64,
///     meta: serde_json::Value,
/// }
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # schema![Article].create_all(&db).await?;
/// let meta = json!({"tags": ["sql", "rust"], "by": {"name": "Ann"}, "words": 1200});
/// Article::create().meta(&meta).save(&db).await?;
/// let meta = || Article::meta;
/// let values = Article::filter(meta().path(["by", "name"]).as_text().eq("Ann")).select((
///     meta().path(("tags", 1)).as_text(),
///     meta().path(["words"]).as_i64(),
///     meta().path(["isbn"]).exists(),
/// ));
/// assert_eq!(values.get(&db).await?, (Some("rust".to_owned()), Some(1200), false));
/// # Ok(()) }
/// ```
pub trait JsonFunctions: Expression {
    /// The place at the end of these steps: an array or a `Vec` of keys, or a tuple of keys and positions, the first
    /// being 0.
    fn path(self, steps: impl IntoPath) -> JsonPath<Self::Model>
    where
        Base<Self>: Document,
    {
        let mut arguments = Arguments::of(self);
        for step in steps.into_path() {
            arguments = match step {
                JsonStep::Key(key) => arguments.and_value(Datum::Text(key), SqlType::Text),
                JsonStep::Position(position) => arguments.and_value(
                    Datum::Int32(i32::try_from(position).unwrap_or(i32::MAX)),
                    SqlType::Int32,
                ),
            };
        }
        JsonPath {
            arguments,
            model: PhantomData,
        }
    }
}

impl<E: Expression> JsonFunctions for E {}

/// A place in a JSON document.
#[must_use = "a place in a document is no expression until `.as_text()` or one of its siblings says what is there"]
pub struct JsonPath<M> {
    arguments: Arguments,
    model: PhantomData<fn() -> M>,
}

impl<M> JsonPath<M> {
    /// The text that stands there.
    pub fn as_text(self) -> Expr<M, Option<String>> {
        self.read(JsonKind::Text)
    }

    /// The integer that stands there, if an `i64` has room for it. A number with a point is none, though it be `1.0`.
    pub fn as_i64(self) -> Expr<M, Option<i64>> {
        self.read(JsonKind::Integer)
    }

    /// The number that stands there.
    pub fn as_f64(self) -> Expr<M, Option<f64>> {
        self.read(JsonKind::Number)
    }

    /// The boolean that stands there.
    pub fn as_bool(self) -> Expr<M, Option<bool>> {
        self.read(JsonKind::Bool)
    }

    /// Whether something stands there, be it `null`.
    pub fn exists(self) -> Expr<M, bool> {
        self.read(JsonKind::Exists)
    }

    fn read<T: ColumnType>(self, kind: JsonKind) -> Expr<M, T> {
        self.arguments.call(Function::Json(kind))
    }
}

/// One step into a JSON document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum JsonStep {
    /// A key of an object.
    Key(String),
    /// A position in an array, the first being 0.
    Position(u32),
}

impl From<&str> for JsonStep {
    fn from(key: &str) -> Self {
        JsonStep::Key(key.to_owned())
    }
}

impl From<String> for JsonStep {
    fn from(key: String) -> Self {
        JsonStep::Key(key)
    }
}

impl From<&String> for JsonStep {
    fn from(key: &String) -> Self {
        JsonStep::Key(key.clone())
    }
}

impl From<u32> for JsonStep {
    fn from(position: u32) -> Self {
        JsonStep::Position(position)
    }
}

/// The steps of a [`path`](JsonFunctions::path).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no path into a JSON document",
    label = "expected an array or a `Vec` of keys such as `[\"a\", \"b\"]`, or a tuple of keys and positions such as `(\"a\", 0)`"
)]
pub trait IntoPath {
    /// The steps, from the document's root.
    #[doc(hidden)]
    fn into_path(self) -> Vec<JsonStep>;
}

impl<S: Into<JsonStep>, const N: usize> IntoPath for [S; N] {
    fn into_path(self) -> Vec<JsonStep> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<S: Into<JsonStep>> IntoPath for Vec<S> {
    fn into_path(self) -> Vec<JsonStep> {
        self.into_iter().map(Into::into).collect()
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+))*) => {$(
        impl<$($name: Into<JsonStep>),+> IntoPath for ($($name,)+) {
            fn into_path(self) -> Vec<JsonStep> {
                vec![$(self.$index.into()),+]
            }
        }
    )*};
}

tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
}

#![doc = include_str!("../README.md")]

pub use orm_core::db::{
    self, Db, DbBuilder, Executor, Isolation, Locking, PoolerMode, Transaction, TransactionOptions,
    Tx,
};
pub use orm_core::load::Shape;
#[cfg(feature = "json")]
pub use orm_core::types::Json;
pub use orm_core::types::{Id, Value};
pub use orm_core::{
    Dialect, Error, Model, Result, create, dialect, error, load, model, query, relation, schema,
    types,
};
/// ```
/// use orm::prelude::*;
///
/// #[derive(Model, Debug, PartialEq)]
/// #[model(table = "articles", unique(author_id, slug))]
/// #[many_to_many(Tag, name = tags, related_name = articles)]
/// struct Article {
///     id: Id<Article>,
///     #[column(max_length = 80)]
///     slug: String,
///     #[column(default = 0, check = "views >= 0")]
///     views: i64,
///     subtitle: Option<String>,
///     #[foreign_key(Writer, related_name = articles, on_delete = cascade)]
///     author_id: i64,
/// }
///
/// #[derive(Model, Debug, PartialEq)]
/// struct Writer {
///     id: i64,
///     name: String,
/// }
///
/// #[derive(Model)]
/// struct Tag {
///     #[primary_key]
///     label: String,
/// }
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// let db = Db::connect("sqlite::memory:").await?;
/// schema![Article, Writer, Tag].create_all(&db).await?;
/// let ann = Writer::create().name("Ann").save(&db).await?;
/// let article = Article::create().slug("hello").author(&ann).save(&db).await?;
/// assert_eq!((article.views, &article.subtitle), (0, &None));
/// assert_eq!(article.author().get(&db).await?, ann);
/// # Ok(()) }
/// ```
pub use orm_derive::Model;
pub use orm_derive::Shape;
/// ```
/// use orm::prelude::*;
///
/// #[derive(Value, Clone, Debug, PartialEq)]
/// struct Isbn(String);
///
/// #[derive(Value, Clone, Debug, PartialEq)]
/// enum State {
///     OnShelf,
///     #[value(rename = "out")]
///     OnLoan,
/// }
///
/// #[derive(Model)]
/// struct Copy {
///     #[primary_key]
///     isbn: Isbn,
///     state: State,
/// }
///
/// let sql = Copy::create_table_sql(Dialect::Postgres);
/// assert!(sql.contains(r#"CHECK ("state" IN ('on_shelf', 'out'))"#));
/// ```
pub use orm_derive::Value;

#[doc(hidden)]
pub use orm_core::__private;

/// What most programs use: `use orm::prelude::*;`.
///
/// `Result` is not in it, so that it does not stand in for the standard library's; write `orm::Result`.
pub mod prelude {
    #[cfg(feature = "json")]
    pub use crate::Json;
    pub use crate::create::link;
    pub use crate::query::{
        CastFunctions, ChoiceFunctions, DateFunctions, JsonFunctions, ListFunctions,
        NumberFunctions, TextFunctions, WindowFunctions,
    };
    pub use crate::query::{
        Column, Condition, Cursor, Expr, Expression, Interval, NumberedPage, Page, Query, Unit,
    };
    pub use crate::query::{Sql, raw, sql_expr};
    pub use crate::query::{all_of, any_of, case, count, excluded, exists, now, outer, scalar};
    pub use crate::query::{
        cume_dist, dense_rank, ntile, partition_by, percent_rank, rank, row_number, window,
    };
    pub use crate::relation::RelationPath;
    pub use crate::{
        Db, Dialect, Error, Executor, Id, Isolation, Model, PoolerMode, Shape, Transaction,
        TransactionOptions, Tx, Value, schema,
    };
}

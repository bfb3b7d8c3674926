//! An async ORM whose centre is the relationship.
//!
//! A relation is declared once, on the side that holds it; both sides get an accessor, and the accessor's own name is the
//! path that queries, loads and aggregates use.
//!
//! ```
//! use orm::prelude::*;
//!
//! #[derive(Model, Debug, Clone, PartialEq)]
//! pub struct Author {
//!     pub id: i64,
//!     #[column(max_length = 100)]
//!     pub name: String,
//! }
//!
//! #[derive(Model, Debug, Clone, PartialEq)]
//! pub struct Book {
//!     pub id: i64,
//!     pub title: String,
//!     #[foreign_key(Author, related_name = books, on_delete = cascade)]
//!     pub author_id: i64,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> orm::Result<()> {
//! let db = Db::connect("sqlite::memory:").await?;
//! schema![Author, Book].create_all(&db).await?;
//!
//! let jane = Author::create().name("Jane Austen").save(&db).await?;
//! let emma = jane.books().create().title("Emma").save(&db).await?;
//! assert_eq!(emma.author().get(&db).await?, jane);
//!
//! let shelf: Vec<(Author, Vec<Book>)> = Author::query()
//!     .filter(Author::books.any(Book::title.contains("Em")))
//!     .with(Author::books)
//!     .all(&db)
//!     .await?;
//! assert_eq!(shelf, vec![(jane, vec![emma])]);
//! # Ok(())
//! # }
//! ```

pub use orm_core::db::{
    self, Db, DbBuilder, Executor, Isolation, PoolerMode, Transaction, TransactionOptions, Tx,
};
#[cfg(feature = "json")]
pub use orm_core::types::Json;
pub use orm_core::types::{Id, Value};
pub use orm_core::{
    Dialect, Error, Model, Result, create, dialect, error, load, model, query, relation, schema,
    types,
};
pub use orm_derive::{Model, Value};

#[doc(hidden)]
pub use orm_core::__private;

/// What most programs use: `use orm::prelude::*;`.
///
/// `Result` is not in it, so that it does not stand in for the standard library's; write `orm::Result`.
pub mod prelude {
    #[cfg(feature = "json")]
    pub use crate::Json;
    pub use crate::query::{Column, Condition, Expr, Expression, Query, all_of, any_of};
    pub use crate::relation::RelationPath;
    pub use crate::{
        Db, Dialect, Error, Executor, Id, Isolation, Model, Transaction, TransactionOptions, Tx,
        Value, schema,
    };
}

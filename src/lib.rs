#![doc = include_str!("../README.md")]

#[cfg(feature = "cli")]
pub use orm_cli as cli;
pub use orm_core::db::{
    self, Db, DbBuilder, Executor, Isolation, Locking, PoolerMode, Transaction, TransactionOptions,
    Tx,
};
pub use orm_core::load::Shape;
#[cfg(feature = "json")]
pub use orm_core::types::Json;
pub use orm_core::types::{Id, Value};
pub use orm_core::{
    Dialect, Error, Model, Result, create, dialect, error, hooks, load, migrate, model, query,
    relation, schema, types,
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
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// #[derive(Shape, Debug, PartialEq)]
/// #[shape(Author)]
/// struct AuthorCard {
///     name: String,
///     #[shape(Author::books.order_by(Book::year.asc()))]
///     books: Vec<BookLine>,
///     #[shape(Author::books.max(Book::year))]
///     active_until: Option<i32>,
///     biography: Option<Biography>,
/// }
///
/// #[derive(Shape, Debug, PartialEq)]
/// #[shape(Book)]
/// struct BookLine {
///     title: String,
///     #[shape(Book::publisher.then(Publisher::name))]
///     publisher: Option<String>,
/// }
///
/// let cards: Vec<AuthorCard> = Author::query().order_by(Author::name.asc()).shape::<AuthorCard>().all(&db).await?;
/// assert_eq!((cards[0].name.as_str(), cards[0].active_until), ("Jane Austen", Some(1815)));
/// assert_eq!(cards[0].books[1], BookLine { title: "Emma".into(), publisher: Some("John Murray".into()) });
/// assert_eq!(cards[1].biography, None);
/// # Ok(()) }
/// ```
///
/// Two statements read all of it: one the authors, each with its biography, and one the books with the publishers' names. The
/// columns of a join row stand beside those of the related row in a shape of the `through` model:
///
/// ```
/// use orm::prelude::*;
///
/// #[derive(Model)]
/// #[many_to_many(Course, name = courses, related_name = students, through = Enrollment)]
/// struct Student {
///     id: i64,
/// }
///
/// #[derive(Model)]
/// struct Course {
///     id: i64,
///     title: String,
/// }
///
/// #[derive(Model)]
/// struct Enrollment {
///     id: i64,
///     #[foreign_key(Student, related_name = enrollments)]
///     student_id: i64,
///     #[foreign_key(Course)]
///     course_id: i64,
///     grade: String,
/// }
///
/// #[derive(Shape)]
/// #[shape(Student)]
/// struct Report {
///     enrollments: Vec<Grade>,
/// }
///
/// #[derive(Shape)]
/// #[shape(Enrollment)]
/// struct Grade {
///     #[shape(Enrollment::course.then(Course::title))]
///     course: String,
///     grade: String,
/// }
///
/// let reports = Student::query().shape::<Report>();
/// # assert_eq!(reports.sql(Dialect::Postgres), "SELECT \"student\".\"id\"\nFROM \"student\"");
/// ```
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

/// A program that runs them when it starts brings its database to what its models are, on either database and however many of
/// its processes start at once. The example `examples/migrations` does so:
///
/// ```
/// # use orm::prelude::*;
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// let db = Db::connect("sqlite::memory:").await?;
/// let migrations = orm::migrations!("examples/migrations/migrations");
/// let ran = migrations.run(&db).await?;
/// assert_eq!((ran.len(), ran[0].as_str()), (11, "20260112091530_initial"));
/// assert!(migrations.run(&db).await?.is_empty());
/// # Ok(()) }
/// ```
///
/// It does not compile where there is no such folder. A new migration is noticed by itself, since each one changes
/// `snapshot.json`; where SQL is added by hand, the file itself is. What runs is said by
/// [`Migrations`](crate::migrate::Migrations), which can also be asked what is pending.
pub use orm_derive::migrations;

#[doc(hidden)]
pub use orm_core::__private;

/// What most programs use: `use orm::prelude::*;`.
///
/// `Result` is not in it, so that it does not stand in for the standard library's; write `orm::Result`.
pub mod prelude {
    #[cfg(feature = "json")]
    pub use crate::Json;
    pub use crate::create::link;
    pub use crate::load::Tree;
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

use std::marker::PhantomData;
use std::time::Duration;

use super::condition::Condition;
use super::order::IntoOrder;
use super::syntax::{self, Select};
use crate::db::Statement;
use crate::dialect::Dialect;
use crate::error::Result;
use crate::load::{Load, LoadSet, Push};
use crate::model::{Key, Model};
use crate::sql;

/// A query for rows of the model `M`, each with what `L` loads with it.
///
/// Building one runs nothing; [`all`](Query::all), [`get`](Query::get), [`first`](Query::first) and their siblings do. `S` says whether
/// the query may be turned into a write: only one that was [filtered](Filtered) may.
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let early = Book::filter(Book::year.lt(1816)).order_by(Book::year.asc());
/// assert_eq!(early.clone().count(&db).await?, 2);
/// assert_eq!(early.first(&db).await?.unwrap().title, "Pride and Prejudice");
///
/// let rest = Book::query().exclude(Book::year.lt(1816)).get(&db).await?;
/// assert_eq!(rest.title, "Frankenstein");
///
/// let books = Book::query().with(Book::author).order_by(Book::title.asc()).limit(1);
/// assert_eq!(
///     books.sql(orm::Dialect::Postgres),
///     "SELECT \"book\".\"id\", \"book\".\"title\", \"book\".\"year\", \"book\".\"author_id\", \"book\".\"publisher_id\", \"author\".\"id\", \"author\".\"name\"\n\
///      FROM \"book\"\n\
///      JOIN \"author\" ON \"author\".\"id\" = \"book\".\"author_id\"\n\
///      ORDER BY \"book\".\"title\"\n\
///      LIMIT $1"
/// );
/// let (emma, author): (Book, Author) = books.get(&db).await?;
/// assert_eq!((emma.title.as_str(), &author), ("Emma", &jane));
///
/// let changed = Book::filter(Book::author.is(&jane)).set(Book::year, Book::year + 1).update(&db).await?;
/// assert_eq!(changed, 2);
/// assert_eq!(Book::filter(Book::year.gt(1900)).delete(&db).await?, 0);
/// # Ok(()) }
/// ```
pub struct Query<M, L = (), S = Open> {
    pub(crate) select: Select,
    pub(crate) loads: L,
    pub(crate) timeout: Option<Duration>,
    pub(crate) means_all_rows: bool,
    types: PhantomData<fn() -> (M, S)>,
}

/// What has been done to a query so far, as far as writes care.
pub trait State: 'static {
    /// After a filter.
    type Filtered: State;
}

/// Nothing yet: all rows. It becomes [`Filtered`] by `filter`, `exclude` or `unfiltered`.
pub enum Open {}

/// Filtered: `set(…)` and `delete` are offered.
pub enum Filtered {}

/// Limited, or with relations to load: rows to read, and no longer rows to write.
pub enum ReadOnly {}

/// A query that was filtered, so that its rows may be written.
#[diagnostic::on_unimplemented(
    message = "these rows cannot be written: the query is not filtered, or is a page of rows to read",
    label = "a write needs a filtered query",
    note = "say which rows with `.filter(…)`, or that all are meant with `.unfiltered()`; a write has no `limit`, `offset`, `distinct` or `with`"
)]
pub trait Writable: State {}

impl Writable for Filtered {}

impl State for Open {
    type Filtered = Filtered;
}

impl State for Filtered {
    type Filtered = Filtered;
}

impl State for ReadOnly {
    type Filtered = ReadOnly;
}

impl<M: Model> Query<M> {
    pub(crate) fn all_rows() -> Self {
        Query::of(Select::new(M::table()), ())
    }

    /// Says that all rows are meant, so that a write may follow: `Book::query().unfiltered().delete(&db)`.
    pub fn unfiltered(self) -> Query<M, (), Filtered> {
        let mut query = self.becomes();
        query.means_all_rows = true;
        query
    }
}

impl<M: Model> Query<M, (), Filtered> {
    pub(crate) fn by_key(key: M::Key) -> Self {
        let table = M::table();
        Self::related(syntax::Expr::key_equals(
            table,
            table.primary_key,
            key.into_datums(),
        ))
    }

    /// The rows that meet a condition by which they belong to another row.
    pub(crate) fn related(condition: syntax::Expr) -> Self {
        let mut query = Query::of(Select::new(M::table()), ());
        query.select.filter.push(condition);
        query
    }
}

impl<M: Model, L, S: State> Query<M, L, S> {
    fn of(select: Select, loads: L) -> Self {
        Query {
            select,
            loads,
            timeout: None,
            means_all_rows: false,
            types: PhantomData,
        }
    }

    fn becomes<T>(self) -> Query<M, L, T> {
        Query {
            select: self.select,
            loads: self.loads,
            timeout: self.timeout,
            means_all_rows: self.means_all_rows,
            types: PhantomData,
        }
    }

    pub(crate) fn narrowed(mut self, condition: syntax::Expr) -> Query<M, L, S::Filtered> {
        self.select.filter.push(condition);
        self.becomes()
    }

    /// Only the rows that meet this condition as well.
    pub fn filter(self, condition: impl Condition<M>) -> Query<M, L, S::Filtered> {
        self.narrowed(condition.into_condition().into_node())
    }

    /// Only the rows that [`filter`](Query::filter) by this condition does not give: those on which it is false or `NULL`.
    pub fn exclude(self, condition: impl Condition<M>) -> Query<M, L, S::Filtered> {
        let condition = condition.into_condition().into_node();
        self.narrowed(syntax::Expr::IsNotTrue(Box::new(condition)))
    }

    /// As [`filter`](Query::filter) if `apply` is true, else no change. The query's type stays what it was, so that a filter
    /// may depend on what is known at run time only.
    pub fn filter_if(mut self, apply: bool, condition: impl Condition<M>) -> Self {
        if apply {
            let condition = condition.into_condition().into_node();
            self.select.filter.push(condition);
        }
        self
    }

    /// The rows in an order: a term, or a tuple of terms. Later calls append to it.
    pub fn order_by(mut self, order: impl IntoOrder<M>) -> Self {
        self.select.order.extend(order.into_terms());
        self
    }

    /// At most so many rows.
    pub fn limit(mut self, rows: u64) -> Query<M, L, ReadOnly> {
        self.select.limit = Some(rows);
        self.becomes()
    }

    /// Passes over so many rows.
    pub fn offset(mut self, rows: u64) -> Query<M, L, ReadOnly> {
        self.select.offset = Some(rows);
        self.becomes()
    }

    /// Equal rows once.
    pub fn distinct(mut self) -> Query<M, L, ReadOnly> {
        self.select.distinct = true;
        self.becomes()
    }

    /// The deadline of each of its round trips, instead of the database's.
    pub fn timeout(mut self, after: Duration) -> Self {
        self.timeout = Some(after);
        self
    }

    /// Each row together with what a relation leads to: `Book::query().with(Book::author)` gives `(Book, Author)`.
    ///
    /// A relation to one row rides along in the same statement; a relation to many rows takes one statement more,
    /// whatever the number of rows.
    pub fn with<P>(self, load: P) -> Query<M, L::Output, ReadOnly>
    where
        P: Load<M>,
        L: Push<P>,
    {
        Query {
            select: self.select,
            loads: self.loads.push(load),
            timeout: self.timeout,
            means_all_rows: self.means_all_rows,
            types: PhantomData,
        }
    }
}

impl<M: Model, L: LoadSet<M>, S: State> Query<M, L, S> {
    pub(crate) fn statement(&self, dialect: Dialect) -> Result<Statement> {
        let mut select = self.select.clone();
        let table = M::table();
        select
            .outputs
            .extend((0..table.columns.len()).map(|column| syntax::Expr::column(table, column)));
        self.loads.ride(&[], &mut select.outputs);
        let mut statement = sql::select(&select, dialect)?;
        statement.timeout = self.timeout;
        Ok(statement)
    }

    /// The SQL of its first statement on this database; where it cannot be written, the reason as a comment.
    pub fn sql(&self, dialect: Dialect) -> String {
        sql::text(self.statement(dialect))
    }
}

impl<M, L: Clone, S> Clone for Query<M, L, S> {
    fn clone(&self) -> Self {
        Query {
            select: self.select.clone(),
            loads: self.loads.clone(),
            timeout: self.timeout,
            means_all_rows: self.means_all_rows,
            types: PhantomData,
        }
    }
}

impl<M, L, S> std::fmt::Debug for Query<M, L, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.select.fmt(f)
    }
}

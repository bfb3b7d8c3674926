use std::marker::PhantomData;
use std::time::Duration;

use super::condition::Condition;
use super::opposite::not_met;
use super::order::IntoOrder;
use super::syntax::{self, Select};
use crate::db::Statement;
use crate::dialect::Dialect;
use crate::error::Result;
use crate::load::{Load, Outputs, Projection, Push, Scoped};
use crate::model::{Key, Model};
use crate::sql;

/// A query for rows of the model `M`, each with what `L` loads with it.
///
/// Building one runs nothing. Its SQL depends on the calls alone, never on the values, which are bound.
///
/// | to | call |
/// |---|---|
/// | narrow it | [`filter`](Query::filter), [`exclude`](Query::exclude), [`filter_if`](Query::filter_if) |
/// | order and page it | [`order_by`](Query::order_by), [`limit`](Query::limit), [`offset`](Query::offset) |
/// | load relations with each row | [`with`](Query::with) |
/// | read rows | [`all`](Query::all), [`get`](Query::get), [`optional`](Query::optional), [`first`](Query::first), [`last`](Query::last), [`stream`](Query::stream), [`page`](Query::page), [`page_numbered`](Query::page_numbered) |
/// | ask about them | [`count`](Query::count), [`exists`](Query::exists), [`sql`](Query::sql), [`explain`](Query::explain) |
/// | write them | [`set`](Query::set), [`delete`](Query::delete), after a filter or [`unfiltered`](Query::unfiltered) |
///
/// `S` says whether the query may be turned into a write: [`Open`] until it is filtered, [`Filtered`] after that, and
/// [`ReadOnly`] once it has a page or relations to load.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let early = Book::filter(Book::year.lt(1816)).order_by(Book::year.asc());
/// assert_eq!(early.clone().count(&db).await?, 2);
/// assert_eq!(early.first(&db).await?.unwrap().title, "Pride and Prejudice");
///
/// let moved = Book::filter(Book::author.is(&jane)).set(Book::year, Book::year + 1).update(&db).await?;
/// assert_eq!(moved, 2);
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

/// Nothing yet: all rows. It becomes [`Filtered`] by [`filter`](Query::filter), [`exclude`](Query::exclude) or
/// [`unfiltered`](Query::unfiltered).
pub enum Open {}

/// Filtered: [`set`](Query::set) and [`delete`](Query::delete) are offered.
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

    /// Says that all rows are meant, so that a write may follow: without it, a write of a query that has no filter does not
    /// compile.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// assert_eq!(Biography::query().unfiltered().delete(&db).await?, 1);
    /// # Ok(()) }
    /// ```
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

    pub(super) fn becomes<T>(self) -> Query<M, L, T> {
        Query {
            select: self.select,
            loads: self.loads,
            timeout: self.timeout,
            means_all_rows: self.means_all_rows,
            types: PhantomData,
        }
    }

    /// The same rows, of which another thing is read.
    pub(crate) fn reading<P>(self, projection: P) -> Query<M, P, ReadOnly> {
        Query {
            select: self.select,
            loads: projection,
            timeout: self.timeout,
            means_all_rows: self.means_all_rows,
            types: PhantomData,
        }
    }

    pub(crate) fn narrowed(mut self, condition: syntax::Expr) -> Query<M, L, S::Filtered> {
        self.select.filter.push(condition);
        self.becomes()
    }

    /// Only the rows that meet this condition as well. A row on which it is `NULL` does not meet it.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let early = Book::filter(Book::year.lt(1816));
    /// assert_eq!(early.filter(Book::title.starts_with("P")).get(&db).await?.year, 1813);
    /// # Ok(()) }
    /// ```
    pub fn filter(self, condition: impl Condition<M>) -> Query<M, L, S::Filtered> {
        self.narrowed(condition.into_condition().into_node())
    }

    /// Only the rows that [`filter`](Query::filter) by this condition does not give: those on which it is false or `NULL`.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let murray = Publisher::query().get(&db).await?;
    /// // "Emma" is his; the two other books have no publisher, so that `<>` is `NULL` on them.
    /// assert_eq!(Book::query().exclude(Book::publisher_id.eq(murray.id)).count(&db).await?, 2);
    /// assert_eq!(Book::filter(Book::publisher_id.ne(murray.id)).count(&db).await?, 0);
    /// # Ok(()) }
    /// ```
    ///
    /// ```sql
    /// -- Postgres
    /// WHERE ("book"."publisher_id" = $1) IS NOT TRUE
    /// -- SQLite
    /// WHERE ("book"."publisher_id" = ?) IS NOT TRUE
    /// ```
    pub fn exclude(self, condition: impl Condition<M>) -> Query<M, L, S::Filtered> {
        let condition = condition.into_condition().into_node();
        self.narrowed(not_met(condition))
    }

    /// As [`filter`](Query::filter) with what the value makes of it, if there is one; else no change.
    ///
    /// The query's type stays what it was, so that the filter may depend on what is known at run time only. For the same
    /// reason it does not count as filtered by this: a write wants a filter that is always there.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// for (since, found) in [(None, 3), (Some(1815), 2)] {
    ///     let books = Book::query().filter_if(since, |since| Book::year.ge(since));
    ///     assert_eq!(books.count(&db).await?, found);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn filter_if<V, C: Condition<M>>(
        mut self,
        value: Option<V>,
        condition: impl FnOnce(V) -> C,
    ) -> Self {
        if let Some(value) = value {
            let condition = condition(value).into_condition().into_node();
            self.select.filter.push(condition);
        }
        self
    }

    /// The rows in an order: a term, a tuple of up to eight terms, or a `Vec` of them. Later calls append to it.
    ///
    /// Upward `NULL` comes last, downward first, on both databases; [`nulls_first`](super::Order::nulls_first) and
    /// [`nulls_last`](super::Order::nulls_last) say otherwise. Without an order the database gives the rows as it likes.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let books = Book::query().order_by((Book::author.then(Author::name).asc(), Book::year.desc()));
    /// let titles: Vec<String> = books.all(&db).await?.into_iter().map(|book| book.title).collect();
    /// assert_eq!(titles, ["Emma", "Pride and Prejudice", "Frankenstein"]);
    /// # Ok(()) }
    /// ```
    pub fn order_by(mut self, order: impl IntoOrder<L::Scope>) -> Self
    where
        L: Scoped<M>,
    {
        self.select.order.extend(order.into_terms());
        self
    }

    /// At most so many rows. Say in which order, or it is any of them.
    ///
    /// A query with a limit is read only: a write has none.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let page = Book::query().order_by(Book::year.asc()).offset(1).limit(1);
    /// assert_eq!(page.get(&db).await?.title, "Emma");
    /// # Ok(()) }
    /// ```
    pub fn limit(mut self, rows: u64) -> Query<M, L, ReadOnly> {
        self.select.limit = Some(rows);
        self.becomes()
    }

    /// Passes over so many rows: see [`limit`](Query::limit).
    pub fn offset(mut self, rows: u64) -> Query<M, L, ReadOnly> {
        self.select.offset = Some(rows);
        self.becomes()
    }

    /// Equal rows once. A row of a model holds its key, and no filter repeats a row, so rows are distinct without it: the
    /// SQL stays as it is.
    pub fn distinct(mut self) -> Query<M, L, ReadOnly> {
        self.select.distinct = true;
        self.becomes()
    }

    /// The deadline of each round trip of this query, instead of
    /// [the database's](crate::db::DbBuilder::statement_timeout). A round trip that takes longer is
    /// [`Error::Timeout`](crate::Error::Timeout).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// use std::time::Duration;
    ///
    /// let books = Book::query().timeout(Duration::from_secs(2)).all(&db).await?;
    /// assert_eq!(books.len(), 3);
    /// # Ok(()) }
    /// ```
    pub fn timeout(mut self, after: Duration) -> Self {
        self.timeout = Some(after);
        self
    }

    /// Each row together with what a relation leads to. The type of the row grows by it, and up to eight of them by as many:
    ///
    /// | the relation leads to | `with` adds |
    /// |---|---|
    /// | one row: a foreign key | `Author` |
    /// | one row or none: a foreign key that is an `Option`, the reverse of a one-to-one | `Option<Publisher>` |
    /// | many rows | `Vec<Book>` |
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let books: Vec<(Book, Author, Option<Publisher>)> =
    ///     Book::query().with(Book::author).with(Book::publisher).order_by(Book::year.asc()).all(&db).await?;
    /// let (pride, author, publisher) = &books[0];
    /// assert_eq!((pride.year, author, publisher), (1813, &jane, &None));
    ///
    /// let authors: Vec<(Author, Vec<Book>)> =
    ///     Author::query().with(Author::books.order_by(Book::year.asc())).all(&db).await?;
    /// assert_eq!(authors[0].1[0], *pride);
    /// # let sql = |query: Query<Author, _, _>| [Dialect::Postgres, Dialect::Sqlite].map(|dialect| query.sql(dialect));
    /// # assert_eq!(sql(Author::query().with(Author::biography)), [r#"SELECT "author"."id", "author"."name", "biography"."id", "biography"."text", "biography"."author_id"
    /// # FROM "author"
    /// # LEFT JOIN "biography" ON "biography"."author_id" = "author"."id""#; 2]);
    /// # Ok(()) }
    /// ```
    ///
    /// A relation to one row rides along in the same statement; a relation to many rows takes one statement more, whatever
    /// the number of rows. It is sent after the first one, with the keys of the rows that came as one parameter:
    ///
    /// ```sql
    /// -- Author::query().with(Author::biography), on both
    /// SELECT "author"."id", "author"."name", "biography"."id", "biography"."text", "biography"."author_id"
    /// FROM "author"
    /// LEFT JOIN "biography" ON "biography"."author_id" = "author"."id"
    ///
    /// -- Author::query().with(Author::books): the second statement on Postgres
    /// SELECT "book"."author_id", "book"."id", "book"."title", "book"."year", "book"."author_id", "book"."publisher_id"
    /// FROM "book"
    /// WHERE "book"."author_id" = ANY($1)
    /// ORDER BY "book"."id"
    ///
    /// -- … and on SQLite
    /// SELECT "book"."author_id", "book"."id", "book"."title", "book"."year", "book"."author_id", "book"."publisher_id"
    /// FROM "book"
    /// WHERE "book"."author_id" IN (SELECT value FROM json_each(?))
    /// ORDER BY "book"."id"
    /// ```
    ///
    /// What narrows, orders, limits or extends the related rows stands on the relation: `Author::books.limit(3)`, see
    /// [`RelationPath`](crate::relation::RelationPath).
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

impl<M: Model, L: Projection<M>, S: State> Query<M, L, S> {
    /// The query with all that it reads.
    pub(crate) fn complete(&self) -> Select {
        self.with_outputs(self.select.clone(), Outputs::default())
    }

    /// The same of a query that is not asked again, whose rows may bring those of relations to many.
    pub(crate) fn take_complete(&mut self, brings_rows: bool) -> Select {
        let select = std::mem::replace(&mut self.select, Select::new(M::table()));
        self.with_outputs(select, Outputs::bringing_rows(brings_rows))
    }

    fn with_outputs(&self, mut select: Select, mut outputs: Outputs) -> Select {
        self.loads.outputs(&[], &mut outputs);
        select.outputs.extend(outputs.into_exprs());
        select.aggregated()
    }

    pub(crate) fn statement(&self, dialect: Dialect) -> Result<Statement> {
        let mut statement = sql::select(&self.complete(), dialect)?;
        statement.timeout = self.timeout;
        Ok(statement)
    }

    /// The SQL of its first statement on this database; where it cannot be written, the reason as a comment. Nothing is sent.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let books = Author::filter(Author::name.is_in(["Jane Austen", "Mary Shelley"])).limit(10);
    /// assert_eq!(
    ///     books.sql(Dialect::Postgres),
    ///     r#"SELECT "author"."id", "author"."name"
    /// FROM "author"
    /// WHERE "author"."name" = ANY($1)
    /// LIMIT $2"#
    /// );
    /// assert_eq!(
    ///     books.sql(Dialect::Sqlite),
    ///     r#"SELECT "author"."id", "author"."name"
    /// FROM "author"
    /// WHERE "author"."name" IN (SELECT value FROM json_each(?))
    /// LIMIT ?"#
    /// );
    /// # Ok(()) }
    /// ```
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

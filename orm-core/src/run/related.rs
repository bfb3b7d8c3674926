//! Reading along a relation from one row.

use std::time::Duration;

use futures::stream::BoxStream;

use crate::db::Executor;
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::load::{Load, Loading, Push};
use crate::model::{Model, SoftDelete};
use crate::query::{
    AggregateSet, Changes, Column, Condition, Cursor, Filtered, Grouped, IntoAssignment, IntoKeys,
    IntoOrder, Locked, NumberedPage, Page, Query, ReadOnly, Selectable, Selected, State,
};
use crate::relation::{Arity, Many, Maybe, One, Related, Relation, ToMany};
use crate::types::{ColumnType, Datum};

/// What `get` gives along a relation of this arity: a row, or where there may be none, an `Option`.
pub trait Single: Arity {
    /// `T` or `Option<T>`.
    type Got<T: Send>: Send;

    #[doc(hidden)]
    fn pick<M: Model>(rows: Vec<M>) -> Result<Self::Got<M>>;
}

fn exactly_one<M: Model>(mut rows: Vec<M>) -> Result<M> {
    if rows.len() > 1 {
        return Err(Error::multiple_found(M::table()));
    }
    rows.pop().ok_or_else(|| Error::not_found(M::table()))
}

impl Single for One {
    type Got<T: Send> = T;

    fn pick<M: Model>(rows: Vec<M>) -> Result<M> {
        exactly_one(rows)
    }
}

impl Single for Many {
    type Got<T: Send> = T;

    fn pick<M: Model>(rows: Vec<M>) -> Result<M> {
        exactly_one(rows)
    }
}

impl Single for Maybe {
    type Got<T: Send> = Option<T>;

    fn pick<M: Model>(rows: Vec<M>) -> Result<Option<M>> {
        match rows.len() {
            0 => Ok(None),
            _ => exactly_one(rows).map(Some),
        }
    }
}

impl<R: Relation> Related<R>
where
    R::Arity: Single,
{
    /// Reads the related row. Where the relation may lead to none, this is an `Option`, and a key that is `None` sends
    /// nothing.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let pride = jane.books().filter(Book::year.eq(1813)).get(&db).await?;
    /// assert_eq!(pride.author().get(&db).await?, jane);
    /// assert_eq!(pride.publisher().get(&db).await?, None);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where a relation that must lead to a row leads to none; over many rows, where there is none, and
    /// [`Error::MultipleFound`] where there are several; those of a query.
    pub async fn get(self, db: &impl Executor) -> Result<<R::Arity as Single>::Got<R::To>> {
        let rows = match self.link_values().iter().any(Datum::is_null) {
            true => Vec::new(),
            false => self.rows().limit(2).all(db).await?,
        };
        <R::Arity as Single>::pick(rows)
    }

    /// The related rows as a query, each together with what a relation of its own leads to: see [`Query::with`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let emma = jane.books().filter(Book::title.eq("Emma")).get(&db).await?;
    /// let (author, books): (Author, Vec<Book>) = emma.author().with(Author::books).get(&db).await?;
    /// assert_eq!((author, books.len()), (jane, 2));
    /// # Ok(()) }
    /// ```
    pub fn with<P>(self, load: P) -> Query<R::To, <() as Push<P>>::Output, ReadOnly>
    where
        P: Load<R::To>,
    {
        self.rows().with(load)
    }

    /// The related rows as a query, those that were deleted softly among them: see
    /// [`SoftDelete`](crate::model::SoftDelete).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/notes.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, home, kept, gone) = notes().await?;
    /// assert_eq!(home.notes().count(&db).await?, 1);
    /// assert_eq!(home.notes().with_deleted().count(&db).await?, 2);
    /// # Ok(()) }
    /// ```
    pub fn with_deleted(self) -> Query<R::To, (), Filtered>
    where
        R::To: SoftDelete,
    {
        self.rows().with_deleted()
    }
}

/// The methods of a query, of which each row is one of the related rows.
impl<R: ToMany> Related<R> {
    /// The related rows as a query.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let books = jane.books().query().filter_if(Some(1814), |year| Book::year.gt(year));
    /// assert_eq!(books.count(&db).await?, 1);
    /// # Ok(()) }
    /// ```
    pub fn query(self) -> Query<R::To, (), Filtered> {
        self.rows()
    }

    /// Only those that meet this condition: see [`Query::filter`].
    pub fn filter(self, condition: impl Condition<R::To>) -> Query<R::To, (), Filtered> {
        self.rows().filter(condition)
    }

    /// Only those that do not meet this condition: see [`Query::exclude`].
    pub fn exclude(self, condition: impl Condition<R::To>) -> Query<R::To, (), Filtered> {
        self.rows().exclude(condition)
    }

    /// As [`filter`](Related::filter) if there is a value: see [`Query::filter_if`].
    pub fn filter_if<V, C: Condition<R::To>>(
        self,
        value: Option<V>,
        condition: impl FnOnce(V) -> C,
    ) -> Query<R::To, (), Filtered> {
        self.rows().filter_if(value, condition)
    }

    /// With a deadline of its own: see [`Query::timeout`].
    pub fn timeout(self, after: Duration) -> Query<R::To, (), Filtered> {
        self.rows().timeout(after)
    }

    /// In an order: see [`Query::order_by`].
    pub fn order_by(self, order: impl IntoOrder<R::To>) -> Query<R::To, (), Filtered> {
        self.rows().order_by(order)
    }

    /// At most so many.
    pub fn limit(self, rows: u64) -> Query<R::To, (), ReadOnly> {
        self.rows().limit(rows)
    }

    /// All but the first so many.
    pub fn offset(self, rows: u64) -> Query<R::To, (), ReadOnly> {
        self.rows().offset(rows)
    }

    /// Equal rows once.
    pub fn distinct(self) -> Query<R::To, (), ReadOnly> {
        self.rows().distinct()
    }

    /// Locks them: see [`Query::for_update`].
    pub fn for_update(self) -> Locked<R::To> {
        self.rows().for_update()
    }

    /// Keeps them from being changed: see [`Query::for_share`].
    pub fn for_share(self) -> Locked<R::To> {
        self.rows().for_share()
    }

    /// Reads them all.
    ///
    /// # Errors
    ///
    /// Those of [`Query::all`].
    pub async fn all(self, db: &impl Executor) -> Result<Vec<R::To>> {
        self.rows().all(db).await
    }

    /// Reads a page of them: see [`Query::page`].
    ///
    /// # Errors
    ///
    /// Those of [`Query::page`].
    pub async fn page(
        self,
        size: u64,
        after: Option<Cursor>,
        db: &impl Executor,
    ) -> Result<Page<R::To>> {
        self.rows().page(size, after, db).await
    }

    /// Reads the page of this number, and how many there are in all: see [`Query::page_numbered`].
    ///
    /// # Errors
    ///
    /// Those of [`Query::page_numbered`].
    pub async fn page_numbered(
        self,
        number: u64,
        size: u64,
        db: &impl Executor,
    ) -> Result<NumberedPage<R::To>> {
        self.rows().page_numbered(number, size, db).await
    }

    /// Reads them one by one: see [`Query::stream`].
    ///
    /// # Errors
    ///
    /// Those of [`Query::all`], as an item of the stream.
    pub fn stream<'db>(self, db: &'db impl Executor) -> BoxStream<'db, Result<R::To>> {
        self.rows().stream(db)
    }

    /// Reads the first one, in the order of the key.
    ///
    /// # Errors
    ///
    /// Those of [`Query::first`].
    pub async fn first(self, db: &impl Executor) -> Result<Option<R::To>> {
        self.rows().first(db).await
    }

    /// Reads the last one, in the order of the key.
    ///
    /// # Errors
    ///
    /// Those of [`Query::last`].
    pub async fn last(self, db: &impl Executor) -> Result<Option<R::To>> {
        self.rows().last(db).await
    }

    /// Reads the one related row, or `None`.
    ///
    /// # Errors
    ///
    /// Those of [`Query::optional`].
    pub async fn optional(self, db: &impl Executor) -> Result<Option<R::To>> {
        self.rows().optional(db).await
    }

    /// How many there are.
    ///
    /// # Errors
    ///
    /// Those of [`Query::count`].
    pub async fn count(self, db: &impl Executor) -> Result<i64> {
        self.rows().count(db).await
    }

    /// Whether there is one.
    ///
    /// # Errors
    ///
    /// Those of [`Query::exists`].
    pub async fn exists(self, db: &impl Executor) -> Result<bool> {
        self.rows().exists(db).await
    }

    /// Sets a column of all of them: see [`Query::set`].
    pub fn set<T: ColumnType, K>(
        self,
        column: Column<R::To, T, K>,
        value: impl IntoAssignment<R::To, T>,
    ) -> Changes<R::To> {
        self.rows().set(column, value)
    }

    /// Sets a column of all of them where there is a value: see [`Query::set_if`].
    pub fn set_if<T: ColumnType, K, V: IntoAssignment<R::To, T>>(
        self,
        column: Column<R::To, T, K>,
        value: Option<V>,
    ) -> Changes<R::To> {
        self.rows().set_if(column, value)
    }

    /// Expressions of each, instead of the rows: see [`Query::select`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let titles = jane.books().select(Book::title).order_by(Book::year.desc());
    /// assert_eq!(titles.all(&db).await?, ["Emma", "Pride and Prejudice"]);
    /// assert_eq!(jane.books().aggregate((count(), Book::year.min()), &db).await?, (2, Some(1813)));
    /// # Ok(()) }
    /// ```
    pub fn select<X: Selectable<R::To>>(
        self,
        expressions: X,
    ) -> Query<R::To, Selected<X>, ReadOnly> {
        self.rows().select(expressions)
    }

    /// One row for each group of them: see [`Query::group_by`].
    pub fn group_by(self, keys: impl IntoKeys<R::To>) -> Query<R::To, Grouped, ReadOnly> {
        self.rows().group_by(keys)
    }

    /// Aggregates of all of them: see [`Query::aggregate`].
    ///
    /// # Errors
    ///
    /// Those of [`Query::aggregate`].
    pub fn aggregate<'db, X>(self, aggregates: X, db: &'db impl Executor) -> Loading<'db, X::Row>
    where
        X: AggregateSet<R::To> + 'db,
    {
        self.rows().aggregate(aggregates, db)
    }

    /// The first of those that agree in these keys: see [`Query::distinct_on`].
    pub fn distinct_on(self, keys: impl IntoKeys<R::To>) -> Query<R::To, (), ReadOnly> {
        self.rows().distinct_on(keys)
    }

    /// These rows and those of another query: see [`Query::union`].
    pub fn union<S: State>(self, other: Query<R::To, (), S>) -> Query<R::To, (), ReadOnly> {
        self.rows().union(other)
    }

    /// Those of these rows that another query gives too: see [`Query::intersect`].
    pub fn intersect<S: State>(self, other: Query<R::To, (), S>) -> Query<R::To, (), ReadOnly> {
        self.rows().intersect(other)
    }

    /// Those of these rows that another query does not give: see [`Query::except`].
    pub fn except<S: State>(self, other: Query<R::To, (), S>) -> Query<R::To, (), ReadOnly> {
        self.rows().except(other)
    }

    /// Deletes all of them, and says how many they were.
    ///
    /// # Errors
    ///
    /// Those of [`Query::delete`].
    pub async fn delete(self, db: &impl Executor) -> Result<u64> {
        self.rows().delete(db).await
    }

    /// Deletes all of them, and gives them as they were: see [`Query::delete_returning`].
    ///
    /// # Errors
    ///
    /// Those of [`Query::delete`].
    pub async fn delete_returning(self, db: &impl Executor) -> Result<Vec<R::To>> {
        self.rows().delete_returning(db).await
    }

    /// Deletes all of them from their table, and says how many they were: see [`Query::hard_delete`].
    ///
    /// # Errors
    ///
    /// Those of [`Query::delete`].
    pub async fn hard_delete(self, db: &impl Executor) -> Result<u64>
    where
        R::To: SoftDelete,
    {
        self.rows().hard_delete(db).await
    }

    /// How the database would read them: see [`Query::explain`].
    ///
    /// # Errors
    ///
    /// Those of the connection.
    pub async fn explain(self, db: &impl Executor) -> Result<String> {
        self.rows().explain(db).await
    }

    /// The SQL that reads them: see [`Query::sql`].
    pub fn sql(self, dialect: Dialect) -> String {
        self.rows().sql(dialect)
    }
}

use std::time::Duration;

use super::condition::Condition;
use super::order::IntoOrder;
use super::select::{Query, ReadOnly, State};
use super::syntax::{Lock, LockStrength, LockWait};
use crate::dialect::Dialect;
use crate::load::{Load, Projection, Push, Scoped};
use crate::model::Model;
use crate::relation::{RelationPath, ToOne};

/// A query whose rows stay locked until the transaction ends that reads them: what [`Query::for_update`] and
/// [`Query::for_share`] give. It is read inside a transaction only.
#[must_use = "rows are locked when they are read"]
pub struct Locked<M, L = ()> {
    pub(crate) query: Query<M, L, ReadOnly>,
}

impl<M: Model, L, S: State> Query<M, L, S> {
    /// Locks the rows that it gives, so that nobody else changes or locks them until the transaction ends. Whoever tries
    /// waits; so does this query where a row is locked already, unless [`skip_locked`](Locked::skip_locked) or
    /// [`nowait`](Locked::nowait) says otherwise.
    ///
    /// Only the query's own rows are locked, and those of relations that [`of`](Locked::of) names. What [`with`](Query::with)
    /// loads along is read in the same transaction, and not locked.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let newer = db.transaction(async |tx| {
    ///     let emma = Book::filter(Book::title.eq("Emma")).for_update().get(tx).await?;
    ///     // Nobody changes the year between the reading and the writing.
    ///     emma.set(Book::year, emma.year + 1).update(tx).await
    /// }).await?;
    /// assert_eq!(newer.year, 1816);
    ///
    /// let locked = Book::filter(Book::year.gt(1815)).for_update();
    /// assert_eq!(locked.sql(Dialect::Postgres).lines().last(), Some(r#"FOR UPDATE OF "book""#));
    /// # Ok(()) }
    /// ```
    ///
    /// ```sql
    /// -- Postgres
    /// SELECT … FROM "book" WHERE "book"."year" > $1 FOR UPDATE OF "book"
    /// -- SQLite, whose transaction is the only one that writes from its beginning
    /// SELECT … FROM "book" WHERE "book"."year" > ?
    /// ```
    pub fn for_update(self) -> Locked<M, L> {
        self.locked(LockStrength::Update)
    }

    /// Keeps the rows that it gives from being changed until the transaction ends; others may read and lock them in the same
    /// way. Everything else is as with [`for_update`](Query::for_update).
    pub fn for_share(self) -> Locked<M, L> {
        self.locked(LockStrength::Share)
    }

    fn locked(mut self, strength: LockStrength) -> Locked<M, L> {
        self.select.lock = Some(Lock {
            strength,
            wait: LockWait::Wait,
            of: Vec::new(),
        });
        Locked {
            query: self.becomes(),
        }
    }
}

impl<M: Model, L> Locked<M, L> {
    /// Leaves out the rows that another transaction has locked: how several workers take jobs from one table, each its own.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let next = Book::query().order_by(Book::year.asc()).limit(10).for_update().skip_locked();
    /// assert!(next.sql(Dialect::Postgres).ends_with(r#"FOR UPDATE OF "book" SKIP LOCKED"#));
    /// # let refused = db.transaction(async |tx| next.all(tx).await).await;
    /// # assert!(matches!(refused, Err(Error::Unsupported { .. })));
    /// # Ok(()) }
    /// ```
    ///
    /// SQLite has no locks on rows: running it there is [`Error::Unsupported`](crate::Error::Unsupported).
    pub fn skip_locked(self) -> Self {
        self.wait(LockWait::SkipLocked)
    }

    /// Fails with [`Error::LockTimeout`](crate::Error::LockTimeout) where a row is locked already, instead of waiting.
    ///
    /// SQLite has no locks on rows: running it there is [`Error::Unsupported`](crate::Error::Unsupported).
    pub fn nowait(self) -> Self {
        self.wait(LockWait::NoWait)
    }

    /// Locks the related rows too to which this to-one relation leads, besides the query's own. Several add up.
    ///
    /// A relation that may lead nowhere has to be asked for by a filter as well, such as
    /// `.filter(Book::publisher.has(…))`: the database locks no row that may be missing.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let locked = Book::filter(Book::year.gt(1815)).for_update().of(Book::author);
    /// assert_eq!(locked.sql(Dialect::Postgres).lines().last(), Some(r#"FOR UPDATE OF "book", "author""#));
    /// # Ok(()) }
    /// ```
    ///
    /// ```sql
    /// -- Postgres
    /// SELECT … FROM "book" JOIN "author" ON … WHERE "book"."year" > $1 FOR UPDATE OF "book", "author"
    /// -- SQLite, whose transaction is the only one that writes from its beginning
    /// SELECT … FROM "book" JOIN "author" ON … WHERE "book"."year" > ?
    /// ```
    pub fn of<P>(mut self, relation: P) -> Self
    where
        P: RelationPath<M>,
        P::Relation: ToOne,
    {
        if let Some(lock) = &mut self.query.select.lock {
            lock.of.push(relation.relations());
        }
        self
    }

    fn wait(mut self, wait: LockWait) -> Self {
        if let Some(lock) = &mut self.query.select.lock {
            lock.wait = wait;
        }
        self
    }

    /// Only the rows that meet this condition as well: see [`Query::filter`].
    pub fn filter(self, condition: impl Condition<M>) -> Self {
        self.map(|query| query.filter(condition))
    }

    /// Only the rows that do not meet this condition: see [`Query::exclude`].
    pub fn exclude(self, condition: impl Condition<M>) -> Self {
        self.map(|query| query.exclude(condition))
    }

    /// In an order: see [`Query::order_by`]. The rows are ordered before they are locked: one whose order another transaction
    /// changes meanwhile keeps its place.
    pub fn order_by(self, order: impl IntoOrder<L::Scope>) -> Self
    where
        L: Scoped<M>,
    {
        self.map(|query| query.order_by(order))
    }

    /// At most so many rows, and no others are locked: see [`Query::limit`].
    pub fn limit(self, rows: u64) -> Self {
        self.map(|query| query.limit(rows))
    }

    /// Passes over so many rows: see [`Query::offset`].
    pub fn offset(self, rows: u64) -> Self {
        self.map(|query| query.offset(rows))
    }

    /// With a deadline of its own: see [`Query::timeout`].
    pub fn timeout(self, after: Duration) -> Self {
        self.map(|query| query.timeout(after))
    }

    /// Each row together with what a relation leads to, which is not locked: see [`Query::with`].
    pub fn with<P>(self, load: P) -> Locked<M, L::Output>
    where
        P: Load<M>,
        L: Push<P>,
    {
        Locked {
            query: self.query.with(load),
        }
    }

    fn map(self, change: impl FnOnce(Query<M, L, ReadOnly>) -> Query<M, L, ReadOnly>) -> Self {
        Locked {
            query: change(self.query),
        }
    }
}

impl<M: Model, L: Projection<M>> Locked<M, L> {
    /// The SQL of its first statement, or why there is none: see [`Query::sql`].
    pub fn sql(&self, dialect: Dialect) -> String {
        self.query.sql(dialect)
    }
}

impl<M, L: Clone> Clone for Locked<M, L> {
    fn clone(&self) -> Self {
        Locked {
            query: self.query.clone(),
        }
    }
}

impl<M, L> std::fmt::Debug for Locked<M, L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.query.fmt(f)
    }
}

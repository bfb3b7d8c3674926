use std::marker::PhantomData;
use std::time::Duration;

use super::condition::Condition;
use super::order::IntoOrder;
use super::syntax::{self, OrderTerm, Select};
use crate::db::{Executor, Handle, Statement};
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::load::{Load, LoadSet, Push};
use crate::model::{Key, Model};
use crate::sql;
use crate::types::Value;

/// A query for rows of the model `M`, each with what `L` loads with it.
///
/// Building one runs nothing; [`all`](Query::all), [`get`](Query::get), [`first`](Query::first) and their siblings do. `S` says whether
/// the query may be turned into a write: only one that was [filtered](Filtered) may.
pub struct Query<M, L = (), S = Open> {
    pub(super) select: Select,
    pub(super) loads: L,
    pub(super) timeout: Option<Duration>,
    pub(super) means_all_rows: bool,
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
    /// Runs it and gives all rows.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] where a stored value is none of its field's type, and the errors of the connection.
    pub async fn all(self, db: &impl Executor) -> Result<Vec<L::Row>> {
        self.rows(db.handle()).await
    }

    /// Runs it and gives its one row.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where there is none, [`Error::MultipleFound`] where there are several, and those of [`all`](Query::all).
    pub async fn get(self, db: &impl Executor) -> Result<L::Row> {
        self.at_most_one(db.handle())
            .await?
            .ok_or_else(|| Error::not_found(M::table()))
    }

    /// Runs it and gives its one row, or `None`.
    ///
    /// # Errors
    ///
    /// [`Error::MultipleFound`] where there are several, and those of [`all`](Query::all).
    pub async fn optional(self, db: &impl Executor) -> Result<Option<L::Row>> {
        self.at_most_one(db.handle()).await
    }

    /// Runs it and gives the first row of its order, or of the key's where it has none.
    ///
    /// # Errors
    ///
    /// Those of [`all`](Query::all).
    pub async fn first(mut self, db: &impl Executor) -> Result<Option<L::Row>> {
        self.order_by_key_unless_ordered();
        self.select.limit = Some(self.select.limit.map_or(1, |limit| limit.min(1)));
        Ok(self.rows(db.handle()).await?.into_iter().next())
    }

    /// Runs it and gives the last row of its order, or of the key's where it has none.
    ///
    /// # Errors
    ///
    /// Those of [`all`](Query::all); [`Error::Configuration`] for a query with a limit or an offset, of which "the last" is
    /// not defined.
    pub async fn last(mut self, db: &impl Executor) -> Result<Option<L::Row>> {
        if self.select.limit.is_some() || self.select.offset.is_some() {
            return Err(Error::configuration(
                "`last` reverses the order, so a limit or an offset would count from the wrong end; \
                 reverse the order yourself and ask for `first`",
            ));
        }
        self.order_by_key_unless_ordered();
        for term in &mut self.select.order {
            term.reverse();
        }
        self.select.limit = Some(1);
        Ok(self.rows(db.handle()).await?.into_iter().next())
    }

    async fn at_most_one(mut self, db: Handle<'_>) -> Result<Option<L::Row>> {
        // A second row is asked for only to tell one from several.
        self.select.limit = Some(self.select.limit.map_or(2, |limit| limit.min(2)));
        let mut rows = self.rows(db).await?;
        if rows.len() > 1 {
            return Err(Error::multiple_found(M::table()));
        }
        Ok(rows.pop())
    }

    async fn rows(self, db: Handle<'_>) -> Result<Vec<L::Row>> {
        let statement = self.statement(db.dialect())?;
        let mut session = db.session().await?;
        let table = M::table();
        let (mut rows, mut riding) = (Vec::new(), Vec::new());
        let loads = &self.loads;
        session
            .fetch(&statement, &mut |row| {
                row.enter(table.name);
                rows.push(M::from_row(row)?);
                riding.push(loads.read(row)?);
                Ok(())
            })
            .await?;
        self.loads.finish(rows, riding, &mut session).await
    }

    fn order_by_key_unless_ordered(&mut self) {
        if self.select.order.is_empty() {
            self.select.order = OrderTerm::by_key(M::table());
        }
    }

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

impl<M: Model, L, S: State> Query<M, L, S> {
    /// How many rows it has.
    ///
    /// # Errors
    ///
    /// Those of the connection.
    pub async fn count(self, db: &impl Executor) -> Result<i64> {
        let db = db.handle();
        let mut statement = sql::count(&self.select, db.dialect())?;
        statement.timeout = self.timeout;
        one_value(statement, db).await
    }

    /// Whether it has a row.
    ///
    /// # Errors
    ///
    /// Those of the connection.
    pub async fn exists(self, db: &impl Executor) -> Result<bool> {
        let db = db.handle();
        let mut statement = sql::exists(&self.select, db.dialect())?;
        statement.timeout = self.timeout;
        one_value(statement, db).await
    }
}

async fn one_value<T: Value>(statement: Statement, db: Handle<'_>) -> Result<T> {
    let mut value = None;
    let mut session = db.session().await?;
    session
        .fetch(&statement, &mut |row| {
            value = Some(row.next::<T>()?);
            Ok(())
        })
        .await?;
    value.ok_or_else(|| Error::configuration("the database gave no row for an aggregate"))
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

use std::marker::PhantomData;
use std::time::Duration;

use super::fold::Group;
use super::order::IntoOrder;
use super::select::{Query, ReadOnly, State};
use super::selection::{Selectable, Selected};
use super::syntax::{Compound, Expr, Select, SetOperator};
use crate::dialect::Dialect;
use crate::model::Model;
use crate::sql;

impl<M: Model, S: State> Query<M, (), S> {
    /// The rows of this query and of the other one, each once.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let newest = Book::query().order_by(Book::year.desc()).limit(1);
    /// let books = Book::filter(Book::title.eq("Emma")).union(newest).order_by(Book::year.asc());
    /// let titles: Vec<String> = books.select(Book::title).all(&db).await?;
    /// assert_eq!(titles, ["Emma", "Frankenstein"]);
    /// # Ok(()) }
    /// ```
    pub fn union<T: State>(self, other: Query<M, (), T>) -> Query<M, (), ReadOnly> {
        self.combined(other, |this, other| Expr::any_of([this, other]))
    }

    /// The rows that are in both queries.
    pub fn intersect<T: State>(self, other: Query<M, (), T>) -> Query<M, (), ReadOnly> {
        self.combined(other, |this, other| Expr::all_of([this, other]))
    }

    /// The rows of this query that are not in the other one.
    pub fn except<T: State>(self, other: Query<M, (), T>) -> Query<M, (), ReadOnly> {
        self.combined(other, |this, other| {
            Expr::all_of([this, Expr::IsNotTrue(Box::new(other))])
        })
    }

    /// A row has its key, so that sets of rows are conditions on them.
    fn combined<T: State>(
        self,
        other: Query<M, (), T>,
        combine: impl FnOnce(Expr, Expr) -> Expr,
    ) -> Query<M, (), ReadOnly> {
        let timeout = self.timeout.or(other.timeout);
        let condition = combine(membership(self.select), membership(other.select));
        // Whether rows that were deleted softly are meant, each of the two says itself.
        let mut query = Query::all_rows()
            .narrowed(condition)
            .becomes()
            .even_deleted();
        query.timeout = timeout;
        query
    }
}

/// Whether a row is one of a query's.
fn membership(select: Select) -> Expr {
    match select.limit.is_some() || select.offset.is_some() || !select.distinct_on.is_empty() {
        true => Expr::KeyIn(Box::new(select)),
        false => Expr::all_of(select.conditions().into_owned()),
    }
}

/// Selected rows of several queries, put together: what [`union`](Query::union) gives of queries that select.
///
/// The queries may be for different models as long as they select the same types. They are put together in the order in
/// which they are written, on both databases.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let names = Author::query().select(Author::name).union(Publisher::query().select(Publisher::name));
/// let names: Vec<String> = names.order_by(Author::name.asc()).all(&db).await?;
/// assert_eq!(names, ["Jane Austen", "John Murray", "Mary Shelley"]);
/// # Ok(()) }
/// ```
pub struct Combined<M, X> {
    pub(crate) compound: Compound,
    pub(crate) projection: Selected<X>,
    pub(crate) timeout: Option<Duration>,
    model: PhantomData<fn() -> M>,
}

macro_rules! operators {
    ($($(#[$docs:meta])* $name:ident $operator:ident;)*) => {
        impl<M: Model, X: Selectable<M>, S: State> Query<M, Selected<X>, S> {
            $(
                $(#[$docs])*
                pub fn $name<N, Y, T>(self, other: Query<N, Selected<Y>, T>) -> Combined<M, X>
                where
                    N: Model,
                    Y: Selectable<N, Row = X::Row>,
                    T: State,
                {
                    self.into_combined().$name(other)
                }
            )*

            fn into_combined(self) -> Combined<M, X> {
                Combined {
                    compound: Compound {
                        first: self.complete(),
                        rest: Vec::new(),
                        order: Vec::new(),
                        limit: None,
                        offset: None,
                    },
                    projection: self.loads,
                    timeout: self.timeout,
                    model: PhantomData,
                }
            }
        }

        impl<M: Model, X: Selectable<M>> Combined<M, X> {
            $(
                $(#[$docs])*
                pub fn $name<N, Y, T>(mut self, other: Query<N, Selected<Y>, T>) -> Self
                where
                    N: Model,
                    Y: Selectable<N, Row = X::Row>,
                    T: State,
                {
                    self.compound.rest.push((SetOperator::$operator, other.complete()));
                    self
                }
            )*
        }
    };
}

operators! {
    /// The rows so far and those of another query, each once.
    union Union;
    /// The rows so far and those of another query, as often as they are there.
    union_all UnionAll;
    /// The rows so far that are in another query too, each once.
    intersect Intersect;
    /// The rows so far that are not in another query, each once.
    except Except;
}

impl<M: Model, X: Selectable<M>> Combined<M, X> {
    /// All rows in an order, by what the first query selects: another term is
    /// [`Error::Configuration`](crate::Error::Configuration). Later calls append to it.
    #[must_use]
    pub fn order_by(mut self, order: impl IntoOrder<Group<M>>) -> Self {
        self.compound.order.extend(order.into_terms());
        self
    }

    /// At most so many of all rows.
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.compound.limit = Some(rows);
        self
    }

    /// Passes over so many of all rows.
    #[must_use]
    pub fn offset(mut self, rows: u64) -> Self {
        self.compound.offset = Some(rows);
        self
    }

    /// The deadline of the round trip, instead of [the database's](crate::db::DbBuilder::statement_timeout).
    #[must_use]
    pub fn timeout(mut self, after: Duration) -> Self {
        self.timeout = Some(after);
        self
    }

    /// The SQL on this database; where it cannot be written, the reason as a comment.
    pub fn sql(&self, dialect: Dialect) -> String {
        sql::text(sql::compound(&self.compound, dialect))
    }
}

impl<M, X: Clone> Clone for Combined<M, X> {
    fn clone(&self) -> Self {
        Combined {
            compound: self.compound.clone(),
            projection: self.projection.clone(),
            timeout: self.timeout,
            model: PhantomData,
        }
    }
}

impl<M, X> std::fmt::Debug for Combined<M, X> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.compound.fmt(f)
    }
}

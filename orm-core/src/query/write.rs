use std::marker::PhantomData;
use std::time::Duration;

use super::column::Column;
use super::expression::{Expr, Expression};
use super::select::{Query, State, Writable};
use super::syntax;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::schema::Table;
use crate::types::{ColumnType, Datum, Value};

/// What a column of type `T` is set to: what its setter takes, or an expression that the database computes.
///
/// | the column's type | it is set to |
/// |---|---|
/// | `T` | a `T`, a `&T`, or an expression of type `T` |
/// | `String` | also a `&str` |
/// | `Option<T>` | also an `Option<T>` and whatever a `T` is set to; `None` is `NULL` |
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` of `{M}` cannot be set to `{Self}`",
    label = "expected `{T}`, or an expression of `{M}` of that type",
    note = "an expression that may be `NULL`, such as a division, is given a value for that by `.coalesce(…)`"
)]
pub trait IntoAssignment<M, T> {
    /// The value or expression, erased.
    #[doc(hidden)]
    fn into_assigned(self) -> Assigned;
}

/// What a column is set to.
#[doc(hidden)]
pub enum Assigned {
    /// A value.
    Datum(Datum),
    /// An expression.
    Expr(syntax::Expr),
}

macro_rules! assignments {
    ($([$($generics:tt)*] $from:ty => $to:ty, |$value:ident| $datum:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M, $($generics)*> IntoAssignment<M, $to> for $from {
            fn into_assigned(self) -> Assigned {
                let $value = self;
                Assigned::Datum($datum)
            }
        }
    )*};
}

assignments! {
    [T: Value] T => T, |value| Value::into_datum(value);
    [T: Value] &T => T, |value| value.to_datum();
    [T: Value] T => Option<T>, |value| Value::into_datum(value);
    [T: Value] &T => Option<T>, |value| value.to_datum();
    [T: Value] Option<T> => Option<T>, |value| value.into_column_datum();
    [T: Value] &Option<T> => Option<T>, |value| value.datum();
    [] &str => String, |value| Datum::Text(value.to_owned());
    [] &str => Option<String>, |value| Datum::Text(value.to_owned());
}

macro_rules! computed {
    ($([$($key:ident)?] $kind:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: Model, T: ColumnType $(, $key)?> IntoAssignment<M, T> for $kind {
            fn into_assigned(self) -> Assigned {
                Assigned::Expr(self.into_expr().into_node())
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M: Model, T: Value $(, $key)?> IntoAssignment<M, Option<T>> for $kind {
            fn into_assigned(self) -> Assigned {
                Assigned::Expr(self.into_expr().into_node())
            }
        }
    )*};
}

computed! {
    [K] Column<M, T, K>;
    [] Expr<M, T>;
}

/// Columns and what they are set to.
#[derive(Debug, Clone)]
pub(crate) struct Assignments {
    table: &'static Table,
    pub(crate) terms: Vec<(usize, syntax::Expr)>,
}

impl Assignments {
    pub(crate) fn new(table: &'static Table) -> Self {
        Assignments {
            table,
            terms: Vec::new(),
        }
    }

    pub(crate) fn set(&mut self, column: usize, assigned: Assigned) {
        let table = self.table;
        let expr = match assigned {
            Assigned::Expr(expr) => expr,
            Assigned::Datum(datum) => syntax::Expr::Value(syntax::Value {
                datum,
                ty: table.columns[column].ty,
                column: Some((table, column)),
            }),
        };
        // The last word counts, as with a setter.
        self.terms.retain(|(known, _)| *known != column);
        self.terms.push((column, expr));
    }
}

/// Changes of many rows: `Book::filter(…).set(Book::year, 1813)`, written by [`update`](Changes::update).
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let changed = Book::filter(Book::author.is(&jane))
///     .set(Book::year, Book::year + 1)
///     .set(Book::publisher_id, None)
///     .update(&db)
///     .await?;
/// assert_eq!(changed, 2);
/// # Ok(()) }
/// ```
#[must_use = "changes do nothing until `.update(&db)`"]
pub struct Changes<M> {
    pub(crate) assignments: Assignments,
    pub(crate) filter: Result<Vec<syntax::Expr>>,
    pub(crate) timeout: Option<Duration>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model, S: State> Query<M, (), S> {
    /// Sets a column of these rows, to a value or to what the database computes: `Book::year + 1`.
    /// [`update`](Changes::update) writes it.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let changed = Book::filter(Book::year.lt(1816)).set(Book::title, "?").update(&db).await?;
    /// assert_eq!(changed, 2);
    /// # Ok(()) }
    /// ```
    pub fn set<T: ColumnType, K>(
        self,
        column: Column<M, T, K>,
        value: impl IntoAssignment<M, T>,
    ) -> Changes<M>
    where
        S: Writable,
    {
        self.changes().set(column, value)
    }

    /// As [`set`](Query::set) where there is a value, and nothing where there is none.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let (title, year) = (Some("Emma"), None::<i32>);
    /// let emma = Book::filter(Book::year.eq(1815)).set_if(Book::title, title).set_if(Book::year, year);
    /// assert_eq!(emma.update(&db).await?, 1);
    /// # Ok(()) }
    /// ```
    pub fn set_if<T: ColumnType, K, V: IntoAssignment<M, T>>(
        self,
        column: Column<M, T, K>,
        value: Option<V>,
    ) -> Changes<M>
    where
        S: Writable,
    {
        self.changes().set_if(column, value)
    }

    fn changes(self) -> Changes<M> {
        Changes {
            assignments: Assignments::new(M::table()),
            timeout: self.timeout,
            filter: self.write_filter(),
            model: PhantomData,
        }
    }

    /// A filter that was folded from no condition would mean all rows, and nobody said so.
    pub(crate) fn write_filter(self) -> Result<Vec<syntax::Expr>> {
        if !self.means_all_rows && self.select.filter.iter().all(|term| term.is_always(true)) {
            return Err(Error::configuration(format!(
                "the filter of this write on `{}` has no condition, so it would mean every row; \
                 say so with `.unfiltered()`, or give it one",
                M::table().name
            )));
        }
        Ok(self.select.conditions().into_owned())
    }
}

impl<M: Model> Changes<M> {
    /// Sets one more column. All new values are computed from what the row held before; a column that is set twice gets the
    /// later value.
    pub fn set<T: ColumnType, K>(
        mut self,
        column: Column<M, T, K>,
        value: impl IntoAssignment<M, T>,
    ) -> Self {
        self.assignments.set(column.index(), value.into_assigned());
        self
    }

    /// Sets one more column where there is a value.
    pub fn set_if<T: ColumnType, K, V: IntoAssignment<M, T>>(
        self,
        column: Column<M, T, K>,
        value: Option<V>,
    ) -> Self {
        match value {
            Some(value) => self.set(column, value),
            None => self,
        }
    }
}

/// Changes of one row: `book.set(Book::title, "Emma")`, written by [`update`](RowChanges::update).
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let emma = Book::filter(Book::title.eq("Emma")).get(&db).await?;
/// let later = emma.set(Book::title, "Emma, revised").set(Book::year, Book::year + 1).update(&db).await?;
/// assert_eq!((later.title.as_str(), later.year), ("Emma, revised", 1816));
/// # Ok(()) }
/// ```
#[must_use = "changes do nothing until `.update(&db)`"]
pub struct RowChanges<M: Model> {
    pub(crate) assignments: Assignments,
    pub(crate) key: M::Key,
}

impl<M: Model> RowChanges<M> {
    pub(crate) fn new(key: M::Key) -> Self {
        RowChanges {
            assignments: Assignments::new(M::table()),
            key,
        }
    }

    /// Sets one more column, to a value or to what the database computes: `Book::views + 1`.
    pub fn set<T: ColumnType, K>(
        mut self,
        column: Column<M, T, K>,
        value: impl IntoAssignment<M, T>,
    ) -> Self {
        self.assignments.set(column.index(), value.into_assigned());
        self
    }

    /// Sets one more column where there is a value.
    pub fn set_if<T: ColumnType, K, V: IntoAssignment<M, T>>(
        self,
        column: Column<M, T, K>,
        value: Option<V>,
    ) -> Self {
        match value {
            Some(value) => self.set(column, value),
            None => self,
        }
    }
}

use std::marker::PhantomData;
use std::time::Duration;

use super::column::Column;
use super::expression::{Expr, Expression};
use super::select::{Filtered, Query};
use super::syntax::{self, Delete, Update};
use crate::db::{Executor, Handle, Statement};
use crate::error::{Error, Result};
use crate::model::{Key, Model};
use crate::schema::Table;
use crate::sql;
use crate::types::{ColumnType, Datum, Value};

/// What a column of type `T` is set to: what its setter takes, or an expression that the database computes.
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` of `{M}` cannot be set to `{Self}`",
    label = "expected `{T}`, or an expression of `{M}` of that type"
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
    ($($kind:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: Model, T: ColumnType> IntoAssignment<M, T> for $kind<M, T> {
            fn into_assigned(self) -> Assigned {
                Assigned::Expr(self.into_expr().into_node())
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M: Model, T: Value> IntoAssignment<M, Option<T>> for $kind<M, T> {
            fn into_assigned(self) -> Assigned {
                Assigned::Expr(self.into_expr().into_node())
            }
        }
    )*};
}

computed! { Column Expr }

/// Columns and what they are set to.
#[derive(Debug, Clone)]
struct Assignments {
    table: &'static Table,
    terms: Vec<(usize, syntax::Expr)>,
}

impl Assignments {
    fn new(table: &'static Table) -> Self {
        Assignments {
            table,
            terms: Vec::new(),
        }
    }

    fn set(&mut self, column: usize, assigned: Assigned) {
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

/// Changes of many rows: `Book::filter(…).set(Book::stock, 0)`.
#[must_use = "changes do nothing until `.update(&db)`"]
pub struct Changes<M> {
    assignments: Assignments,
    filter: Result<Vec<syntax::Expr>>,
    timeout: Option<Duration>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> Query<M, (), Filtered> {
    /// Sets a column of these rows, to a value or to what the database computes: `Book::views + 1`.
    pub fn set<T: ColumnType>(
        self,
        column: Column<M, T>,
        value: impl IntoAssignment<M, T>,
    ) -> Changes<M> {
        self.changes().set(column, value)
    }

    /// As [`set`](Query::set) where there is a value, and nothing where there is none.
    pub fn set_if<T: ColumnType, V: IntoAssignment<M, T>>(
        self,
        column: Column<M, T>,
        value: Option<V>,
    ) -> Changes<M> {
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

    /// Deletes these rows, and says how many they were.
    ///
    /// # Errors
    ///
    /// [`Error::ForeignKeyViolation`] where rows that refer to them forbid it; [`Error::Configuration`], before anything is
    /// sent, where the filter was folded from no condition.
    pub async fn delete(self, db: &impl Executor) -> Result<u64> {
        let db = db.handle();
        let timeout = self.timeout;
        let delete = Delete {
            table: M::table(),
            filter: self.write_filter()?,
        };
        let mut statement = sql::delete(&delete, db.dialect())?;
        statement.timeout = timeout;
        db.session().await?.execute(&statement).await
    }

    /// A filter that was folded from no condition would mean all rows, and nobody said so.
    fn write_filter(self) -> Result<Vec<syntax::Expr>> {
        let says_nothing =
            |term: &syntax::Expr| matches!(term, syntax::Expr::And(t) if t.is_empty());
        if !self.means_all_rows && self.select.filter.iter().all(says_nothing) {
            return Err(Error::configuration(format!(
                "the filter of this write on `{}` has no condition, so it would mean every row; \
                 say so with `.unfiltered()`, or give it one",
                M::table().name
            )));
        }
        Ok(self.select.filter)
    }
}

impl<M: Model> Changes<M> {
    /// Sets one more column.
    pub fn set<T: ColumnType>(
        mut self,
        column: Column<M, T>,
        value: impl IntoAssignment<M, T>,
    ) -> Self {
        self.assignments.set(column.index(), value.into_assigned());
        self
    }

    /// Sets one more column where there is a value.
    pub fn set_if<T: ColumnType, V: IntoAssignment<M, T>>(
        self,
        column: Column<M, T>,
        value: Option<V>,
    ) -> Self {
        match value {
            Some(value) => self.set(column, value),
            None => self,
        }
    }

    /// Writes the changes, and says how many rows they met. Where nothing was set, nothing is sent.
    ///
    /// # Errors
    ///
    /// The violated constraint's, and those of [`delete`](Query::delete).
    pub async fn update(self, db: &impl Executor) -> Result<u64> {
        let db = db.handle();
        let update = Update {
            table: M::table(),
            assignments: self.assignments.terms,
            filter: self.filter?,
            returning: Vec::new(),
        };
        if update.assignments.is_empty() {
            return Ok(0);
        }
        let mut statement = sql::update(&update, db.dialect())?;
        statement.timeout = self.timeout;
        db.session().await?.execute(&statement).await
    }
}

/// Changes of one row: `book.set(Book::title, "Emma")`.
#[must_use = "changes do nothing until `.update(&db)`"]
pub struct RowChanges<M: Model> {
    assignments: Assignments,
    key: M::Key,
}

impl<M: Model> RowChanges<M> {
    pub(crate) fn new(key: M::Key) -> Self {
        RowChanges {
            assignments: Assignments::new(M::table()),
            key,
        }
    }

    /// Sets one more column, to a value or to what the database computes: `Book::views + 1`.
    pub fn set<T: ColumnType>(
        mut self,
        column: Column<M, T>,
        value: impl IntoAssignment<M, T>,
    ) -> Self {
        self.assignments.set(column.index(), value.into_assigned());
        self
    }

    /// Sets one more column where there is a value.
    pub fn set_if<T: ColumnType, V: IntoAssignment<M, T>>(
        self,
        column: Column<M, T>,
        value: Option<V>,
    ) -> Self {
        match value {
            Some(value) => self.set(column, value),
            None => self,
        }
    }

    /// Writes the changed columns and no others, and gives the row as stored. Where nothing was set, reads it again.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where the row is gone, and the violated constraint's.
    pub async fn update(self, db: &impl Executor) -> Result<M> {
        if self.assignments.terms.is_empty() {
            return Query::<M, (), Filtered>::by_key(self.key).get(db).await;
        }
        update_row(self.assignments.terms, self.key, db.handle()).await
    }
}

/// Writes all columns of a row but its key's.
pub(crate) async fn save<M: Model>(row: &M, db: Handle<'_>) -> Result<M> {
    let table = M::table();
    let mut assignments = Assignments::new(table);
    for column in (0..table.columns.len()).filter(|c| !table.primary_key.contains(c)) {
        assignments.set(column, Assigned::Datum(row.datum(column)));
    }
    if assignments.terms.is_empty() {
        // A row that is all key: written again, it is what it was, if it is there.
        let key = table.primary_key[0];
        assignments.set(key, Assigned::Datum(row.datum(key)));
    }
    update_row(assignments.terms, row.key(), db).await
}

async fn update_row<M: Model>(
    assignments: Vec<(usize, syntax::Expr)>,
    key: M::Key,
    db: Handle<'_>,
) -> Result<M> {
    let table = M::table();
    let update = Update {
        table,
        assignments,
        filter: vec![syntax::Expr::key_equals(
            table,
            table.primary_key,
            key.into_datums(),
        )],
        returning: (0..table.columns.len()).collect(),
    };
    let statement = sql::update(&update, db.dialect())?;
    let mut session = db.session().await?;
    fetch_rows(&statement, &mut session)
        .await?
        .pop()
        .ok_or_else(|| Error::not_found(table))
}

pub(crate) async fn fetch_rows<M: Model>(
    statement: &Statement,
    session: &mut crate::db::Session<'_>,
) -> Result<Vec<M>> {
    let mut rows = Vec::new();
    session
        .fetch(statement, &mut |row| {
            row.enter(M::table().name);
            rows.push(M::from_row(row)?);
            Ok(())
        })
        .await?;
    Ok(rows)
}

/// Deletes the row with this key.
pub(crate) async fn delete(table: &'static Table, key: Vec<Datum>, db: Handle<'_>) -> Result<()> {
    let delete = Delete {
        table,
        filter: vec![syntax::Expr::key_equals(table, table.primary_key, key)],
    };
    let statement = sql::delete(&delete, db.dialect())?;
    match db.session().await?.execute(&statement).await? {
        0 => Err(Error::not_found(table)),
        _ => Ok(()),
    }
}

use std::time::Duration;

use super::soft_delete::Deletion;
use crate::db::{Executor, Handle, Session, Statement};
use crate::error::{Error, Result};
use crate::load::Loading;
use crate::model::{Key, Model};
use crate::query::syntax::{self, Update};
use crate::query::{Assigned, Assignments, Changes, Filtered, Query, RowChanges, State, Writable};
use crate::schema::Table;
use crate::sql;
use crate::types::Datum;

impl<M: Model, S: State> Query<M, (), S> {
    /// Deletes these rows, and says how many they were. What refers to them goes the way of its `on_delete`. Rows of a model
    /// with a [soft delete](crate::model::SoftDelete) are marked instead.
    ///
    /// It is offered once the query is filtered; `Book::query().delete(&db)` does not compile, see
    /// [`unfiltered`](Query::unfiltered).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// assert_eq!(Book::filter(Book::author.is(&jane)).delete(&db).await?, 2);
    /// assert_eq!(Book::query().count(&db).await?, 1);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::ForeignKeyViolation`] where rows that refer to them forbid it; [`Error::Configuration`], before anything is
    /// sent, where the filter was folded from no condition.
    pub fn delete<'db>(self, db: &'db impl Executor) -> Loading<'db, u64>
    where
        S: Writable,
    {
        let timeout = self.timeout;
        let filter = self.write_filter();
        let (table, usual) = (M::table(), Deletion::Usual);
        Box::pin(delete_rows(table, filter, usual, timeout, db.handle()))
    }
}

pub(super) async fn delete_rows(
    table: &'static Table,
    filter: Result<Vec<syntax::Expr>>,
    deletion: Deletion,
    timeout: Option<Duration>,
    db: Handle<'_>,
) -> Result<u64> {
    let mut statement = deletion.statement(table, filter?, Vec::new(), db.dialect())?;
    statement.timeout = timeout;
    db.session().await?.execute(&statement).await
}

impl<M: Model> Changes<M> {
    /// Writes the changes in one statement, and says how many rows they met. Where nothing was set, nothing is sent.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let early = Book::filter(Book::year.lt(1816));
    /// assert_eq!(early.set(Book::year, Book::year + 100).update(&db).await?, 2);
    /// # Ok(()) }
    /// ```
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

impl<M: Model> RowChanges<M> {
    /// Writes the changed columns and no others, and gives the row as stored. Where nothing was set, reads it again.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let emma = Book::filter(Book::title.eq("Emma")).get(&db).await?;
    /// assert_eq!(emma.set(Book::year, Book::year + 1).update(&db).await?.year, 1816);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where the row is gone, and the violated constraint's.
    pub async fn update(self, db: &impl Executor) -> Result<M> {
        if self.assignments.terms.is_empty() {
            let row = Query::<M, (), Filtered>::by_key(self.key);
            return row.even_deleted().get(db).await;
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
    session: &mut Session<'_>,
) -> Result<Vec<M>> {
    let mut rows = Vec::new();
    session
        .fetch(statement, &mut |row| {
            row.enter(M::table());
            rows.push(M::from_row(row)?);
            Ok(())
        })
        .await?;
    Ok(rows)
}

/// Deletes the row with this key.
pub(crate) async fn delete(
    table: &'static Table,
    key: Vec<Datum>,
    deletion: Deletion,
    db: Handle<'_>,
) -> Result<()> {
    let filter = vec![syntax::Expr::key_equals(table, table.primary_key, key)];
    let statement = deletion.statement(table, filter, Vec::new(), db.dialect())?;
    match db.session().await?.execute(&statement).await? {
        0 => Err(Error::not_found(table)),
        _ => Ok(()),
    }
}

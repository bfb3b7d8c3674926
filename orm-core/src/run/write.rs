use super::delete::delete_rows;
use super::prepare::prepare_changes;
use super::scope::Scope;
use super::soft_delete::Deletion;
use crate::db::{Executor, Handle, Session, Statement};
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::load::Loading;
use crate::model::{Key, Model};
use crate::query::syntax::{Expr, Update};
use crate::query::{Assigned, Assignments, Changes, Filtered, Query, RowChanges, State, Writable};
use crate::sql;

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
        Box::pin(
            async move { delete_rows::<M>(filter?, Deletion::Usual, timeout, db.handle()).await },
        )
    }
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
        let (db, follows) = (db.handle(), M::HOOKS.after_save.is_some());
        let returning = if follows {
            all_columns::<M>()
        } else {
            Vec::new()
        };
        match self.statement(returning, db.dialect())? {
            None => Ok(0),
            Some(statement) if follows => Ok(write_rows::<M>(&statement, db).await?.len() as u64),
            Some(statement) => db.session().await?.execute(&statement).await,
        }
    }

    /// The statement that gives these columns of each row back; none where nothing was set.
    pub(super) fn statement(
        self,
        returning: Vec<usize>,
        dialect: Dialect,
    ) -> Result<Option<Statement>> {
        let (filter, mut assignments) = (self.filter?, self.assignments);
        if assignments.terms.is_empty() {
            return Ok(None);
        }
        prepare_changes::<M>(&mut assignments)?;
        let update = Update {
            table: M::table(),
            assignments: assignments.terms,
            filter,
            returning,
        };
        let mut statement = sql::update(&update, dialect)?;
        statement.timeout = self.timeout;
        Ok(Some(statement))
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
        let mut assignments = self.assignments;
        prepare_changes::<M>(&mut assignments)?;
        update_row(assignments, key_is::<M>(self.key), db.handle())
            .await?
            .ok_or_else(|| Error::not_found(M::table()))
    }
}

/// Writes all columns of a row but its key's, and those that set themselves.
pub(crate) async fn save<M: Model>(row: &M, db: Handle<'_>) -> Result<M> {
    let table = M::table();
    let mut assignments = Assignments::new(table);
    for (position, column) in table.columns.iter().enumerate() {
        if !table.primary_key.contains(&position) && !column.sets_itself() {
            assignments.set(position, Assigned::Datum(row.datum(position)));
        }
    }
    if assignments.terms.is_empty() {
        // A row that is all key: written again, it is what it was, if it is there.
        let key = table.primary_key[0];
        assignments.set(key, Assigned::Datum(row.datum(key)));
    }
    prepare_changes::<M>(&mut assignments)?;
    let mut filter = key_is::<M>(row.key());
    let version = table.columns.iter().position(|column| column.version);
    filter.extend(version.map(|version| Expr::key_equals(table, &[version], [row.datum(version)])));
    match update_row(assignments, filter, db).await? {
        Some(stored) => Ok(stored),
        None if version.is_some() && is_there::<M>(row.key(), db).await? => {
            Err(Error::stale(table))
        }
        None => Err(Error::not_found(table)),
    }
}

async fn is_there<M: Model>(key: M::Key, db: Handle<'_>) -> Result<bool> {
    let query = Query::<M, (), Filtered>::by_key(key).even_deleted();
    match db {
        Handle::Db(db) => query.exists(db).await,
        Handle::Tx(tx) => query.exists(tx).await,
    }
}

fn key_is<M: Model>(key: M::Key) -> Vec<Expr> {
    let table = M::table();
    vec![Expr::key_equals(
        table,
        table.primary_key,
        key.into_datums(),
    )]
}

pub(super) fn all_columns<M: Model>() -> Vec<usize> {
    (0..M::table().columns.len()).collect()
}

/// Changes the one row that meets these conditions, and gives it as stored.
async fn update_row<M: Model>(
    assignments: Assignments,
    filter: Vec<Expr>,
    db: Handle<'_>,
) -> Result<Option<M>> {
    let update = Update {
        table: M::table(),
        assignments: assignments.terms,
        filter,
        returning: all_columns::<M>(),
    };
    let statement = sql::update(&update, db.dialect())?;
    Ok(write_rows(&statement, db).await?.pop())
}

/// Runs an update and the hook that follows it, and gives the rows as stored.
pub(super) async fn write_rows<M: Model>(statement: &Statement, db: Handle<'_>) -> Result<Vec<M>> {
    let after_save = M::HOOKS.after_save;
    let scope = Scope::begin(db, after_save.is_some()).await?;
    let rows = fetch_rows(statement, &mut scope.handle().session().await?).await?;
    scope.run(after_save, &rows).await?;
    scope.commit().await?;
    Ok(rows)
}

pub(crate) async fn fetch_rows<M: Model>(
    statement: &Statement,
    session: &mut Session<'_>,
) -> Result<Vec<M>> {
    session
        .fetch(statement, |rows: &mut Vec<M>, row| {
            row.enter(M::table());
            rows.push(M::from_row(row)?);
            Ok(())
        })
        .await
}

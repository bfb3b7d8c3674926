use std::time::Duration;

use super::soft_delete::Deletion;
use super::write::fetch_rows;
use crate::db::{Executor, Handle, Statement};
use crate::error::Result;
use crate::load::Loading;
use crate::model::Model;
use crate::query::syntax::Update;
use crate::query::{Changes, Query, State, Writable};
use crate::sql;

impl<M: Model, S: State> Query<M, (), S> {
    /// As [`delete`](Query::delete), and gives the rows as they were, in any order. Rows that are marked
    /// by a [soft delete](crate::model::SoftDelete) are given with their mark.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let gone: Vec<Book> = Book::filter(Book::author.is(&mary)).delete_returning(&db).await?;
    /// assert_eq!(gone[0].title, "Frankenstein");
    /// assert_eq!(mary.books().count(&db).await?, 0);
    /// # Ok(()) }
    /// ```
    ///
    /// Both databases write `DELETE FROM "book" WHERE … RETURNING "book"."id", "book"."title" …`.
    ///
    /// # Errors
    ///
    /// Those of [`delete`](Query::delete).
    pub fn delete_returning<'db>(self, db: &'db impl Executor) -> Loading<'db, Vec<M>>
    where
        S: Writable,
    {
        let (db, timeout) = (db.handle(), self.timeout);
        let filter = self.write_filter();
        Box::pin(async move {
            let (table, columns) = (M::table(), all_columns::<M>());
            let statement = Deletion::Usual.statement(table, filter?, columns, db.dialect())?;
            fetch(statement, timeout, db).await
        })
    }
}

impl<M: Model> Changes<M> {
    /// As [`update`](Changes::update), and gives the rows as stored, in any order. Where nothing was set, nothing is sent,
    /// and no row is given.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let late = Book::filter(Book::year.gt(1815)).set(Book::year, Book::year + 100);
    /// let changed: Vec<Book> = late.update_returning(&db).await?;
    /// assert_eq!((changed[0].title.as_str(), changed[0].year), ("Frankenstein", 1918));
    /// # Ok(()) }
    /// ```
    ///
    /// Both databases write `UPDATE "book" SET "year" = … WHERE … RETURNING "book"."id", "book"."title" …`.
    ///
    /// # Errors
    ///
    /// Those of [`update`](Changes::update).
    pub fn update_returning<'db>(self, db: &'db impl Executor) -> Loading<'db, Vec<M>> {
        let db = db.handle();
        Box::pin(async move {
            let update = Update {
                table: M::table(),
                assignments: self.assignments.terms,
                filter: self.filter?,
                returning: all_columns::<M>(),
            };
            if update.assignments.is_empty() {
                return Ok(Vec::new());
            }
            fetch(sql::update(&update, db.dialect())?, self.timeout, db).await
        })
    }
}

fn all_columns<M: Model>() -> Vec<usize> {
    (0..M::table().columns.len()).collect()
}

async fn fetch<M: Model>(
    mut statement: Statement,
    timeout: Option<Duration>,
    db: Handle<'_>,
) -> Result<Vec<M>> {
    statement.timeout = timeout;
    fetch_rows(&statement, &mut db.session().await?).await
}

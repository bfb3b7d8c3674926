use super::delete::delete_returning;
use super::write::{all_columns, write_rows};
use crate::db::Executor;
use crate::load::Loading;
use crate::model::Model;
use crate::query::{Changes, Query, State, Writable};

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
        Box::pin(async move { delete_returning(filter?, timeout, db).await })
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
            match self.statement(all_columns::<M>(), db.dialect())? {
                None => Ok(Vec::new()),
                Some(statement) => write_rows(&statement, db).await,
            }
        })
    }
}

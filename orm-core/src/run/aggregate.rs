use std::time::Duration;

use super::read::read_one;
use crate::db::{Executor, Handle};
use crate::error::Result;
use crate::load::Loading;
use crate::model::Model;
use crate::query::syntax::Select;
use crate::query::{AggregateSet, Query, State};
use crate::sql;

impl<M: Model, S: State> Query<M, (), S> {
    /// Aggregates of all rows of the query: one value, or a tuple of them. Of a query with a limit or an offset, of the rows
    /// on that page.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let (books, oldest) = Book::query().aggregate((count(), Book::year.min()), &db).await?;
    /// assert_eq!((books, oldest), (3, Some(1813)));
    /// let newest_two = Book::query().order_by(Book::year.desc()).limit(2);
    /// assert_eq!(newest_two.aggregate(Book::year.avg(), &db).await?, Some(1816.5));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the connection; [`Error::Unsupported`](crate::Error::Unsupported) where the database has no such aggregate.
    pub fn aggregate<'db, X>(self, aggregates: X, db: &'db impl Executor) -> Loading<'db, X::Row>
    where
        X: AggregateSet<M> + 'db,
    {
        Box::pin(aggregate(
            self.select,
            self.timeout,
            aggregates,
            db.handle(),
        ))
    }
}

async fn aggregate<M: Model, X: AggregateSet<M>>(
    mut select: Select,
    timeout: Option<Duration>,
    aggregates: X,
    db: Handle<'_>,
) -> Result<X::Row> {
    aggregates.nodes(&mut select.outputs);
    let mut statement = sql::select(&select.aggregated(), db.dialect())?;
    statement.timeout = timeout;
    let mut session = db.session().await?;
    read_one(&statement, &mut session, |row| aggregates.read(row)).await
}

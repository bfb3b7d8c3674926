use std::collections::VecDeque;

use futures::stream::{self, BoxStream, StreamExt};

use crate::db::{Cursor, Executor, Handle};
use crate::error::Result;
use crate::load::Projection;
use crate::model::Model;
use crate::query::{Query, State};

/// How many rows a stream reads at a time, and loads the relations of.
pub(super) const CHUNK: u32 = 500;

impl<M: Model, L: Projection<M>, S: State> Query<M, L, S> {
    /// Runs it and gives its rows one by one, in bounded memory: they are read 500 at a time, and the relations that were
    /// asked for by [`with`](Query::with) are loaded for as many.
    ///
    /// The rows are those of one moment. A connection is held until the stream ends or is dropped.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// use futures::TryStreamExt;
    ///
    /// let mut books = Book::query().with(Book::author).order_by(Book::year.asc()).stream(&db);
    /// let mut lines = Vec::new();
    /// while let Some((book, author)) = books.try_next().await? {
    ///     lines.push(format!("{}: {}", author.name, book.title));
    /// }
    /// assert_eq!(lines[2], "Mary Shelley: Frankenstein");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As an item of the stream, which ends with it: those of [`all`](Query::all).
    pub fn stream<'db>(self, db: &'db impl Executor) -> BoxStream<'db, Result<L::Row>>
    where
        L: 'db,
    {
        let rows = Rows {
            query: self,
            db: db.handle(),
            cursor: None,
            ready: VecDeque::new(),
        };
        let rows = stream::try_unfold(rows, |mut rows| async move {
            let row = rows.next().await?;
            Ok(row.map(|row| (row, rows)))
        });
        rows.boxed()
    }
}

struct Rows<'db, M: Model, L: Projection<M>, S> {
    query: Query<M, L, S>,
    db: Handle<'db>,
    cursor: Option<Cursor<'db>>,
    ready: VecDeque<L::Row>,
}

impl<M: Model, L: Projection<M>, S: State> Rows<'_, M, L, S> {
    async fn next(&mut self) -> Result<Option<L::Row>> {
        if self.ready.is_empty() {
            self.ready = self.chunk().await?.into();
        }
        Ok(self.ready.pop_front())
    }

    async fn chunk(&mut self) -> Result<Vec<L::Row>> {
        let mut cursor = match self.cursor.take() {
            Some(cursor) => cursor,
            None => {
                let statement = self.query.statement(self.db.dialect())?;
                self.db.cursor(&statement, CHUNK).await?
            }
        };
        let loads = &self.query.loads;
        let chunk = cursor
            .next_chunk(|partials: &mut Vec<_>, row| {
                partials.push(loads.read(row)?);
                Ok(())
            })
            .await?;
        let rows = match chunk {
            None => Vec::new(),
            Some(partials) => {
                let mut session = cursor.session().await?;
                loads.finish(partials, &mut session).await?
            }
        };
        self.cursor = Some(cursor);
        Ok(rows)
    }
}

use std::collections::VecDeque;

use futures::stream::{self, Stream};

use crate::db::{Cursor, Executor, Handle};
use crate::error::Result;
use crate::load::LoadSet;
use crate::model::Model;
use crate::query::{Query, State};

/// How many rows a stream reads at a time, and loads the relations of.
const CHUNK: u32 = 500;

impl<M: Model, L: LoadSet<M>, S: State> Query<M, L, S> {
    /// Runs it and gives its rows one by one, in bounded memory: they are read 500 at a time, and the relations that were
    /// asked for by [`with`](Query::with) are loaded for as many.
    ///
    /// The rows are those of one moment. A connection is held until the stream ends or is dropped.
    ///
    /// ```no_run
    /// # use orm_core::{db::Db, Model, Result};
    /// # async fn f<Book: Model>(db: &Db) -> Result<()> {
    /// use futures::TryStreamExt;
    ///
    /// let mut books = std::pin::pin!(Book::query().stream(db));
    /// while let Some(book) = books.try_next().await? {
    ///     // …
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As an item of the stream, which ends with it: those of [`all`](Query::all).
    pub fn stream<'db>(
        self,
        db: &'db impl Executor,
    ) -> impl Stream<Item = Result<L::Row>> + Send + 'db
    where
        L: 'db,
        S: 'db,
    {
        let rows = Rows {
            query: self,
            db: db.handle(),
            cursor: None,
            ready: VecDeque::new(),
        };
        stream::try_unfold(rows, |mut rows| async move {
            let row = rows.next().await?;
            Ok(row.map(|row| (row, rows)))
        })
    }
}

struct Rows<'db, M: Model, L: LoadSet<M>, S> {
    query: Query<M, L, S>,
    db: Handle<'db>,
    cursor: Option<Cursor<'db>>,
    ready: VecDeque<L::Row>,
}

impl<M: Model, L: LoadSet<M>, S: State> Rows<'_, M, L, S> {
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
        let (mut rows, mut riding) = (Vec::new(), Vec::new());
        cursor
            .next_chunk(&mut |row| {
                row.enter(M::table());
                rows.push(M::from_row(row)?);
                riding.push(loads.read(row)?);
                Ok(())
            })
            .await?;
        let rows = match rows.is_empty() {
            true => Vec::new(),
            false => {
                let mut session = cursor.session().await?;
                loads.finish(rows, riding, &mut session).await?
            }
        };
        self.cursor = Some(cursor);
        Ok(rows)
    }
}

//! Running SQL that a person wrote.

use std::collections::VecDeque;
use std::future::IntoFuture;

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream, StreamExt};

use super::stream::CHUNK;
use crate::db::{Cursor, Executor, Handle, Row, Statement};
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::query::{Raw, RawExecution, RawRows};
use crate::sql::{self, Verb};

impl<R: RawRows> Raw<R> {
    /// Runs it and gives all rows.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] where the text has a second statement or other placeholders than values are bound, before
    /// anything is sent; [`Error::Decode`] where a column is missing or is of another type; those of
    /// [`Query::all`](crate::query::Query::all).
    pub async fn all(self, db: &impl Executor) -> Result<Vec<R::Row>> {
        self.at_most(usize::MAX, db.handle()).await
    }

    /// Runs it and gives its one row.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where there is none, [`Error::MultipleFound`] where there are several, and those of
    /// [`all`](Raw::all).
    pub async fn get(self, db: &impl Executor) -> Result<R::Row> {
        let table = self.rows.subject().to_owned();
        self.one(db.handle())
            .await?
            .ok_or(Error::NotFound { table })
    }

    /// Runs it and gives its one row, or `None`.
    ///
    /// # Errors
    ///
    /// [`Error::MultipleFound`] where there are several, and those of [`all`](Raw::all).
    pub async fn optional(self, db: &impl Executor) -> Result<Option<R::Row>> {
        self.one(db.handle()).await
    }

    /// Runs it and gives its first row. The others are passed over as they come: say `LIMIT 1` where there may be many.
    ///
    /// # Errors
    ///
    /// Those of [`all`](Raw::all).
    pub async fn first(self, db: &impl Executor) -> Result<Option<R::Row>> {
        Ok(self.at_most(1, db.handle()).await?.pop())
    }

    /// Runs it and gives its rows one by one, in bounded memory: see [`Query::stream`](crate::query::Query::stream).
    ///
    /// # Errors
    ///
    /// As an item of the stream, which ends with it: those of [`all`](Raw::all), and [`Error::Configuration`] for a statement
    /// that is not a `SELECT`.
    pub fn stream<'db>(self, db: &'db impl Executor) -> BoxStream<'db, Result<R::Row>>
    where
        R: 'db,
    {
        let rows = Rows {
            raw: self,
            db: db.handle(),
            places: None,
            cursor: None,
            ready: VecDeque::new(),
        };
        let rows = stream::try_unfold(rows, |mut rows| async move {
            let row = rows.next().await?;
            Ok(row.map(|row| (row, rows)))
        });
        rows.boxed()
    }

    async fn one(self, db: Handle<'_>) -> Result<Option<R::Row>> {
        let table = self.rows.subject().to_owned();
        let mut rows = self.at_most(2, db).await?;
        match rows.len() {
            2 => Err(Error::MultipleFound { table }),
            _ => Ok(rows.pop()),
        }
    }

    /// The first rows; what comes after them is not kept.
    async fn at_most(self, most: usize, db: Handle<'_>) -> Result<Vec<R::Row>> {
        let (statement, _) = self.statement(db.dialect())?;
        let mut session = db.session().await?.within_deadline(self.timeout);
        let (read, _) = session
            .fetch(&statement, |(read, places): &mut (Vec<_>, Places), row| {
                if read.len() < most {
                    read.push(arranged(&self.rows, places, row)?);
                }
                Ok(())
            })
            .await?;
        self.rows.finish(read, &mut session).await
    }

    fn statement(&self, dialect: Dialect) -> Result<(Statement, Verb)> {
        let raw = sql::raw(self.text.as_str(), &self.values, dialect)?;
        let mut statement = raw.statement;
        statement.timeout = self.timeout;
        Ok((statement, raw.verb))
    }
}

/// Where a row's values stand: known when the first row has come.
type Places = Option<Option<Vec<usize>>>;

fn arranged<R: RawRows>(rows: &R, places: &mut Places, row: &mut Row<'_>) -> Result<R::Read> {
    let places = match places {
        Some(known) => known,
        None => places.insert(rows.places(&row.column_names())?),
    };
    match places {
        Some(places) => rows.read(&mut row.arranged(places)),
        None => rows.read(row),
    }
}

struct Rows<'db, R: RawRows> {
    raw: Raw<R>,
    db: Handle<'db>,
    places: Places,
    cursor: Option<Cursor<'db>>,
    ready: VecDeque<R::Row>,
}

impl<R: RawRows> Rows<'_, R> {
    async fn next(&mut self) -> Result<Option<R::Row>> {
        if self.ready.is_empty() {
            self.ready = self.chunk().await?.into();
        }
        Ok(self.ready.pop_front())
    }

    async fn chunk(&mut self) -> Result<Vec<R::Row>> {
        let mut cursor = match self.cursor.take() {
            Some(cursor) => cursor,
            None => {
                let statement = self.query()?;
                self.db.cursor(&statement, CHUNK).await?
            }
        };
        let (rows, places) = (&self.raw.rows, &mut self.places);
        let chunk = cursor
            .next_chunk(|read: &mut Vec<_>, row| {
                read.push(arranged(rows, places, row)?);
                Ok(())
            })
            .await?;
        let rows = match chunk {
            None => Vec::new(),
            Some(read) => {
                let mut session = cursor.session().await?;
                rows.finish(read, &mut session).await?
            }
        };
        self.cursor = Some(cursor);
        Ok(rows)
    }

    fn query(&self) -> Result<Statement> {
        match self.raw.statement(self.db.dialect())? {
            (statement, Verb::Read) => Ok(statement),
            _ => Err(Error::configuration(
                "a stream reads the rows of a `SELECT`; read those of a statement that writes with `all`",
            )),
        }
    }
}

impl<'db> IntoFuture for RawExecution<'db> {
    type Output = Result<u64>;
    type IntoFuture = BoxFuture<'db, Result<u64>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let raw = sql::raw(self.text.as_str(), &self.values, self.db.dialect())?;
            let mut session = self.db.session().await?.within_deadline(self.timeout);
            let rows = session.execute(&raw.statement).await?;
            // Of anything else one database counts the rows that it read, the other those of the write before it.
            Ok(match raw.verb {
                Verb::Write => rows,
                Verb::Read | Verb::Other => 0,
            })
        })
    }
}

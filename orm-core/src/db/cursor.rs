use std::time::{Duration, Instant};

use super::executor::Handle;
use super::reader::{Gatherer, Reader};
use super::session::{Session, report};
use super::transaction::{Opening, Tx};
use super::{Db, Row, Statement};
use crate::dialect::Dialect;
use crate::error::Result;

/// A query's rows, chunk by chunk.
///
/// The rows wait in the database: behind a cursor on Postgres, in a temporary table on SQLite. So memory is bounded
/// here, each chunk has a deadline of its own, and between two chunks the connection is free for other statements: what
/// is loaded along with a chunk needs no second connection.
pub struct Cursor<'a> {
    db: &'a Db,
    source: Source<'a>,
    name: String,
    chunk: u32,
    /// The query's own deadline, which each chunk has and each statement between two chunks.
    timeout: Option<Duration>,
    /// How many rows were read.
    read: u64,
    progress: Progress,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Reading,
    /// The last row was read; the connection is still there for what is loaded along with it.
    LastChunk,
    Finished,
}

enum Source<'a> {
    /// A transaction of the cursor's own, which ends with it.
    Own(Tx),
    /// The transaction that the query runs in.
    Within(&'a Tx),
}

impl<'a> Cursor<'a> {
    pub(super) async fn open(
        handle: Handle<'a>,
        statement: &Statement,
        chunk: u32,
    ) -> Result<Self> {
        let db = handle.db();
        let source = match handle {
            Handle::Db(db) => Source::Own(Tx::open(db, &Opening::snapshot()).await?),
            Handle::Tx(tx) => Source::Within(tx),
        };
        let mut cursor = Cursor {
            db,
            source,
            name: String::new(),
            chunk: chunk.max(1),
            timeout: statement.timeout,
            read: 0,
            progress: Progress::Reading,
        };
        cursor.declare(statement).await?;
        Ok(cursor)
    }

    /// The transaction's connection, until the next chunk is asked for.
    ///
    /// # Errors
    ///
    /// Where the transaction has failed.
    pub async fn session(&self) -> Result<Session<'a>> {
        let session = match &self.source {
            Source::Own(tx) => Session::at(self.db, tx).await?,
            Source::Within(tx) => Session::within(tx).await?,
        };
        Ok(session.within_deadline(self.timeout))
    }

    async fn declare(&mut self, statement: &Statement) -> Result<()> {
        self.db.count_statement();
        let db = self.db;
        let mut session = self.session().await?;
        let Some((state, level)) = session.state() else {
            return Ok(());
        };
        self.name = state.next_cursor();
        let declaration = Statement {
            text: declaration(db.dialect(), &self.name, &statement.text),
            binds: statement.binds.clone(),
            table: None,
            timeout: statement.timeout,
        };
        let started = Instant::now();
        let outcome = state
            .declare(level, db.settings(), &self.name, &declaration)
            .await;
        report(&statement.text, started, outcome.is_ok());
        outcome
    }

    /// Reads the next chunk; gives what `read` has made of its rows, or nothing where there were none left, which gives the connection
    /// free.
    ///
    /// # Errors
    ///
    /// What the database refuses and what `read` refuses.
    pub async fn next_chunk<G: Default + Send>(
        &mut self,
        read: impl FnMut(&mut G, &mut Row<'_>) -> Result<()> + Send,
    ) -> Result<Option<G>> {
        let mut gatherer = Gatherer::new(None, read);
        if self.progress == Progress::Reading {
            self.fetch(&self.statement(), &mut gatherer).await?;
        }
        let (chunk, rows) = gatherer.finish();
        self.read += rows;
        if rows < u64::from(self.chunk) && self.progress == Progress::Reading {
            self.progress = Progress::LastChunk;
        }
        if rows == 0 && self.progress == Progress::LastChunk {
            self.finish().await?;
        }
        Ok((rows > 0).then_some(chunk))
    }

    async fn fetch(&self, statement: &str, read: Reader<'_>) -> Result<()> {
        let mut session = self.session().await?;
        match session.state() {
            Some((state, level)) => {
                let settings = self.db.settings();
                state
                    .fetch(level, settings, statement, self.timeout, read)
                    .await
            }
            None => Ok(()),
        }
    }

    fn statement(&self) -> String {
        let Cursor {
            name, chunk, read, ..
        } = self;
        match self.db.dialect() {
            Dialect::Postgres => format!("FETCH FORWARD {chunk} FROM \"{name}\""),
            // A table that is made from a query numbers its rows from one, in the query's order.
            Dialect::Sqlite => format!(
                "SELECT * FROM temp.\"{name}\" WHERE _rowid_ > {read} AND _rowid_ <= {read} + {chunk} ORDER BY _rowid_"
            ),
        }
    }

    /// Gives the rows and the connection free.
    async fn finish(&mut self) -> Result<()> {
        self.progress = Progress::Finished;
        let text = match self.db.dialect() {
            Dialect::Postgres => format!("CLOSE \"{}\"", self.name),
            Dialect::Sqlite => format!("DROP TABLE temp.\"{}\"", self.name),
        };
        let mut session = self.session().await?;
        if let Some((state, level)) = session.state() {
            state
                .close_cursor(level, self.db.settings(), &self.name, &text)
                .await?;
        }
        drop(session);
        match &mut self.source {
            Source::Within(_) => Ok(()),
            Source::Own(tx) => tx.commit_in_place().await,
        }
    }
}

fn declaration(dialect: Dialect, name: &str, query: &str) -> String {
    match dialect {
        Dialect::Postgres => format!("DECLARE \"{name}\" NO SCROLL CURSOR FOR {query}"),
        Dialect::Sqlite => format!("CREATE TEMP TABLE \"{name}\" AS {query}"),
    }
}

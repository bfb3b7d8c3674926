use std::borrow::Cow;
use std::time::{Duration, Instant};

use tokio::sync::OwnedMutexGuard;

use super::alone::Alone;
use super::reader::{Gatherer, Reader, Unread};
use super::transaction::State;
use super::{Db, Row, Statement, Tx, words};
use crate::dialect::Dialect;
use crate::error::Result;

/// One connection, for as long as a unit of work needs it.
pub struct Session<'s> {
    db: &'s Db,
    place: Place,
    /// The deadline of statements that have none of their own, where it differs from the database's.
    timeout: Option<Duration>,
}

enum Place {
    /// A connection taken for this session: each statement is a transaction of its own.
    Alone(Alone),
    /// A transaction's connection, which nobody else uses meanwhile.
    Within(Within),
}

/// A turn at a transaction.
struct Within {
    state: OwnedMutexGuard<State>,
    level: u32,
}

impl<'s> Session<'s> {
    pub(super) async fn alone(db: &'s Db) -> Result<Self> {
        db.check_scope()?;
        let lease = db.pool().acquire().await?;
        Ok(Session {
            db,
            place: Place::Alone(Alone::new(lease)),
            timeout: None,
        })
    }

    pub(super) async fn within(tx: &'s Tx) -> Result<Self> {
        Session::at(tx.db(), tx).await
    }

    /// A turn at a transaction that does not outlive `db`'s borrow, however long the transaction does.
    pub(super) async fn at(db: &'s Db, tx: &Tx) -> Result<Self> {
        let state = tx.turn().await?;
        let level = tx.level();
        Ok(Session {
            db,
            place: Place::Within(Within { state, level }),
            timeout: None,
        })
    }

    /// A savepoint, opened and used in one turn: nobody else comes between.
    pub(super) async fn savepoint(tx: &'s Tx) -> Result<Self> {
        let mut session = Session::within(tx).await?;
        let settings = session.db.settings();
        if let Place::Within(within) = &mut session.place {
            within.level = within.state.open_savepoint(within.level, settings).await?;
        }
        Ok(session)
    }

    /// Makes the savepoint's effects part of the level around it.
    pub(super) async fn release(&mut self) -> Result<()> {
        match &mut self.place {
            Place::Alone(_) => Ok(()),
            Place::Within(within) => {
                let settings = self.db.settings();
                within.state.release(within.level, settings).await
            }
        }
    }

    /// A session on another connection, if one is idle and what both do is no part of a transaction. SQLite's statements run on the
    /// task that asks for them, one after the other anyhow.
    pub(crate) fn beside(&self) -> Option<Session<'s>> {
        let is_alone = matches!(self.place, Place::Alone(_));
        if !is_alone || self.dialect() == Dialect::Sqlite {
            return None;
        }
        let lease = self.db.pool().take_at_once()?;
        Some(Session {
            db: self.db,
            place: Place::Alone(Alone::new(lease)),
            timeout: self.timeout,
        })
    }

    /// Which database it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.db.dialect()
    }

    /// The same with a deadline for each statement that has none of its own.
    #[must_use]
    pub fn within_deadline(mut self, timeout: Option<Duration>) -> Self {
        self.timeout = timeout;
        self
    }

    /// Runs a statement; gives what `read` has made of its rows, beginning with nothing. Where the statement has to begin anew, so
    /// does that.
    ///
    /// # Errors
    ///
    /// What the database refuses, what `read` refuses, and [`Error::TooManyRows`](crate::Error::TooManyRows).
    pub async fn fetch<G: Default + Send>(
        &mut self,
        statement: &Statement,
        read: impl FnMut(&mut G, &mut Row<'_>) -> Result<()> + Send,
    ) -> Result<G> {
        let mut gatherer = Gatherer::new(self.db.settings().max_rows, read);
        self.run(statement, &mut gatherer).await?;
        Ok(gatherer.finish().0)
    }

    /// Runs a statement; gives how many rows it inserted, changed or deleted.
    ///
    /// # Errors
    ///
    /// What the database refuses.
    pub async fn execute(&mut self, statement: &Statement) -> Result<u64> {
        self.run(statement, &mut Unread).await
    }

    /// The deadline that a statement has unless it has one of its own.
    #[must_use]
    pub fn usual_deadline(&self) -> Option<Duration> {
        self.timeout.or(self.db.settings().statement_timeout)
    }

    /// Runs text that binds nothing and may hold several statements, within `deadline`, or without one: changes of the
    /// schema.
    ///
    /// # Errors
    ///
    /// What the database refuses.
    pub async fn run_ddl(&mut self, text: &str, deadline: Option<Duration>) -> Result<()> {
        self.db.count_statement();
        let started = Instant::now();
        let outcome = match &mut self.place {
            Place::Alone(alone) => alone.run_ddl(self.db.settings(), text, deadline).await,
            Place::Within(within) => {
                let settings = self.db.settings();
                within
                    .state
                    .run_ddl(within.level, settings, text, deadline)
                    .await
            }
        };
        report(text, started, outcome.is_ok());
        outcome
    }

    /// Sends a statement with rows of `width` values, within the transaction that this must be, and without a deadline
    /// but the statement's own.
    pub(super) async fn load(&mut self, statement: &Statement, width: usize) -> Result<u64> {
        self.db.count_statement();
        let started = Instant::now();
        let settings = self.db.settings();
        let (state, level) = self.state().expect("rows are loaded within a transaction");
        let outcome = state.load(level, settings, statement, width).await;
        report(&statement.text, started, outcome.is_ok());
        named(outcome, statement)
    }

    async fn run(&mut self, statement: &Statement, read: Reader<'_>) -> Result<u64> {
        words::refuse_transaction_control(&statement.text)?;
        self.db.count_statement();
        let started = Instant::now();
        let limited = self.limited(statement);
        let outcome = match &mut self.place {
            Place::Alone(alone) => alone.run(self.db, &limited, read).await,
            Place::Within(within) => {
                let settings = self.db.settings();
                within
                    .state
                    .run(within.level, settings, &limited, read)
                    .await
            }
        };
        report(&statement.text, started, outcome.is_ok());
        named(outcome, statement)
    }

    fn limited<'t>(&self, statement: &'t Statement) -> Cow<'t, Statement> {
        match (statement.timeout, self.timeout) {
            (None, Some(_)) => Cow::Owned(Statement {
                timeout: self.timeout,
                ..statement.clone()
            }),
            _ => Cow::Borrowed(statement),
        }
    }

    /// How deep in a transaction it is.
    pub(super) fn level(&self) -> Option<u32> {
        match &self.place {
            Place::Alone(_) => None,
            Place::Within(within) => Some(within.level),
        }
    }

    /// The transaction's state, for a cursor; a session of its own has none.
    pub(super) fn state(&mut self) -> Option<(&mut State, u32)> {
        match &mut self.place {
            Place::Alone(_) => None,
            Place::Within(within) => Some((&mut within.state, within.level)),
        }
    }
}

/// Says in an error which table the statement writes to.
fn named(outcome: Result<u64>, statement: &Statement) -> Result<u64> {
    outcome.map_err(|error| match statement.table {
        Some(table) => error.of_table(table),
        None => error,
    })
}

/// Says what was sent; the values bound to it are not shown.
pub(super) fn report(text: &str, started: Instant, completed: bool) {
    tracing::debug!(target: "orm::sql", elapsed = ?started.elapsed(), completed, "{text}");
}

impl std::fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("dialect", &self.dialect())
            .finish_non_exhaustive()
    }
}

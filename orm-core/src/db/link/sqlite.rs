use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{Sqlite, SqliteConnection};
use tokio::task::JoinHandle;

use super::super::reader::Reader;
use super::super::sqlite::{
    Attempt, Batch, Belt, Deadline, Engine, Job, Refusal, Stop, Text, belt,
};
use super::super::{Bind, bind};
use super::Stopped;

/// A connection to SQLite, and the clock that stops its statements.
pub(in crate::db) struct SqliteLink {
    engine: Place,
    deadline: Arc<Deadline>,
}

/// Where the engine is.
enum Place {
    Here(Box<Engine>),
    /// At work on a thread, from which it comes back even if nobody waits for it now.
    Away(JoinHandle<(Box<Engine>, Result<u64, Refusal>)>),
    /// Lost with the runtime whose thread it was on.
    Lost,
}

impl SqliteLink {
    /// Makes the connection ready for use: double-quoted strings off, foreign keys on, a deadline that can be set.
    pub(in crate::db) async fn new(
        connection: PoolConnection<Sqlite>,
        budget: Duration,
    ) -> Result<Self, sqlx::Error> {
        let deadline = Arc::new(Deadline::default());
        let engine = Engine::open(connection, Arc::clone(&deadline), budget).await?;
        Ok(SqliteLink {
            engine: Place::Here(Box::new(engine)),
            deadline,
        })
    }

    /// The driver's own connection.
    pub(in crate::db) async fn driver(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        self.engine().await?.connection.driver()
    }

    pub(in crate::db) async fn run(
        &mut self,
        text: &str,
        binds: &[Bind],
        read: Reader<'_>,
    ) -> Result<u64, Stopped> {
        self.send(Text { text, keep: true }, binds, read).await
    }

    pub(super) async fn run_unnamed(
        &mut self,
        text: &str,
        binds: &[Bind],
        read: Reader<'_>,
    ) -> Result<u64, Stopped> {
        self.send(Text { text, keep: false }, binds, read).await
    }

    async fn send(
        &mut self,
        text: Text<'_>,
        binds: &[Bind],
        read: Reader<'_>,
    ) -> Result<u64, Stopped> {
        let values = bind::sqlite(binds).map_err(Stopped::Ours)?;
        // What ends at once would otherwise never let other tasks come in between.
        tokio::task::coop::consume_budget().await;
        self.engine().await?;
        let Place::Here(engine) = &mut self.engine else {
            return Err(Stopped::Driver(sqlx::Error::WorkerCrashed));
        };
        let mut attempt = engine.attempt(text, &values, &self.deadline, read)?;
        while let Attempt::Paused = attempt {
            tokio::task::yield_now().await;
            attempt = engine.read_on(&self.deadline, read)?;
        }
        let job = match attempt {
            Attempt::Ended(changed) => {
                self.copy_long_log()?;
                return Ok(changed);
            }
            Attempt::Paused | Attempt::Begun => Job::Rest,
            Attempt::Refused => Job::Statement(
                text.text.to_owned(),
                text.keep,
                values.into_iter().map(bind::Stored::into_owned).collect(),
            ),
        };
        let first = std::mem::take(&mut engine.batch);
        Box::pin(self.hand_over(job, first, read)).await
    }

    /// Has a thread do the job, and reads its rows meanwhile, those of `first` before.
    async fn hand_over(
        &mut self,
        job: Job,
        first: Batch,
        read: Reader<'_>,
    ) -> Result<u64, Stopped> {
        let (belt, mut delivery) = belt();
        self.send_away(job, belt)?;
        let mut delivered = first.deliver(read);
        let mut emptied = first;
        while delivered.is_ok() {
            let _ = delivery.empty.try_send(emptied);
            let Some(batch) = delivery.full.recv().await else {
                break;
            };
            delivered = batch.deliver(read);
            emptied = batch;
        }
        // Where the reader refused a row, the thread learns here that nobody takes the others.
        drop(delivery);
        let (engine, outcome) = self.come_back().await?;
        delivered.map_err(Stopped::Ours)?;
        let changed = outcome.map_err(sqlx::Error::from)?;
        engine.batch.deliver(read).map_err(Stopped::Ours)?;
        Ok(changed)
    }

    pub(super) async fn simple(&mut self, text: &str) -> Result<u64, sqlx::Error> {
        if self.engine().await?.attempt_control(text)? {
            self.copy_long_log()?;
            return Ok(0);
        }
        let (belt, _) = belt();
        self.send_away(Job::Script(text.to_owned()), belt)?;
        let (_, outcome) = self.come_back().await?;
        Ok(outcome?)
    }

    /// Has a thread copy the write-ahead log where that is due; nobody waits for it but who uses the connection next.
    fn copy_long_log(&mut self) -> Result<(), sqlx::Error> {
        match &self.engine {
            Place::Here(engine) if engine.connection.has_long_log() => {
                let (belt, _) = belt();
                self.send_away(Job::Log, belt)
            }
            _ => Ok(()),
        }
    }

    pub(super) async fn ping(&mut self) -> Result<(), sqlx::Error> {
        self.engine().await.map(drop)
    }

    pub(super) async fn forget_statements(&mut self) -> Result<(), sqlx::Error> {
        self.engine().await?.connection.forget_statements();
        Ok(())
    }

    pub(super) fn arm(&self, limit: Option<Duration>) {
        self.deadline.set(limit);
    }

    /// Stops what the connection is doing, if anything.
    pub(in crate::db) fn interrupt(&self) {
        self.deadline.set(Some(Duration::ZERO));
    }

    /// Whether a transaction is open: SQLite ends one by itself after some errors.
    pub(in crate::db) async fn in_transaction(&mut self) -> Result<bool, sqlx::Error> {
        Ok(self.engine().await?.connection.in_transaction())
    }

    /// Waits for the statement that was interrupted, rolls back, and undoes what a transaction sets.
    pub(in crate::db) async fn reset(&mut self) -> Result<(), sqlx::Error> {
        self.engine().await?;
        self.deadline.set(None);
        if self.in_transaction().await? {
            self.simple("ROLLBACK").await?;
        }
        self.simple("PRAGMA query_only = OFF; PRAGMA foreign_keys = ON")
            .await
            .map(drop)
    }

    /// What is at work on a thread is interrupted, and closes the connection when it has ended.
    pub(super) fn close(self) {
        self.interrupt();
    }

    pub(super) fn give_back(self) {
        if let Place::Here(engine) = self.engine {
            engine.connection.give_back();
        }
    }

    /// The engine, as soon as nobody else is at work with it.
    async fn engine(&mut self) -> Result<&mut Engine, sqlx::Error> {
        if let Place::Away(_) = self.engine {
            // What came of its work nobody asks any more.
            let _ = self.come_back().await?;
        }
        match &mut self.engine {
            Place::Here(engine) => {
                engine.connection.settle().await?;
                Ok(engine)
            }
            _ => Err(sqlx::Error::WorkerCrashed),
        }
    }

    fn send_away(&mut self, job: Job, belt: Belt) -> Result<(), sqlx::Error> {
        match std::mem::replace(&mut self.engine, Place::Lost) {
            Place::Here(mut engine) => {
                self.engine = Place::Away(tokio::task::spawn_blocking(move || {
                    let outcome = engine.work(job, belt);
                    (engine, outcome)
                }));
                Ok(())
            }
            _ => Err(sqlx::Error::WorkerCrashed),
        }
    }

    /// Waits for the engine, and gives what came of its work.
    async fn come_back(&mut self) -> Result<(&mut Engine, Result<u64, Refusal>), sqlx::Error> {
        let Place::Away(away) = &mut self.engine else {
            return Err(sqlx::Error::WorkerCrashed);
        };
        let back = away.await;
        self.engine = Place::Lost;
        let (engine, outcome) = back.map_err(|_| sqlx::Error::WorkerCrashed)?;
        self.engine = Place::Here(engine);
        match &mut self.engine {
            Place::Here(engine) => Ok((engine, outcome)),
            _ => Err(sqlx::Error::WorkerCrashed),
        }
    }
}

impl From<Stop> for Stopped {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(refusal) => Stopped::Driver(refusal.into()),
            Stop::ByReader(error) => Stopped::Ours(error),
        }
    }
}

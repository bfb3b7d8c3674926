use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit};

use super::Bind;
use super::fault::{Aftermath, Fault};
use super::link::{Link, Stopped};
use super::pool::Pool;
use super::reader::{Reader, Unread};
use crate::dialect::Dialect;

/// How long a forgotten transaction's rollback may take before its connection is closed instead.
const CLEANING: Duration = Duration::from_secs(5);

/// One connection in use by one unit of work.
///
/// It goes back to the pool only when it is known to be clean: a future may be dropped at any await, and a connection
/// with an open transaction or half a statement on it would poison whoever borrows it next. So the standing is lowered
/// before anything is written and raised after the last reply, and dropping a lease that is not clean closes or cleans
/// the connection.
pub(super) struct Lease {
    /// There until the lease is dropped.
    link: Option<Link>,
    standing: Standing,
    /// Whether the connection is to be closed rather than used again.
    spoiled: bool,
    /// Whether the connection is to be reset before it is used again.
    tainted: bool,
    /// Whether this lease is the one that cleans up.
    cleaning: bool,
    /// The right to be the only writer of this process on a SQLite file.
    writer: Option<OwnedMutexGuard<()>>,
    home: Home,
}

/// Where a connection belongs, and since when.
pub(super) struct Home {
    pub(super) pool: Arc<Pool>,
    pub(super) permit: Option<OwnedSemaphorePermit>,
    pub(super) opened: Instant,
    /// The runtime that the connection was taken in: dropping one needs a runtime, and may happen outside of any.
    pub(super) runtime: tokio::runtime::Handle,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Nothing is under way.
    Clean,
    /// A transaction is open, and no statement under way.
    InTransaction,
    /// A reply is awaited.
    InFlight,
}

/// What one round trip sends.
pub(super) enum Message<'m> {
    /// A statement that is kept prepared.
    Prepared(&'m str, &'m [Bind]),
    /// A statement whose text must not be kept.
    Unnamed(&'m str, &'m [Bind]),
    /// Rows of so many values: see [`Link::load`].
    Rows(&'m str, &'m [Bind], usize),
    /// Text without binds.
    Simple(&'m str),
}

impl Lease {
    pub(super) fn new(link: Link, home: Home) -> Self {
        Lease {
            link: Some(link),
            standing: Standing::Clean,
            spoiled: false,
            tainted: false,
            cleaning: false,
            writer: None,
            home,
        }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.home.pool.dialect()
    }

    /// Takes its place among those in use.
    pub(super) fn occupy(&mut self, permit: Option<OwnedSemaphorePermit>) {
        self.home.permit = permit;
    }

    /// Holds the right to write until the connection is clean again.
    pub(super) fn hold_writer(&mut self, writer: OwnedMutexGuard<()>) {
        self.writer = Some(writer);
    }

    /// Closes a Postgres connection that still has rows to send, rather than read them all.
    pub(super) fn spoil_unread(&mut self) {
        if self.dialect() == Dialect::Postgres {
            self.spoiled = true;
        }
    }

    /// Undoes, before anyone else has the connection, what a statement may have set on it.
    pub(super) fn taint(&mut self) {
        match self.dialect() {
            Dialect::Postgres => self.spoiled = true,
            // An in-memory database lives and dies with its connection, so that one is reset and not closed.
            Dialect::Sqlite => self.tainted = true,
        }
    }

    /// Sends a message and reads its reply, within `limit`; gives how many rows were changed.
    pub(super) async fn send(
        &mut self,
        message: Message<'_>,
        limit: Option<Duration>,
        read: Reader<'_>,
    ) -> Result<u64, Fault> {
        let before = self.standing;
        self.standing = Standing::InFlight;
        let Some(link) = &mut self.link else {
            return Err(Fault::silent(Duration::ZERO));
        };
        link.arm(limit);
        let reply = async {
            match message {
                Message::Prepared(text, binds) => link.run(text, binds, read).await,
                Message::Unnamed(text, binds) => link.run_unnamed(text, binds, read).await,
                Message::Rows(text, binds, width) => link.load(text, binds, width).await,
                Message::Simple(text) => link.simple(text).await.map_err(Stopped::Driver),
            }
        };
        let reply = match limit {
            None => reply.await,
            Some(limit) => {
                match tokio::time::timeout(limit.saturating_add(grace(limit)), reply).await {
                    Ok(reply) => reply,
                    Err(_) => return Err(Fault::silent(limit)),
                }
            }
        };
        link.arm(None);
        match reply {
            Ok(changed) => {
                self.standing = before;
                Ok(changed)
            }
            Err(Stopped::Ours(error)) => {
                self.standing = before;
                Err(Fault::ours(error))
            }
            Err(Stopped::Driver(error)) => Err(Box::pin(self.refused(error, limit, before)).await),
        }
    }

    /// Works on the driver's own connection, and then sees whether a transaction was left open on it. Cut off, the connection is
    /// cleaned.
    #[cfg(feature = "sqlite")]
    pub(super) async fn with_sqlite<T, E: From<sqlx::Error>>(
        &mut self,
        work: impl AsyncFnOnce(&mut sqlx::SqliteConnection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.standing = Standing::InFlight;
        let Some(Link::Sqlite(link)) = &mut self.link else {
            return Err(sqlx::Error::PoolClosed.into());
        };
        let outcome = work(link.driver().await?).await;
        if !link.in_transaction().await? {
            self.standing = Standing::Clean;
        }
        outcome
    }

    /// Finds out what an error has left of the connection and its transaction.
    async fn refused(
        &mut self,
        error: sqlx::Error,
        limit: Option<Duration>,
        before: Standing,
    ) -> Fault {
        let mut fault = Fault::from_driver(error, limit);
        if super::fault::is_stale_plan(&fault.error) {
            self.spoiled = true;
        }
        if fault.aftermath == Aftermath::Lost {
            return fault;
        }
        match self.is_in_transaction(before).await {
            Ok(standing) => {
                if before == Standing::InTransaction && standing == Standing::Clean {
                    fault.aftermath = Aftermath::RolledBack;
                }
                self.standing = standing;
            }
            Err(_) => fault.aftermath = Aftermath::Lost,
        }
        fault
    }

    /// SQLite ends a transaction by itself after some errors, and only it can tell; Postgres never does.
    async fn is_in_transaction(&mut self, before: Standing) -> Result<Standing, sqlx::Error> {
        match &mut self.link {
            #[cfg(feature = "sqlite")]
            Some(Link::Sqlite(link)) => Ok(if link.in_transaction().await? {
                Standing::InTransaction
            } else {
                Standing::Clean
            }),
            _ => Ok(before),
        }
    }

    /// Sends text that nothing is read of.
    pub(super) async fn control(
        &mut self,
        text: &str,
        limit: Option<Duration>,
    ) -> Result<(), Fault> {
        self.send(Message::Simple(text), limit, &mut Unread)
            .await
            .map(drop)
    }

    /// Begins a transaction with `text`.
    pub(super) async fn begin(&mut self, text: &str, limit: Option<Duration>) -> Result<(), Fault> {
        self.control(text, limit).await?;
        self.standing = Standing::InTransaction;
        Ok(())
    }

    /// Ends the transaction with `text`.
    pub(super) async fn end(&mut self, text: &str, limit: Option<Duration>) -> Result<(), Fault> {
        self.control(text, limit).await?;
        self.standing = Standing::Clean;
        Ok(())
    }

    /// Whether the other end answers, within a second.
    pub(super) async fn answers(&mut self) -> bool {
        self.standing = Standing::InFlight;
        let Some(link) = &mut self.link else {
            return false;
        };
        let answers = matches!(
            tokio::time::timeout(Duration::from_secs(1), link.ping()).await,
            Ok(Ok(()))
        );
        if answers {
            self.standing = Standing::Clean;
        }
        answers
    }

    /// Forgets prepared statements whose plans a change of the schema has made invalid.
    pub(super) async fn forget_statements(&mut self) -> bool {
        let Some(link) = &mut self.link else {
            return false;
        };
        self.standing = Standing::InFlight;
        let forgotten = link.forget_statements().await.is_ok();
        if forgotten {
            self.standing = Standing::Clean;
            self.spoiled = false;
        }
        forgotten
    }

    /// Gives the connection and its place in the pool up, as dropping the lease does.
    pub(super) fn let_go(&mut self) {
        let Some(link) = self.link.take() else {
            return;
        };
        let runtime = self.home.runtime.clone();
        let _entered = runtime.enter();
        match self.standing {
            Standing::Clean if self.spoiled => link.close(),
            Standing::Clean if !self.tainted => self.home.take_back(link),
            _ if self.cleaning => link.close(),
            Standing::InFlight if !can_be_stopped(&link) => link.close(),
            standing => {
                let lease = Lease {
                    link: Some(link),
                    standing,
                    spoiled: self.spoiled,
                    tainted: self.tainted,
                    cleaning: true,
                    writer: self.writer.take(),
                    home: self.home.move_out(),
                };
                runtime.spawn(lease.clean());
            }
        }
        // Only now may another have the place.
        self.home.permit = None;
    }

    /// Rolls back what a dropped transaction left and waits for what a dropped statement still does.
    async fn clean(mut self) {
        let cleaned = tokio::time::timeout(CLEANING, self.roll_back_and_reset()).await;
        if matches!(cleaned, Ok(true)) {
            self.standing = Standing::Clean;
            self.tainted = false;
            self.cleaning = false;
        }
    }

    async fn roll_back_and_reset(&mut self) -> bool {
        match &mut self.link {
            #[cfg(feature = "postgres")]
            Some(Link::Postgres(_)) => self.control("ROLLBACK", None).await.is_ok(),
            #[cfg(feature = "sqlite")]
            Some(Link::Sqlite(link)) => link.reset().await.is_ok(),
            None => false,
        }
    }
}

/// The time that the client waits beyond the deadline that the database itself keeps: who is asked to stop answers so.
fn grace(limit: Duration) -> Duration {
    (limit / 10).clamp(Duration::from_millis(50), Duration::from_secs(1))
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.let_go();
    }
}

/// Whether a statement under way can be stopped from here: SQLite's can, and closing the connection of an in-memory
/// database would lose the database. Postgres works on until its own time-out.
fn can_be_stopped(link: &Link) -> bool {
    match link {
        #[cfg(feature = "postgres")]
        Link::Postgres(_) => false,
        #[cfg(feature = "sqlite")]
        Link::Sqlite(link) => {
            link.interrupt();
            true
        }
    }
}

impl Home {
    fn take_back(&self, link: Link) {
        self.pool.take_back(link, self.opened, &self.runtime);
    }

    fn move_out(&mut self) -> Home {
        Home {
            pool: Arc::clone(&self.pool),
            permit: self.permit.take(),
            opened: self.opened,
            runtime: self.runtime.clone(),
        }
    }
}

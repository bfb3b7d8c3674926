use std::time::Duration;

use super::Db;
use super::connect;
use crate::error::{Error, Result};

/// What a [`Db`] is opened with: the size of its pool and how long it waits. [`Db::builder`] starts one.
///
/// | setting | unless set |
/// |---|---|
/// | [`max_connections`](DbBuilder::max_connections) | 10; one for SQLite in memory |
/// | [`min_connections`](DbBuilder::min_connections) | 0 |
/// | [`acquire_timeout`](DbBuilder::acquire_timeout) | 30 s |
/// | [`connect_timeout`](DbBuilder::connect_timeout) | 10 s |
/// | [`statement_timeout`](DbBuilder::statement_timeout) | 30 s |
/// | [`busy_timeout`](DbBuilder::busy_timeout) | 5 s |
/// | [`inline_budget`](DbBuilder::inline_budget) | 250 µs |
/// | [`max_rows`](DbBuilder::max_rows) | no limit |
/// | [`pooler`](DbBuilder::pooler) | none |
///
/// ```no_run
/// use orm::prelude::*;
/// use std::time::Duration;
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// let db = Db::builder()
///     .max_connections(20)
///     .statement_timeout(Duration::from_secs(5))
///     .connect("postgres://app@localhost/shop")
///     .await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct DbBuilder {
    settings: Settings,
}

/// The kind of pooler that stands between this program and the Postgres server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PoolerMode {
    /// A pooler such as PgBouncer that gives each transaction whichever server connection is free.
    ///
    /// Every statement then runs in a transaction and is prepared anew, which costs three more round trips: without
    /// that, such a pooler lets one client run the statements that another one prepared.
    Transaction,
}

/// The builder's settings, and what is known of the database beside.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) max_connections: u32,
    pub(super) min_connections: u32,
    pub(super) acquire_timeout: Duration,
    pub(super) connect_timeout: Duration,
    pub(super) statement_timeout: Option<Duration>,
    pub(super) busy_timeout: Duration,
    pub(super) inline_budget: Duration,
    pub(super) max_rows: Option<u64>,
    pub(super) pooler: Option<PoolerMode>,
    /// What errors call the database; never with a password.
    pub(super) target: String,
    /// Whether the database lives and dies with its one connection.
    pub(super) in_memory: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            max_connections: 10,
            min_connections: 0,
            acquire_timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            statement_timeout: Some(Duration::from_secs(30)),
            busy_timeout: Duration::from_secs(5),
            inline_budget: Duration::from_micros(250),
            max_rows: None,
            pooler: None,
            target: "the database".to_owned(),
            in_memory: false,
        }
    }
}

impl DbBuilder {
    pub(super) fn new() -> Self {
        DbBuilder {
            settings: Settings::default(),
        }
    }

    /// The most connections that are open at a time: 10 unless set. An in-memory SQLite database has one, whatever is
    /// set here.
    #[must_use]
    pub fn max_connections(mut self, most: u32) -> Self {
        self.settings.max_connections = most;
        self
    }

    /// How many connections are kept open even when they are not used: none unless set.
    #[must_use]
    pub fn min_connections(mut self, fewest: u32) -> Self {
        self.settings.min_connections = fewest;
        self
    }

    /// How long to wait for a connection when all are in use, before [`Error::PoolTimedOut`]: 30 s unless set.
    #[must_use]
    pub fn acquire_timeout(mut self, limit: Duration) -> Self {
        self.settings.acquire_timeout = limit;
        self
    }

    /// How long [`connect`](DbBuilder::connect) waits for the server's first answer: 10 s unless set.
    #[must_use]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.settings.connect_timeout = limit;
        self
    }

    /// The deadline of each statement, before [`Error::Timeout`]: 30 s unless set, `None` for none.
    ///
    /// The database itself stops the statement then. If it does not answer even so, the connection is closed a moment
    /// later.
    #[must_use]
    pub fn statement_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.statement_timeout = limit.into();
        self
    }

    /// How long to wait for another writer of a SQLite file, before [`Error::Busy`]: 5 s unless set.
    #[must_use]
    pub fn busy_timeout(mut self, limit: Duration) -> Self {
        self.settings.busy_timeout = limit;
        self
    }

    /// How long a statement on SQLite may keep the task that asked for it from letting others have their turn: 250 µs unless set.
    ///
    /// SQLite works in the thread that calls it, and waking another one for a row by its key takes longer than finding the row. So rows
    /// that come quickly are read where they are asked for, with a pause for other tasks as often as this says. Where one does not
    /// come within twice that, as the first of those that are sorted, the statement begins anew on a thread for blocking work, and
    /// begins there the next time. What waits for a disk or for a lock goes to a thread in any case. Zero sends every statement there.
    #[must_use]
    pub fn inline_budget(mut self, limit: Duration) -> Self {
        self.settings.inline_budget = limit;
        self
    }

    /// The most rows that one query may give, before [`Error::TooManyRows`]; streams have no such limit.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let db = Db::builder().max_rows(1).connect("sqlite::memory:").await?;
    /// schema![Publisher].create_all(&db).await?;
    /// for name in ["John Murray", "Thomas Egerton"] {
    ///     Publisher::create().name(name).save(&db).await?;
    /// }
    /// assert!(matches!(Publisher::query().all(&db).await, Err(Error::TooManyRows { limit: 1, .. })));
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn max_rows(mut self, most: u64) -> Self {
        self.settings.max_rows = Some(most);
        self
    }

    /// Says that a pooler stands before the Postgres server. [`connect`](DbBuilder::connect) finds most such poolers
    /// and asks for this with [`Error::Pooler`].
    #[must_use]
    pub fn pooler(mut self, mode: PoolerMode) -> Self {
        self.settings.pooler = Some(mode);
        self
    }

    /// Opens the database at `url`; the forms are those of [`Db::connect`].
    ///
    /// ```
    /// use orm::prelude::*;
    ///
    /// # #[tokio::main] async fn main() {
    /// let refused = Db::builder().max_connections(0).connect("sqlite::memory:").await;
    /// assert!(matches!(refused, Err(Error::Configuration { .. })));
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Db::connect`], and [`Error::Configuration`] for a setting out of range.
    pub async fn connect(self, url: &str) -> Result<Db> {
        check(&self.settings)?;
        connect::open(url, self.settings).await
    }
}

fn check(settings: &Settings) -> Result<()> {
    let refuse = |message: &str| Err(Error::configuration(message));
    if settings.max_connections == 0 {
        return refuse("`max_connections(0)` leaves no connection to work with; set at least 1");
    }
    if settings.min_connections > settings.max_connections {
        return refuse("`min_connections` is larger than `max_connections`");
    }
    if settings
        .statement_timeout
        .is_some_and(|limit| limit.is_zero())
    {
        return refuse("`statement_timeout` of zero lets no statement run; `None` sets no limit");
    }
    if settings.busy_timeout.as_millis() > i32::MAX as u128 {
        return refuse("`busy_timeout` is longer than SQLite can wait, which is 24 days");
    }
    Ok(())
}

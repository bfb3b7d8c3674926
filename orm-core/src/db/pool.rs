use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::builder::Settings;
use super::fault;
use super::lease::{Home, Lease};
use super::link::Link;
#[cfg(feature = "postgres")]
use super::link::PostgresLink;
#[cfg(feature = "sqlite")]
use super::link::SqliteLink;
use crate::dialect::Dialect;
use crate::error::{Error, Result};

/// A connection that was unused for longer is asked whether it still answers.
const TRUSTED: Duration = Duration::from_secs(5);
/// A connection that was unused for longer goes back to sqlx's pool, which closes it in its time.
const IDLE: Duration = Duration::from_secs(60);
/// A connection that is older goes back to sqlx's pool, which closes it.
const LIFETIME: Duration = Duration::from_secs(30 * 60);

/// The connections of one [`Db`](super::Db).
///
/// sqlx's pool opens them. It also asks each connection whether it still answers whenever one is taken and whenever one
/// is given back, which is a round trip each time, and the second one may wait for ever on a network that went silent.
/// So a connection that is known to be clean is parked here for the next taker instead. Where others use sqlx's pool as
/// well (it was theirs, or they asked for it), nothing is parked, since they could wait for it in vain.
pub(super) struct Pool {
    driver: Driver,
    settings: Settings,
    parked: Mutex<Vec<Parked>>,
    /// One for each connection that may be in use at a time.
    places: Arc<Semaphore>,
    /// Whether others use sqlx's pool as well.
    shared: AtomicBool,
    /// Held by the one transaction of this process that writes to a SQLite file: waiting here is fair and costs no
    /// connection, waiting on the file's lock is neither.
    writer: Arc<tokio::sync::Mutex<()>>,
}

/// sqlx's pool.
pub(super) enum Driver {
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqlitePool),
}

struct Parked {
    link: Link,
    opened: Instant,
    since: Instant,
    runtime: Handle,
}

macro_rules! on_either {
    ($driver:expr, $pool:ident => $call:expr) => {
        match $driver {
            #[cfg(feature = "postgres")]
            Driver::Postgres($pool) => $call,
            #[cfg(feature = "sqlite")]
            Driver::Sqlite($pool) => $call,
        }
    };
}

impl Pool {
    pub(super) fn new(driver: Driver, settings: Settings, shared: bool) -> Arc<Self> {
        let most = on_either!(&driver, pool => pool.options().get_max_connections());
        Arc::new(Pool {
            driver,
            settings,
            parked: Mutex::default(),
            places: Arc::new(Semaphore::new(most.max(1) as usize)),
            shared: AtomicBool::new(shared),
            writer: Arc::default(),
        })
    }

    pub(super) fn dialect(&self) -> Dialect {
        match &self.driver {
            #[cfg(feature = "postgres")]
            Driver::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "sqlite")]
            Driver::Sqlite(_) => Dialect::Sqlite,
        }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn driver(&self) -> &Driver {
        &self.driver
    }

    /// The most connections that may be open.
    pub(super) fn most(&self) -> u32 {
        on_either!(&self.driver, pool => pool.options().get_max_connections())
    }

    /// The turn to write.
    pub(super) fn writer(&self) -> Arc<tokio::sync::Mutex<()>> {
        Arc::clone(&self.writer)
    }

    /// A connection, as soon as one is free.
    pub(super) async fn acquire(self: &Arc<Self>) -> Result<Lease> {
        if let Some(lease) = self.take_at_once() {
            return Ok(lease);
        }
        self.wait_for_one(TRUSTED).await
    }

    /// A connection that has just answered.
    pub(super) async fn acquire_answering(self: &Arc<Self>) -> Result<Lease> {
        self.wait_for_one(Duration::ZERO).await
    }

    /// What opens connections is large, and in a box, so that the future of every query that finds one is small.
    fn wait_for_one(self: &Arc<Self>, trusted: Duration) -> BoxFuture<'_, Result<Lease>> {
        Box::pin(async move {
            let limit = self.settings.acquire_timeout;
            match tokio::time::timeout(limit, self.take(trusted)).await {
                Ok(Err(Error::PoolTimedOut { .. })) | Err(_) => Err(self.timed_out().await),
                Ok(outcome) => outcome,
            }
        })
    }

    /// A connection, if one is idle that answered a short time ago.
    pub(super) fn take_at_once(self: &Arc<Self>) -> Option<Lease> {
        let permit = Arc::clone(&self.places).try_acquire_owned().ok()?;
        let parked = self.pop()?;
        if parked.since.elapsed() > TRUSTED {
            self.push(parked);
            return None;
        }
        Some(self.lease(parked.link, parked.opened, Some(permit)))
    }

    async fn take(self: &Arc<Self>, trusted: Duration) -> Result<Lease> {
        let permit = self.place().await?;
        while let Some(parked) = self.pop() {
            let fresh = parked.since.elapsed() < trusted;
            // The permit is not the lease's yet: one that does not answer is closed, and the place stays ours.
            let mut lease = self.lease(parked.link, parked.opened, None);
            if fresh || lease.answers().await {
                lease.occupy(permit);
                return Ok(lease);
            }
        }
        let link = self.open(trusted.is_zero()).await?;
        Ok(self.lease(link, Instant::now(), permit))
    }

    async fn place(&self) -> Result<Option<OwnedSemaphorePermit>> {
        if self.shared.load(Ordering::Acquire) {
            return Ok(None);
        }
        match Arc::clone(&self.places).acquire_owned().await {
            Ok(permit) => Ok(Some(permit)),
            Err(_) => Err(fault::connecting(sqlx::Error::PoolClosed, "")),
        }
    }

    fn lease(
        self: &Arc<Self>,
        link: Link,
        opened: Instant,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Lease {
        let home = Home {
            pool: Arc::clone(self),
            permit,
            opened,
            runtime: Handle::current(),
        };
        Lease::new(link, home)
    }

    /// Has sqlx's pool give a connection, one that has just answered if need be.
    async fn open(&self, answering: bool) -> Result<Link> {
        loop {
            let mut link = self.open_link().await.map_err(|error| match error {
                sqlx::Error::PoolTimedOut => self.crowded(None),
                other => fault::connecting(other, &self.settings.target),
            })?;
            if !answering || link.ping().await.is_ok() {
                return Ok(link);
            }
            link.close();
        }
    }

    async fn open_link(&self) -> Result<Link, sqlx::Error> {
        match &self.driver {
            #[cfg(feature = "postgres")]
            Driver::Postgres(pool) => {
                let named = self.settings.pooler.is_none();
                let link = PostgresLink::new(pool.acquire().await?, named);
                Ok(Link::Postgres(link))
            }
            #[cfg(feature = "sqlite")]
            Driver::Sqlite(pool) => {
                let link =
                    SqliteLink::new(pool.acquire().await?, self.settings.inline_budget).await?;
                Ok(Link::Sqlite(link))
            }
        }
    }

    /// Takes a clean connection back.
    pub(super) fn take_back(&self, link: Link, opened: Instant, runtime: &Handle) {
        if self.shared.load(Ordering::Acquire) || self.places.is_closed() {
            link.give_back();
            return;
        }
        if opened.elapsed() > LIFETIME && !self.settings.in_memory {
            link.give_back();
            return;
        }
        self.push(Parked {
            link,
            opened,
            since: Instant::now(),
            runtime: runtime.clone(),
        });
        if self.shared.load(Ordering::Acquire) {
            // It became shared after the look at it above.
            self.give_all_back();
        }
        self.give_back_idle();
    }

    /// Gives the connection that was unused for longest back to sqlx's pool, if that was long.
    fn give_back_idle(&self) {
        if self.settings.in_memory {
            return;
        }
        let mut parked = self.parked.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = parked
            .first()
            .is_some_and(|first| first.since.elapsed() > IDLE)
            .then(|| parked.remove(0));
        drop(parked);
        idle.into_iter().for_each(Parked::give_back);
    }

    fn pop(&self) -> Option<Parked> {
        self.parked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
    }

    fn push(&self, parked: Parked) {
        self.parked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(parked);
    }

    /// Parks nothing from now on, and gives what is parked to sqlx's pool: someone else uses it too.
    pub(super) fn share(&self) {
        if !self.shared.swap(true, Ordering::AcqRel) {
            self.give_all_back();
        }
    }

    fn give_all_back(&self) {
        let mut parked = self.parked.lock().unwrap_or_else(PoisonError::into_inner);
        let all = std::mem::take(&mut *parked);
        drop(parked);
        all.into_iter().for_each(Parked::give_back);
    }

    /// Closes every connection; those in use when they are given back.
    pub(super) async fn close(&self) {
        self.places.close();
        self.give_all_back();
        on_either!(&self.driver, pool => pool.close().await);
    }

    /// The time-out's error, with the reason if there is one to be found.
    async fn timed_out(&self) -> Error {
        let last_error = if self.is_growing() {
            self.reason_not_to_grow().await
        } else {
            None
        };
        self.crowded(last_error)
    }

    fn crowded(&self, last_error: Option<String>) -> Error {
        let (open, idle) = on_either!(&self.driver, pool => (pool.size(), pool.num_idle()));
        let parked = self
            .parked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len();
        let idle = u32::try_from(idle + parked).unwrap_or(u32::MAX);
        Error::PoolTimedOut {
            after: self.settings.acquire_timeout,
            size: self.most(),
            idle,
            in_use: open.saturating_sub(idle),
            last_error,
            source: None,
        }
    }

    fn is_growing(&self) -> bool {
        on_either!(&self.driver, pool => pool.size() < pool.options().get_max_connections())
    }

    /// Tries to connect once more, outside the pool, which does not say why it could not.
    async fn reason_not_to_grow(&self) -> Option<String> {
        use sqlx::ConnectOptions as _;
        let attempt = async {
            on_either!(&self.driver, pool => pool.connect_options().connect().await.map(drop))
        };
        match tokio::time::timeout(Duration::from_secs(1), attempt).await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(fault::connecting(error, &self.settings.target).to_string()),
            Err(_) => Some("the database does not answer".to_owned()),
        }
    }
}

impl Parked {
    fn give_back(self) {
        let _entered = self.runtime.enter();
        self.link.give_back();
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.give_all_back();
    }
}

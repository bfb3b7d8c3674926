use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::builder::{DbBuilder, Settings};
use super::connect;
use super::pool::{Driver, Pool};
use super::transaction::scope;
use crate::dialect::Dialect;
use crate::error::{Error, Result};

/// A database: a handle to a pool of connections, cheap to clone and to share between tasks.
///
/// It is the last argument of whatever touches the database, as `&db`; inside a transaction that is its [`Tx`](crate::db::Tx).
///
/// | to | call |
/// |---|---|
/// | open it | [`connect`](Db::connect), [`builder`](Db::builder), `Db::from` a pool of sqlx |
/// | run a unit of work | [`transaction`](Db::transaction), [`transaction_with`](Db::transaction_with), [`begin`](Db::begin), [`test_transaction`](Db::test_transaction) |
/// | reach sqlx | [`as_postgres`](Db::as_postgres), [`as_sqlite`](Db::as_sqlite) |
///
/// ```
/// use orm::prelude::*;
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// let db = Db::connect("sqlite::memory:").await?;
/// assert_eq!(db.dialect(), Dialect::Sqlite);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    pool: Arc<Pool>,
    statements: AtomicU64,
}

impl Db {
    /// Opens the database at `url`, and asks it whether it is there.
    ///
    /// | URL | opens |
    /// |---|---|
    /// | `sqlite::memory:` | a new SQLite database in memory, on one connection that lives as long as this handle |
    /// | `sqlite://shop.db`, `sqlite:///var/lib/shop.db` | a file that exists |
    /// | `sqlite://shop.db?mode=rwc` | a file, made if it does not exist; `mode=ro` only reads |
    /// | `postgres://user:password@host:5432/shop` | a Postgres database; `postgresql://` is the same |
    ///
    /// A SQLite database is opened with foreign keys enforced, double-quoted strings off and a busy time-out of 5 s; a file also with
    /// a write-ahead log, whose writes no commit waits for (`synchronous = NORMAL`), and with 16 MB of each connection's memory for its
    /// pages. Set more with [`Db::builder`].
    ///
    /// ```
    /// use orm::prelude::*;
    ///
    /// # #[tokio::main] async fn main() {
    /// let missing = Db::connect("sqlite://no/such/folder/shop.db").await.unwrap_err();
    /// assert!(matches!(missing, Error::Connect { .. }));
    /// assert!(missing.to_string().contains("the folder `no/such/folder` does not exist; create it first"));
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Connect`] where the database cannot be reached or refuses the login, [`Error::Configuration`] for a URL
    /// of another form, [`Error::Pooler`] behind a pooler in transaction mode.
    pub async fn connect(url: &str) -> Result<Db> {
        Db::builder().connect(url).await
    }

    /// Starts a [`DbBuilder`], to set the pool's size and the time-outs.
    ///
    /// ```
    /// use orm::prelude::*;
    /// use std::time::Duration;
    ///
    /// # #[tokio::main] async fn main() -> orm::Result<()> {
    /// let db = Db::builder().statement_timeout(Duration::from_secs(5)).connect("sqlite::memory:").await?;
    /// assert_eq!(db.dialect(), Dialect::Sqlite);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn builder() -> DbBuilder {
        DbBuilder::new()
    }

    pub(super) fn over(pool: Arc<Pool>) -> Self {
        Db {
            inner: Arc::new(Inner {
                pool,
                statements: AtomicU64::new(0),
            }),
        }
    }

    /// Which database it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.pool().dialect()
    }

    /// sqlx's pool, if this is a Postgres database: for SQL of your own.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// assert!(db.as_postgres().is_none());
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "postgres")]
    #[must_use]
    pub fn as_postgres(&self) -> Option<&sqlx::PgPool> {
        self.pool().share();
        match self.pool().driver() {
            Driver::Postgres(pool) => Some(pool),
            #[cfg(feature = "sqlite")]
            Driver::Sqlite(_) => None,
        }
    }

    /// sqlx's pool, if this is a SQLite database: for SQL of your own.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let pool = db.as_sqlite().expect("it is SQLite");
    /// let (books,): (i64,) = sqlx::query_as("SELECT count(*) FROM book").fetch_one(pool).await.unwrap();
    /// assert_eq!(books, 3);
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "sqlite")]
    #[must_use]
    pub fn as_sqlite(&self) -> Option<&sqlx::SqlitePool> {
        self.pool().share();
        match self.pool().driver() {
            Driver::Sqlite(pool) => Some(pool),
            #[cfg(feature = "postgres")]
            Driver::Postgres(_) => None,
        }
    }

    /// Closes every connection, those in use as soon as they are free; every later call is
    /// [`Error::Configuration`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// db.close().await;
    /// assert!(matches!(Book::query().count(&db).await, Err(Error::Configuration { .. })));
    /// # Ok(()) }
    /// ```
    pub async fn close(&self) {
        self.pool().close().await;
    }

    /// How many statements queries have sent through this database and its transactions, its clones' included.
    ///
    /// What begins and ends transactions is not counted. A test can hold a page to a number of statements with it.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let before = db.statement_count();
    /// Author::query().with(Author::biography).with(Author::books.with(Book::subjects)).all(&db).await?;
    /// assert_eq!(db.statement_count() - before, 3); // authors with their biographies, books, subjects
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn statement_count(&self) -> u64 {
        self.inner.statements.load(Ordering::Relaxed)
    }

    pub(super) fn count_statement(&self) {
        self.inner.statements.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn pool(&self) -> &Arc<Pool> {
        &self.inner.pool
    }

    /// Whether one statement may give so many rows.
    pub(crate) fn may_read(&self, rows: usize) -> bool {
        let most = self.settings().max_rows;
        most.is_none_or(|most| rows as u64 <= most)
    }

    pub(super) fn settings(&self) -> &Settings {
        self.pool().settings()
    }

    /// Tells this database from every other one that is open.
    pub(super) fn identity(&self) -> usize {
        Arc::as_ptr(&self.inner) as usize
    }

    /// Catches the use of this database inside the closure of its own transaction, which would wait for a second
    /// connection, or see nothing of what the transaction wrote.
    pub(super) fn check_scope(&self) -> Result<()> {
        if !scope::is_inside(self) {
            return Ok(());
        }
        if self.pool().most() == 1 {
            return Err(Error::configuration(
                "the database was used inside the closure of its own transaction, which holds the only connection; use the closure's `tx` instead",
            ));
        }
        tracing::warn!(
            target: "orm::sql",
            "the database was used inside the closure of its own transaction: this statement is not part of it; use the closure's `tx`"
        );
        Ok(())
    }
}

/// A pool made by sqlx. Each statement has the client's deadline of 30 s; the pool's own options stay as they are.
#[cfg(feature = "postgres")]
impl From<sqlx::PgPool> for Db {
    fn from(pool: sqlx::PgPool) -> Self {
        let settings = connect::settings_of(pool.options());
        Db::over(Pool::new(Driver::Postgres(pool), settings, true))
    }
}

/// A pool made by sqlx. On each connection, foreign keys are switched on and double-quoted strings off when it is
/// first used, and its progress handler becomes the one that keeps the deadline; what else the pool was opened with
/// stays as it is.
///
/// ```
/// use orm::prelude::*;
///
/// # #[tokio::main] async fn main() {
/// let pool = sqlx::sqlite::SqlitePoolOptions::new().connect("sqlite::memory:").await.unwrap();
/// let db = Db::from(pool);
/// assert_eq!(db.dialect(), Dialect::Sqlite);
/// # }
/// ```
#[cfg(feature = "sqlite")]
impl From<sqlx::SqlitePool> for Db {
    fn from(pool: sqlx::SqlitePool) -> Self {
        let settings = connect::settings_of(pool.options());
        Db::over(Pool::new(Driver::Sqlite(pool), settings, true))
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db")
            .field("dialect", &self.dialect())
            .field("target", &self.settings().target)
            .field("max_connections", &self.pool().most())
            .finish_non_exhaustive()
    }
}

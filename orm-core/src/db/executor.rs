use std::sync::Arc;

use super::cursor::Cursor;
use super::session::Session;
use super::transaction::Transaction;
use super::unit::Unit;
use super::{Db, Statement, Tx};
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::query::{IntoSql, RawExecution};

/// What queries run on: a [`Db`], or the [`Tx`] of a transaction.
///
/// It is the last argument of whatever touches the database, as `&db` or `tx`. A function of your own that takes one works
/// inside a transaction and outside. It cannot be implemented outside this crate.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// async fn rename(author: &Author, name: &str, db: &impl Executor) -> Result<Author, Error> {
///     author.set(Author::name, name).update(db).await
/// }
/// let once = rename(&jane, "J. Austen", &db).await?;
/// let twice = db.transaction(async |tx| rename(&once, "Jane", tx).await).await?;
/// assert_eq!(twice.name, "Jane");
/// # Ok(()) }
/// ```
pub trait Executor: Send + Sync + sealed::Sealed {
    /// The handle behind it.
    #[doc(hidden)]
    fn handle(&self) -> Handle<'_>;

    /// Runs one statement in SQL of one's own, and gives how many rows it inserted, changed or deleted; of any other
    /// statement, 0. Placeholders are `$1`, `$2` … on both databases.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let moved = db.execute_raw("UPDATE book SET year = year + $1 WHERE author_id = $2").bind(1).bind(jane.id).await?;
    /// assert_eq!(moved, 2);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] where the text has a second statement, begins or ends a transaction, or has other placeholders
    /// than values are bound, before anything is sent; and what the database refuses.
    fn execute_raw(&self, text: impl IntoSql) -> RawExecution<'_>
    where
        Self: Sized,
    {
        RawExecution::new(text, self.handle())
    }
}

mod sealed {
    pub trait Sealed {}
}

impl sealed::Sealed for Db {}
impl Executor for Db {
    fn handle(&self) -> Handle<'_> {
        Handle::Db(self)
    }
}

impl sealed::Sealed for Tx {}
impl Executor for Tx {
    fn handle(&self) -> Handle<'_> {
        Handle::Tx(self)
    }
}

impl sealed::Sealed for Transaction<'_> {}
impl Executor for Transaction<'_> {
    fn handle(&self) -> Handle<'_> {
        Handle::Tx(self)
    }
}

impl<E: Executor + ?Sized> sealed::Sealed for &E {}
impl<E: Executor + ?Sized> Executor for &E {
    fn handle(&self) -> Handle<'_> {
        (**self).handle()
    }
}

impl<E: Executor + ?Sized> sealed::Sealed for Arc<E> {}
impl<E: Executor + ?Sized> Executor for Arc<E> {
    fn handle(&self) -> Handle<'_> {
        (**self).handle()
    }
}

/// What queries that lock rows run on: the [`Tx`] of a transaction. A lock lasts until its transaction ends, so that one
/// taken outside of a transaction would be gone at once.
#[diagnostic::on_unimplemented(
    message = "rows are locked inside a transaction, and `{Self}` is none",
    label = "expected the `tx` of a transaction",
    note = "lock inside a transaction: `db.transaction(async |tx| query.for_update().all(tx).await).await`"
)]
pub trait Locking: Executor {
    /// Refuses the lock where the transaction only reads.
    #[doc(hidden)]
    fn check_locking(&self) -> Result<()>;
}

impl Locking for Tx {
    fn check_locking(&self) -> Result<()> {
        match self.is_read_only() {
            true => Err(Error::configuration(
                "the transaction is read-only, and locks no rows; read them without `for_update` and `for_share`, or begin it without `read_only`",
            )),
            false => Ok(()),
        }
    }
}

impl Locking for Transaction<'_> {
    fn check_locking(&self) -> Result<()> {
        Tx::check_locking(self)
    }
}

impl<E: Locking + ?Sized> Locking for &E {
    fn check_locking(&self) -> Result<()> {
        (**self).check_locking()
    }
}

impl<E: Locking + ?Sized> Locking for Arc<E> {
    fn check_locking(&self) -> Result<()> {
        (**self).check_locking()
    }
}

/// A database or a transaction: the one door through which the rest of the crate reaches it.
#[derive(Debug, Clone, Copy)]
pub enum Handle<'a> {
    /// Each session has a connection of its own.
    Db(&'a Db),
    /// Every session is the transaction's connection, in turn.
    Tx(&'a Tx),
}

impl<'a> Handle<'a> {
    /// The database.
    #[must_use]
    pub fn db(self) -> &'a Db {
        match self {
            Handle::Db(db) => db,
            Handle::Tx(tx) => tx.db(),
        }
    }

    /// Which database it is.
    #[must_use]
    pub fn dialect(self) -> Dialect {
        self.db().dialect()
    }

    /// One connection for a unit of reading; statements on it are not one transaction unless this is one.
    ///
    /// # Errors
    ///
    /// Where no connection is free or the transaction has failed.
    pub async fn session(self) -> Result<Session<'a>> {
        match self {
            Handle::Db(db) => Session::alone(db).await,
            Handle::Tx(tx) => Session::within(tx).await,
        }
    }

    /// A transaction, or within one a savepoint, whose commit is the caller's.
    ///
    /// # Errors
    ///
    /// Those of the connection.
    pub async fn begin(self) -> Result<Transaction<'a>> {
        match self {
            Handle::Db(db) => db.begin().await,
            Handle::Tx(tx) => tx.begin().await,
        }
    }

    /// Begins several statements that take effect all or not at all: in a transaction of their own, or as part of the
    /// one that this is.
    ///
    /// # Errors
    ///
    /// As [`session`](Handle::session), and where the transaction cannot begin.
    pub async fn unit(self) -> Result<Unit<'a>> {
        Unit::begin(self).await
    }

    /// Runs a query whose rows come in chunks of `chunk` rows, in bounded memory.
    ///
    /// # Errors
    ///
    /// As [`session`](Handle::session), and where the database refuses the query.
    pub async fn cursor(self, statement: &Statement, chunk: u32) -> Result<Cursor<'a>> {
        Cursor::open(self, statement, chunk).await
    }
}

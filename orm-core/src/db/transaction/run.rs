use super::options::{Access, Opening};
use super::retry::Backoff;
use super::tx::OnDrop;
use super::{Transaction, TransactionOptions, Tx, scope, text};
use crate::db::Db;
use crate::db::lease::Lease;
use crate::dialect::Dialect;
use crate::error::{Error, Result};

impl Db {
    /// Runs `closure` in a transaction: committed when it gives `Ok`, rolled back when it gives `Err`, panics or is
    /// dropped.
    ///
    /// Inside, use the closure's [`Tx`] in place of the database; [`Tx::transaction`] is a savepoint. On SQLite it begins
    /// `IMMEDIATE`, so that it never fails for having read before it wrote.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let anne = db
    ///     .transaction(async |tx| {
    ///         let anne = Author::create().name("Anne Brontë").save(tx).await?;
    ///         anne.books().create().title("Agnes Grey").year(1847).save(tx).await?;
    ///         Ok(anne)
    ///     })
    ///     .await?;
    /// assert_eq!(anne.books().count(&db).await?, 1);
    ///
    /// let undone = db
    ///     .transaction(async |tx| {
    ///         anne.delete(tx).await?;
    ///         Err::<(), _>(Error::validation("she stays"))
    ///     })
    ///     .await;
    /// assert_eq!(undone.unwrap_err().to_string(), "she stays");
    /// assert_eq!(anne.refresh(&db).await?, anne);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// What the closure gives; [`Error::TransactionAborted`] where it gave `Ok` although a statement in it had failed;
    /// [`Error::CommitUnknown`] where the connection was lost during the commit.
    pub async fn transaction<T, F>(&self, closure: F) -> Result<T>
    where
        F: AsyncFnOnce(&Tx) -> Result<T>,
    {
        self.transaction_as(closure).await
    }

    /// As [`transaction`](Db::transaction), with an error of one's own.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// #[derive(Debug)]
    /// enum Refusal {
    ///     TooMany,
    ///     Database(Error),
    /// }
    ///
    /// impl From<Error> for Refusal {
    ///     fn from(error: Error) -> Self {
    ///         Refusal::Database(error)
    ///     }
    /// }
    ///
    /// let outcome = db
    ///     .transaction_as::<Refusal, (), _>(async |tx| match jane.books().count(tx).await? {
    ///         0 | 1 => Ok(()),
    ///         _ => Err(Refusal::TooMany),
    ///     })
    ///     .await;
    /// assert!(matches!(outcome, Err(Refusal::TooMany)));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`transaction`](Db::transaction).
    pub async fn transaction_as<E, T, F>(&self, closure: F) -> Result<T, E>
    where
        E: From<Error>,
        F: AsyncFnOnce(&Tx) -> Result<T, E>,
    {
        let tx = Tx::open(self, &Opening::writing()).await?;
        let outcome = scope::within(self, closure(&tx)).await;
        tx.finish(outcome).await
    }

    /// As [`transaction`](Db::transaction), with an isolation, only reading, or with retries: then the whole closure is
    /// run again, as a clone, after an error that [`is_retryable`](Error::is_retryable). Between two attempts it waits, at
    /// random and longer each time, up to a second.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let options = TransactionOptions::new().isolation(Isolation::Serializable).retries(5);
    /// let late = db
    ///     .transaction_with(options, async |tx| {
    ///         let late = Book::filter(Book::year.gt(1814)).count(tx).await?;
    ///         Book::filter(Book::year.gt(1814)).set(Book::year, Book::year - 100).update(tx).await?;
    ///         Ok(late)
    ///     })
    ///     .await?;
    /// assert_eq!(late, 2);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`transaction`](Db::transaction); after the last retry, the last error.
    pub async fn transaction_with<T, F>(&self, options: TransactionOptions, closure: F) -> Result<T>
    where
        F: AsyncFnOnce(&Tx) -> Result<T> + Clone,
    {
        let mut backoff = Backoff::new(options.retries);
        loop {
            let outcome = self.attempt(options, closure.clone()).await;
            match outcome {
                Err(error) if error.is_retryable() && backoff.wait().await => {}
                outcome => return outcome,
            }
        }
    }

    async fn attempt<T, F>(&self, options: TransactionOptions, closure: F) -> Result<T>
    where
        F: AsyncFnOnce(&Tx) -> Result<T>,
    {
        let tx = Tx::open(self, &options.into()).await?;
        let outcome = scope::within(self, closure(&tx)).await;
        tx.finish(outcome).await
    }

    /// Runs `closure` in a transaction that is always rolled back: for tests that share a database.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// db.test_transaction(async |tx| {
    ///     Book::query().unfiltered().delete(tx).await?;
    ///     assert_eq!(Book::query().count(tx).await?, 0);
    ///     Ok(())
    /// })
    /// .await?;
    /// assert_eq!(Book::query().count(&db).await?, 3);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// What the closure gives.
    pub async fn test_transaction<T, F>(&self, closure: F) -> Result<T>
    where
        F: AsyncFnOnce(&Tx) -> Result<T>,
    {
        let tx = Tx::open(self, &Opening::writing()).await?;
        let outcome = scope::within(self, closure(&tx)).await;
        tx.roll_back().await?;
        outcome
    }

    /// Begins a transaction that is ended by hand. Dropped without [`commit`](Transaction::commit), it is rolled back.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let transaction = db.begin().await?;
    /// jane.set(Author::name, "J. Austen").update(&transaction).await?;
    /// transaction.commit().await?;
    /// assert_eq!(jane.refresh(&db).await?.name, "J. Austen");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Where no connection is free, or the database does not let a transaction begin.
    pub async fn begin(&self) -> Result<Transaction<'static>> {
        let tx = Tx::open(self, &Opening::writing()).await?;
        Ok(Transaction::new(tx))
    }
}

impl Tx {
    /// Runs `closure` in a savepoint: kept when it gives `Ok`, undone when it gives `Err`. Errors of the database inside
    /// are undone with it, and the transaction around goes on.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// db.transaction(async |tx| {
    ///     let twice = tx.transaction(async |tx| Author::create().name("Jane Austen").save(tx).await).await;
    ///     assert!(twice.is_err_and(|error| error.violates(Author::name)));
    ///     Author::create().name("Anne Brontë").save(tx).await
    /// })
    /// .await?;
    /// assert_eq!(Author::query().count(&db).await?, 3);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// What the closure gives; [`Error::TransactionAborted`] where it gave `Ok` although a statement in it had failed.
    pub async fn transaction<T, F>(&self, closure: F) -> Result<T>
    where
        F: AsyncFnOnce(&Tx) -> Result<T>,
    {
        self.transaction_as(closure).await
    }

    /// As [`transaction`](Tx::transaction), with an error of one's own: see [`Db::transaction_as`].
    ///
    /// # Errors
    ///
    /// As [`transaction`](Tx::transaction).
    pub async fn transaction_as<E, T, F>(&self, closure: F) -> Result<T, E>
    where
        E: From<Error>,
        F: AsyncFnOnce(&Tx) -> Result<T, E>,
    {
        let inner = self.nest(OnDrop::Fail).await?;
        let outcome = closure(&inner).await;
        inner.finish(outcome).await
    }

    /// Opens a savepoint that is ended by hand. Dropped without [`commit`](Transaction::commit), it is undone.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let transaction = db.begin().await?;
    /// let savepoint = transaction.begin().await?;
    /// jane.delete(&savepoint).await?;
    /// savepoint.rollback().await?;
    /// transaction.commit().await?;
    /// assert_eq!(jane.refresh(&db).await?, jane);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Where the transaction has failed.
    pub async fn begin(&self) -> Result<Transaction<'_>> {
        Ok(Transaction::new(self.nest(OnDrop::RollBack).await?))
    }
}

/// Takes a connection and begins a transaction on it; once more where the connection had died in the pool.
pub(super) async fn begin(db: &Db, opening: &Opening) -> Result<Lease> {
    let writer = match (db.dialect(), opening.access) {
        (Dialect::Sqlite, Access::Write) => Some(turn_to_write(db).await?),
        _ => None,
    };
    let text = text::begin(db.dialect(), opening, db.settings());
    let limit = db.settings().statement_timeout;
    let mut lease = db.pool().acquire().await?;
    if let Err(fault) = lease.begin(&text, limit).await {
        let Error::Disconnected { .. } = fault.error else {
            return Err(fault.error);
        };
        // The dead one first, whose place may be the only one.
        lease.let_go();
        lease = db.pool().acquire_answering().await?;
        let begun = lease.begin(&text, limit).await;
        begun.map_err(|fault| fault.inside_transaction().error)?;
    }
    if let Some(writer) = writer {
        lease.hold_writer(writer);
    }
    Ok(lease)
}

/// Waits for the other writing transactions of this process.
async fn turn_to_write(db: &Db) -> Result<tokio::sync::OwnedMutexGuard<()>> {
    let limit = db.settings().busy_timeout;
    tokio::time::timeout(limit, db.pool().writer().lock_owned())
        .await
        .map_err(|_| Error::Busy { source: None })
}

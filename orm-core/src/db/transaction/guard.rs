use std::marker::PhantomData;
use std::ops::Deref;

use super::Tx;
use crate::error::Result;

/// A transaction or savepoint that is ended by hand: by [`commit`](Transaction::commit),
/// [`rollback`](Transaction::rollback), or by dropping it, which rolls back. [`Db::begin`](crate::db::Db::begin) gives one.
///
/// It derefs to the [`Tx`] that queries run on.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let transaction = db.begin().await?;
/// jane.delete(&transaction).await?;
/// drop(transaction);
/// assert_eq!(jane.refresh(&db).await?, jane);
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Transaction<'t> {
    tx: Tx,
    /// The transaction around a savepoint outlives it.
    around: PhantomData<&'t Tx>,
}

impl Transaction<'_> {
    pub(super) fn new(tx: Tx) -> Self {
        Transaction {
            tx,
            around: PhantomData,
        }
    }

    /// Makes what was done last, or part of the transaction around the savepoint.
    ///
    /// # Errors
    ///
    /// [`Error::TransactionAborted`](crate::error::Error::TransactionAborted) where a statement had failed, and
    /// nothing was stored; [`Error::CommitUnknown`](crate::error::Error::CommitUnknown) where the connection was lost
    /// during the commit.
    pub async fn commit(self) -> Result<()> {
        self.tx.commit().await
    }

    /// Undoes what was done.
    ///
    /// # Errors
    ///
    /// None now: a connection that does not answer is closed, which undoes as well.
    pub async fn rollback(self) -> Result<()> {
        self.tx.roll_back().await
    }
}

impl Deref for Transaction<'_> {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.tx
    }
}

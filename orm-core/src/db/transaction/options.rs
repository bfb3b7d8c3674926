/// How a transaction is to run; for [`Db::transaction_with`](crate::db::Db::transaction_with).
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let snapshot = TransactionOptions::new().isolation(Isolation::RepeatableRead).read_only();
/// let books = db.transaction_with(snapshot, async |tx| Book::query().all(tx).await).await?;
/// assert_eq!(books.len(), 3);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct TransactionOptions {
    pub(super) isolation: Option<Isolation>,
    pub(super) read_only: bool,
    pub(super) retries: u32,
}

/// What a transaction sees of those that run beside it. SQLite's are always serializable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Isolation {
    /// Each statement sees what was committed before it began.
    ReadCommitted,
    /// Every statement sees what was committed before the first one.
    RepeatableRead,
    /// As if the transactions had run one after the other; one that cannot be put in an order is
    /// [`Error::Serialization`](crate::error::Error::Serialization).
    Serializable,
}

impl TransactionOptions {
    /// The database's usual isolation, reading and writing, without retries.
    #[must_use]
    pub fn new() -> Self {
        TransactionOptions::default()
    }

    /// Sets what the transaction sees of others.
    #[must_use]
    pub fn isolation(mut self, isolation: Isolation) -> Self {
        self.isolation = Some(isolation);
        self
    }

    /// Runs the whole closure again, at most this often, after an error that
    /// [`is_retryable`](crate::error::Error::is_retryable).
    #[must_use]
    pub fn retries(mut self, most: u32) -> Self {
        self.retries = most;
        self
    }

    /// Only reads: a write is an error. On SQLite it does not wait for writers then.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let reading = TransactionOptions::new().read_only();
    /// let write = db.transaction_with(reading, async |tx| jane.delete(tx).await).await;
    /// assert!(write.is_err());
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }
}

/// How a transaction begins.
#[derive(Debug, Clone, Copy)]
pub(in crate::db) struct Opening {
    pub(super) isolation: Option<Isolation>,
    pub(super) access: Access,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Write,
    /// Whatever is written is an error.
    ReadOnly,
    /// Reads, and may set up what it reads from.
    Snapshot,
}

impl Opening {
    pub(in crate::db) fn writing() -> Self {
        Opening {
            isolation: None,
            access: Access::Write,
        }
    }

    pub(in crate::db) fn snapshot() -> Self {
        Opening {
            isolation: None,
            access: Access::Snapshot,
        }
    }
}

impl From<TransactionOptions> for Opening {
    fn from(options: TransactionOptions) -> Self {
        let TransactionOptions {
            isolation,
            read_only,
            retries: _,
        } = options;
        Opening {
            isolation,
            access: if read_only {
                Access::ReadOnly
            } else {
                Access::Write
            },
        }
    }
}

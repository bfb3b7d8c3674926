use futures::stream::{self, BoxStream, StreamExt};

use crate::db::Locking;
use crate::error::Result;
use crate::load::{Loading, Projection};
use crate::model::Model;
use crate::query::Locked;

impl<M: Model, L: Projection<M>> Locked<M, L> {
    /// Reads and locks all rows: see [`Query::all`](crate::query::Query::all).
    ///
    /// # Errors
    ///
    /// Those of [`Query::all`](crate::query::Query::all); [`Error::Deadlock`](crate::Error::Deadlock) where two transactions wait for each other;
    /// [`Error::LockTimeout`](crate::Error::LockTimeout) with [`nowait`](Locked::nowait);
    /// [`Error::Configuration`](crate::Error::Configuration) in a transaction that only reads, and for groups and other
    /// results that are no rows of a table.
    pub fn all<'tx>(self, tx: &'tx impl Locking) -> Loading<'tx, Vec<L::Row>>
    where
        L: 'tx,
    {
        Box::pin(async move {
            tx.check_locking()?;
            self.query.all(tx).await
        })
    }

    /// Reads and locks the one row: see [`Query::get`](crate::query::Query::get).
    ///
    /// # Errors
    ///
    /// Those of [`all`](Locked::all) and of [`Query::get`](crate::query::Query::get).
    pub fn get<'tx>(self, tx: &'tx impl Locking) -> Loading<'tx, L::Row>
    where
        L: 'tx,
    {
        Box::pin(async move {
            tx.check_locking()?;
            self.query.get(tx).await
        })
    }

    /// Reads and locks the one row, or gives `None`: see [`Query::optional`](crate::query::Query::optional).
    ///
    /// # Errors
    ///
    /// Those of [`all`](Locked::all) and of [`Query::optional`](crate::query::Query::optional).
    pub fn optional<'tx>(self, tx: &'tx impl Locking) -> Loading<'tx, Option<L::Row>>
    where
        L: 'tx,
    {
        Box::pin(async move {
            tx.check_locking()?;
            self.query.optional(tx).await
        })
    }

    /// Reads and locks the first row: see [`Query::first`](crate::query::Query::first).
    ///
    /// # Errors
    ///
    /// Those of [`all`](Locked::all).
    pub fn first<'tx>(self, tx: &'tx impl Locking) -> Loading<'tx, Option<L::Row>>
    where
        L: 'tx,
    {
        Box::pin(async move {
            tx.check_locking()?;
            self.query.first(tx).await
        })
    }

    /// Reads and locks the last row: see [`Query::last`](crate::query::Query::last).
    ///
    /// # Errors
    ///
    /// Those of [`all`](Locked::all) and of [`Query::last`](crate::query::Query::last).
    pub fn last<'tx>(self, tx: &'tx impl Locking) -> Loading<'tx, Option<L::Row>>
    where
        L: 'tx,
    {
        Box::pin(async move {
            tx.check_locking()?;
            self.query.last(tx).await
        })
    }

    /// Reads the rows one by one, each locked when it is read: see [`Query::stream`](crate::query::Query::stream).
    ///
    /// # Errors
    ///
    /// As an item of the stream, which ends with it: those of [`all`](Locked::all).
    pub fn stream<'tx>(self, tx: &'tx impl Locking) -> BoxStream<'tx, Result<L::Row>>
    where
        L: 'tx,
    {
        match tx.check_locking() {
            Ok(()) => self.query.stream(tx),
            Err(error) => stream::once(std::future::ready(Err(error))).boxed(),
        }
    }
}

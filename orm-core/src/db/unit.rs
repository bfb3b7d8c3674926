use std::ops::{Deref, DerefMut};

use super::Statement;
use super::executor::Handle;
use super::session::Session;
use super::transaction::{Opening, Tx};
use crate::error::Result;

/// Several statements that take effect all or not at all.
///
/// It is a [`Session`]: in a transaction of its own, or in a savepoint of the transaction that it is a part of. Dropped
/// before [`commit`](Unit::commit), it is rolled back, and a transaction around it goes on.
pub struct Unit<'a> {
    session: Session<'a>,
    /// What is rolled back unless the unit is committed.
    open: Option<Open<'a>>,
}

enum Open<'a> {
    /// A transaction of the unit's own.
    Transaction(Tx),
    /// A savepoint of this transaction.
    Savepoint(&'a Tx),
}

impl<'a> Unit<'a> {
    pub(super) async fn begin(handle: Handle<'a>) -> Result<Self> {
        let (session, open) = match handle {
            Handle::Db(db) => {
                let tx = Tx::open(db, &Opening::writing()).await?;
                (Session::at(db, &tx).await?, Open::Transaction(tx))
            }
            Handle::Tx(tx) => (Session::savepoint(tx).await?, Open::Savepoint(tx)),
        };
        Ok(Unit {
            session,
            open: Some(open),
        })
    }

    /// Sends rows of `width` values by the fastest way that the database has, without a deadline but the statement's own; gives
    /// how many they were.
    ///
    /// # Errors
    ///
    /// What the database refuses, and [`Error::InvalidValue`](crate::Error::InvalidValue) where a value cannot be sent.
    pub async fn load(&mut self, statement: &Statement, width: usize) -> Result<u64> {
        self.session.load(statement, width).await
    }

    /// Makes the statements' effects last, or part of the transaction that this is a part of.
    ///
    /// # Errors
    ///
    /// As the commit of a transaction.
    pub async fn commit(mut self) -> Result<()> {
        if let Some(Open::Savepoint(_)) = self.open {
            self.session.release().await?;
        }
        match self.open.take() {
            Some(Open::Transaction(tx)) => {
                // The commit needs the session's turn.
                drop(self);
                tx.commit().await
            }
            _ => Ok(()),
        }
    }
}

impl<'a> Deref for Unit<'a> {
    type Target = Session<'a>;

    fn deref(&self) -> &Session<'a> {
        &self.session
    }
}

impl<'a> DerefMut for Unit<'a> {
    fn deref_mut(&mut self) -> &mut Session<'a> {
        &mut self.session
    }
}

impl Drop for Unit<'_> {
    fn drop(&mut self) {
        if let (Some(Open::Savepoint(tx)), Some(level)) = (&self.open, self.session.level()) {
            tx.undo_at_next_turn(level);
        }
    }
}

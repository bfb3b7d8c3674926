use std::ops::{Deref, DerefMut};

use super::executor::Handle;
use super::session::Session;
use super::transaction::{Opening, Tx};
use crate::error::Result;

/// Several statements that take effect all or not at all.
///
/// It is a [`Session`]; dropped before [`commit`](Unit::commit), its own transaction is rolled back, and a transaction
/// that it is only a part of has failed.
pub struct Unit<'a> {
    session: Session<'a>,
    /// The transaction, where it is the unit's own.
    own: Option<Tx>,
    committed: bool,
}

impl<'a> Unit<'a> {
    pub(super) async fn begin(handle: Handle<'a>) -> Result<Self> {
        let (session, own) = match handle {
            Handle::Db(db) => {
                let tx = Tx::open(db, &Opening::writing()).await?;
                (Session::at(db, &tx).await?, Some(tx))
            }
            Handle::Tx(tx) => (Session::within(tx).await?, None),
        };
        Ok(Unit {
            session,
            own,
            committed: false,
        })
    }

    /// Makes the statements' effects last, or part of the transaction that this is a part of.
    ///
    /// # Errors
    ///
    /// As the commit of a transaction.
    pub async fn commit(self) -> Result<()> {
        let mut unit = self;
        unit.committed = true;
        let Some(tx) = unit.own.take() else {
            return Ok(());
        };
        // The commit needs the session's turn.
        drop(unit);
        tx.commit().await
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
        if !self.committed && self.own.is_none() {
            self.session
                .fail_transaction("a unit of several statements was left half done");
        }
    }
}

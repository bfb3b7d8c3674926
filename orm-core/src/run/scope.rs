use crate::db::{Handle, Transaction};
use crate::error::Result;
use crate::hooks::Within;
use crate::model::Model;

/// Where a write runs.
pub(super) enum Scope<'a> {
    /// Where the caller says: it is one statement, and no hook follows.
    Given(Handle<'a>),
    /// In a transaction of its own, or within one in a savepoint, which the hooks see too. Dropped before
    /// [`commit`](Scope::commit), it is rolled back.
    Transaction(Transaction<'a>),
}

impl<'a> Scope<'a> {
    /// A transaction, if one is needed.
    pub(super) async fn begin(db: Handle<'a>, needs_transaction: bool) -> Result<Self> {
        Ok(match needs_transaction {
            true => Scope::Transaction(db.begin().await?),
            false => Scope::Given(db),
        })
    }

    pub(super) fn handle(&self) -> Handle<'_> {
        match self {
            Scope::Given(db) => *db,
            Scope::Transaction(tx) => Handle::Tx(tx),
        }
    }

    /// Runs a hook, if there is one, with the rows, if there are any.
    pub(super) async fn run<M: Model>(&self, hook: Option<Within<M>>, rows: &[M]) -> Result<()> {
        match (self, hook) {
            (Scope::Transaction(tx), Some(hook)) if !rows.is_empty() => hook(rows, tx).await,
            _ => Ok(()),
        }
    }

    pub(super) async fn commit(self) -> Result<()> {
        match self {
            Scope::Given(_) => Ok(()),
            Scope::Transaction(tx) => tx.commit().await,
        }
    }
}

//! Transactions and savepoints.
//!
//! sqlx's own are not used: a cancelled savepoint of theirs rolls the outer transaction back while its commit still
//! says `Ok`. Here the text that begins and ends each level is ours, and [`State`] knows what has failed.

mod guard;
mod options;
mod retry;
mod run;
pub(super) mod scope;
mod state;
pub(super) mod text;
mod tx;

pub use self::guard::Transaction;
pub(super) use self::options::Opening;
pub use self::options::{Isolation, TransactionOptions};
pub(super) use self::state::State;
pub use self::tx::Tx;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

use super::options::{Access, Opening};
use super::state::State;
use super::text;
use crate::db::Db;
use crate::error::{Error, Result};

/// A transaction, or a savepoint in one: what the closure of [`Db::transaction`] is given.
///
/// It is used by shared reference, by several tasks if need be, whose statements then take turns. An error of the
/// database inside it makes the whole transaction fail ([`Error::TransactionAborted`] from then on), unless it came
/// inside a savepoint that was rolled back.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let outcome = db
///     .transaction(async |tx| {
///         let twice = Author::create().name("Jane Austen").save(tx).await;
///         assert!(twice.is_err_and(|error| error.violates(Author::name)));
///         Ok(()) // the error is disregarded, but the transaction has failed
///     })
///     .await;
/// assert!(matches!(outcome, Err(Error::TransactionAborted { .. })));
/// # Ok(()) }
/// ```
pub struct Tx {
    db: Db,
    opening: Opening,
    state: Arc<tokio::sync::Mutex<State>>,
    notes: Arc<Mutex<Notes>>,
    /// Zero for the transaction, one more for each savepoint.
    level: u32,
    /// Whether it was committed or rolled back.
    ended: bool,
    /// The level down to which this is to be undone when it is dropped without an end.
    on_drop: OnDrop,
}

/// What becomes of a savepoint that is dropped before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnDrop {
    /// A closure was cancelled: the whole transaction has failed.
    Fail,
    /// A guard was let go, which is how one rolls it back.
    RollBack,
}

/// What is told without waiting for a turn.
#[derive(Default)]
struct Notes {
    hooks: Vec<(u32, Hook)>,
    /// The outermost savepoint that was dropped before its end.
    dropped: Option<(u32, OnDrop)>,
}

type Hook = Box<dyn FnOnce() + Send>;

impl Notes {
    fn note_dropped(&mut self, level: u32, on_drop: OnDrop) {
        self.dropped = match self.dropped {
            Some((of, OnDrop::Fail)) => Some((of, OnDrop::Fail)),
            Some((of, OnDrop::RollBack)) => Some((of.min(level), on_drop)),
            None => Some((level, on_drop)),
        };
    }
}

impl Tx {
    /// Begins a transaction.
    pub(in crate::db) async fn open(db: &Db, opening: &Opening) -> Result<Tx> {
        db.check_scope()?;
        let lease = super::run::begin(db, opening).await?;
        Ok(Tx {
            db: db.clone(),
            opening: *opening,
            state: Arc::new(tokio::sync::Mutex::new(State::new(lease, opening))),
            notes: Arc::default(),
            level: 0,
            ended: false,
            on_drop: OnDrop::Fail,
        })
    }

    /// The database that the transaction is on. A query on it is not part of the transaction.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    pub(in crate::db) fn is_read_only(&self) -> bool {
        self.opening.access != Access::Write
    }

    pub(in crate::db) fn level(&self) -> u32 {
        self.level
    }

    /// A turn at the connection.
    pub(in crate::db) async fn turn(&self) -> Result<OwnedMutexGuard<State>> {
        let mut state = Arc::clone(&self.state).lock_owned().await;
        let dropped = self.notes().dropped.take();
        if let Some((level, on_drop)) = dropped {
            self.undo_dropped(&mut state, level, on_drop).await;
        }
        Ok(state)
    }

    async fn undo_dropped(&self, state: &mut State, level: u32, on_drop: OnDrop) {
        match on_drop {
            OnDrop::Fail => state.fail(0, "a savepoint was dropped before it ended"),
            OnDrop::RollBack => state.roll_back_to(level, self.db.settings()).await,
        }
    }

    /// A savepoint was left before its end: whoever has the next turn rolls it back first.
    pub(in crate::db) fn undo_at_next_turn(&self, level: u32) {
        self.notes().note_dropped(level, OnDrop::RollBack);
    }

    /// Opens a savepoint.
    pub(super) async fn nest(&self, on_drop: OnDrop) -> Result<Tx> {
        let level = self
            .turn()
            .await?
            .open_savepoint(self.level, self.db.settings())
            .await?;
        Ok(Tx {
            db: self.db.clone(),
            opening: self.opening,
            state: Arc::clone(&self.state),
            notes: Arc::clone(&self.notes),
            level,
            ended: false,
            on_drop,
        })
    }

    /// Makes what was done last, or part of the level around.
    pub(in crate::db) async fn commit(mut self) -> Result<()> {
        self.commit_in_place().await
    }

    pub(in crate::db) async fn commit_in_place(&mut self) -> Result<()> {
        let mut state = self.turn().await?;
        if self.level > 0 {
            let released = state.release(self.level, self.db.settings()).await;
            self.ended = true;
            match released {
                Ok(()) => self.hand_hooks_out(),
                Err(_) => self.forget_hooks(),
            }
            return released;
        }
        let committed = state.commit(self.db.settings(), self.reset()).await;
        self.ended = true;
        drop(state);
        if committed.is_ok() {
            self.run_hooks();
        }
        committed
    }

    /// Undoes what was done.
    pub(super) async fn roll_back(mut self) -> Result<()> {
        let mut state = self.turn().await?;
        self.forget_hooks();
        if self.level > 0 {
            state.roll_back_to(self.level, self.db.settings()).await;
        } else {
            state.roll_back(self.db.settings(), self.reset()).await;
        }
        self.ended = true;
        Ok(())
    }

    /// Commits after `Ok` and rolls back after `Err`.
    pub(super) async fn finish<T, E: From<Error>>(self, outcome: Result<T, E>) -> Result<T, E> {
        match outcome {
            Ok(value) => {
                self.commit().await?;
                Ok(value)
            }
            Err(error) => {
                // The error of the closure is what its caller asked about; a transaction that cannot be rolled back is
                // closed with its connection.
                let _ = self.roll_back().await;
                Err(error)
            }
        }
    }

    fn reset(&self) -> &'static str {
        text::and_reset(self.db.dialect(), &self.opening)
    }

    /// Runs `hook` once the transaction is committed, and only then: never after a rollback, nor when the commit's
    /// outcome is unknown. In a savepoint it waits for the commit of the whole transaction. A hook that panics is
    /// logged and does not touch the others.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// use std::sync::mpsc;
    ///
    /// let (sender, mails) = mpsc::channel();
    /// db.transaction(async |tx| {
    ///     tx.on_commit(move || sender.send("welcome").unwrap());
    ///     assert!(mails.try_recv().is_err());
    ///     Author::create().name("Anne Brontë").save(tx).await
    /// })
    /// .await?;
    /// assert_eq!(mails.try_recv(), Ok("welcome"));
    /// # Ok(()) }
    /// ```
    pub fn on_commit(&self, hook: impl FnOnce() + Send + 'static) {
        self.notes().hooks.push((self.level, Box::new(hook)));
    }

    fn notes(&self) -> std::sync::MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The level around is asked for them now.
    fn hand_hooks_out(&self) {
        let outer = self.level - 1;
        for (level, _) in &mut self.notes().hooks {
            *level = (*level).min(outer);
        }
    }

    fn forget_hooks(&self) {
        let level = self.level;
        self.notes().hooks.retain(|(of, _)| *of < level);
    }

    fn run_hooks(&self) {
        let hooks = std::mem::take(&mut self.notes().hooks);
        for (_, hook) in hooks {
            if catch_unwind(AssertUnwindSafe(hook)).is_err() {
                tracing::error!(target: "orm::sql", "an `on_commit` hook panicked; the transaction is committed");
            }
        }
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if self.ended || self.level == 0 {
            return;
        }
        self.forget_hooks();
        self.notes().note_dropped(self.level, self.on_drop);
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx")
            .field("db", &self.db)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

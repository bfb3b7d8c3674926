//! Loads of the same rows, side by side.

use crate::db::Session;

/// Of fewer parents than that the statements of all loads are short.
const MANY: usize = 10;

/// The connections on which loads of the same rows run at the same time: those that ask for rows run one beside the other where
/// connections are idle, and one after the other where none is.
pub(super) struct Lanes<'l, 's> {
    session: &'l Session<'s>,
    many: bool,
    /// Whether a load has the session's own connection already.
    taken: bool,
}

impl<'l, 's> Lanes<'l, 's> {
    /// For loads of so many parents.
    pub(super) fn beside(session: &'l Session<'s>, parents: usize) -> Self {
        Lanes {
            session,
            many: parents > MANY,
            taken: false,
        }
    }

    /// A connection for the next load, unless it is to share the session's.
    pub(super) fn next(&mut self, asks: bool) -> Option<Session<'s>> {
        if !asks || !self.many {
            return None;
        }
        match std::mem::replace(&mut self.taken, true) {
            true => self.session.beside(),
            false => None,
        }
    }
}

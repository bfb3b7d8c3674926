//! What becomes of the rows of a statement.

use super::Row;
use crate::error::{Error, Result};

/// Whoever reads the rows of a statement.
pub(super) type Reader<'r> = &'r mut dyn ReadRows;

/// Reads the rows of a statement, one after the other.
pub(super) trait ReadRows: Send {
    /// Reads the next row.
    fn read(&mut self, row: &mut Row<'_>) -> Result<()>;

    /// Forgets what was read: the statement begins anew, and its rows come once more.
    fn start_over(&mut self);
}

/// Reads nothing: of a statement whose rows, if it has any, nobody asks for.
pub(super) struct Unread;

impl ReadRows for Unread {
    fn read(&mut self, _: &mut Row<'_>) -> Result<()> {
        Ok(())
    }

    fn start_over(&mut self) {}
}

/// Gathers rows, of which there may be no more than so many.
pub(super) struct Gatherer<G, F> {
    gathered: G,
    read: F,
    rows: u64,
    most: Option<u64>,
}

impl<G, F> Gatherer<G, F>
where
    G: Default + Send,
    F: FnMut(&mut G, &mut Row<'_>) -> Result<()> + Send,
{
    pub(super) fn new(most: Option<u64>, read: F) -> Self {
        Gatherer {
            gathered: G::default(),
            read,
            rows: 0,
            most,
        }
    }

    /// What was gathered, and of how many rows.
    pub(super) fn finish(self) -> (G, u64) {
        (self.gathered, self.rows)
    }
}

impl<G, F> ReadRows for Gatherer<G, F>
where
    G: Default + Send,
    F: FnMut(&mut G, &mut Row<'_>) -> Result<()> + Send,
{
    fn read(&mut self, row: &mut Row<'_>) -> Result<()> {
        self.rows += 1;
        match self.most {
            Some(limit) if self.rows > limit => Err(Error::TooManyRows { limit }),
            _ => (self.read)(&mut self.gathered, row),
        }
    }

    fn start_over(&mut self) {
        self.gathered = G::default();
        self.rows = 0;
    }
}

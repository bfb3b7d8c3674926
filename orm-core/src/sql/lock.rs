use super::Writer;
use crate::dialect::quote;
use crate::error::{Error, Result};
use crate::query::syntax::{Expr, Select};

impl Writer<'_> {
    /// The lock on a query's own rows. Joined rows stay unlocked: they may be missing, and the database locks no row that may
    /// be missing.
    pub(super) fn lock(&mut self, select: &Select) -> Result<()> {
        let Some(lock) = select.lock else {
            return Ok(());
        };
        let is_window = |expr: &Expr| matches!(expr, Expr::Window(_));
        let order = select.order.iter().map(|term| &term.operand);
        let mut asked = select.outputs.iter().chain(order);
        let windowed = asked.any(|expr| expr.contains(&is_window));
        if !select.has_own_rows() || !select.distinct_on.is_empty() || windowed {
            return Err(Error::configuration(
                "what is computed from several rows, or given once for several, is no row to lock; lock the rows by a query for the model, and compute from what comes",
            ));
        }
        let rows = quote(&self.scope().alias);
        if let Some(clause) = self.grammar.lock(lock, &rows)? {
            self.clause(&clause);
        }
        Ok(())
    }
}

use super::Writer;
use crate::dialect::quote;
use crate::error::{Error, Result};
use crate::query::syntax::{Expr, Lock, Select};

impl Writer<'_> {
    /// The lock on a query's own rows, and on those of the relations that it names. Other joined rows stay unlocked.
    pub(super) fn lock(&mut self, select: &Select) -> Result<()> {
        let Some(lock) = &select.lock else {
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
        let rows = self.locked_rows(lock)?;
        if let Some(clause) = self.grammar.lock(lock, &rows)? {
            self.clause(&clause);
        }
        Ok(())
    }

    /// The tables whose rows are locked, as they are called here. The database locks no row that may be missing.
    fn locked_rows(&self, lock: &Lock) -> Result<String> {
        let scope = self.scope();
        let mut rows = vec![quote(&scope.alias)];
        for path in &lock.of {
            let joined = scope.joined(path).filter(|joined| joined.inner);
            let Some(joined) = joined else {
                let steps = path.iter();
                let steps = steps.map(|step| format!("{}::{}", step.from().model, step.name()));
                let chain = steps
                    .rev()
                    .reduce(|rest, step| format!("{step}.then({rest})"));
                let relation = chain.unwrap_or_default();
                return Err(Error::configuration(format!(
                    "`of({relation})` locks a row that may be missing; ask for rows that have one, with `.filter({relation}.has(…))`"
                )));
            };
            rows.push(quote(&joined.alias));
        }
        Ok(rows.join(", "))
    }
}

//! Expressions that a clause refers to again: what is grouped by, or given once, and then ordered by.

use super::Writer;
use crate::error::Result;
use crate::query::syntax::{Expr, Select};

/// An expression of a scope that a database must recognise wherever it stands again.
pub(super) struct Repeated {
    expr: Expr,
    /// As it was first written, with its placeholders: bound anew, Postgres takes it for another expression.
    text: Option<String>,
}

impl Repeated {
    pub(super) fn of(select: &Select) -> Vec<Repeated> {
        let given_once: &[Expr] = match select.distinct && !select.gives_key() {
            true => &select.outputs,
            false => &[],
        };
        let exprs = select.group.iter().chain(&select.distinct_on);
        let exprs = exprs.chain(given_once).cloned();
        exprs.map(|expr| Repeated { expr, text: None }).collect()
    }
}

impl Writer<'_> {
    pub(crate) fn expr(&mut self, expr: &Expr) -> Result<()> {
        let repeated = |repeated: &Repeated| repeated.expr == *expr;
        let scope = self.scopes.last();
        let Some(place) = scope.and_then(|scope| scope.repeated.iter().position(repeated)) else {
            return self.expr_anew(expr);
        };
        if let Some(text) = self.scope().repeated[place].text.clone() {
            self.push(&text);
            return Ok(());
        }
        let start = self.length();
        self.expr_anew(expr)?;
        if self.grammar.placeholders_are_numbered() {
            let text = self.written_since(start).to_owned();
            self.scope_mut().repeated[place].text = Some(text);
        }
        Ok(())
    }
}

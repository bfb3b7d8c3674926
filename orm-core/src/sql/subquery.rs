//! Queries within a statement: their one value, whether they have a row, and the set of their values.

use super::Writer;
use crate::error::Result;
use crate::query::syntax::{Expr, Select};

impl Writer<'_> {
    /// `(SELECT …)`: its first row's value.
    pub(super) fn scalar(&mut self, select: &Select) -> Result<()> {
        self.push("(");
        let is_one_row = select.group.is_empty() && is_folded(select);
        match select.limit.is_some() || is_one_row {
            true => self.select(select)?,
            false => {
                let mut first = select.clone();
                first.limit = Some(1);
                self.select(&first)?;
            }
        }
        self.push(")");
        Ok(())
    }

    /// `EXISTS (SELECT …)`.
    pub(super) fn exists_query(&mut self, select: &Select) -> Result<()> {
        self.push("EXISTS (");
        self.keys(select)?;
        self.push(")");
        Ok(())
    }

    /// `"id" IN (SELECT …)`. A `NULL` among the values equals nothing, and makes nothing unknown.
    pub(super) fn in_query(
        &mut self,
        operand: &Expr,
        select: &Select,
        negated: bool,
    ) -> Result<()> {
        self.operand(operand)?;
        self.push(if negated { " NOT IN (" } else { " IN (" });
        self.select(select)?;
        self.push(")");
        Ok(())
    }
}

/// Whether its outputs aggregate its rows.
pub(super) fn is_folded(select: &Select) -> bool {
    let is_fold = |expr: &Expr| matches!(expr, Expr::Fold(_));
    !select.group.is_empty()
        || !select.having.is_empty()
        || select
            .outputs
            .iter()
            .any(|output| output.contains(&is_fold))
}

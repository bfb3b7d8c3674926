//! Queries within a statement: their one value, whether they have a row, and the set of their values.

use super::Writer;
use super::select::{Names, may_be_null};
use crate::error::Result;
use crate::query::syntax::{Expr, Select};

impl Writer<'_> {
    /// `(SELECT …)`: its first row's value.
    pub(super) fn scalar(&mut self, select: &Select) -> Result<()> {
        self.push("(");
        match select.is_one_row() {
            true => self.select(select)?,
            false => {
                let mut first = select.clone();
                first.limit = Some(first.limit.map_or(1, |limit| limit.min(1)));
                self.select(&first)?;
            }
        }
        self.push(")");
        Ok(())
    }

    /// The rows of a query as one value, where the database writes this before their columns, between these and the rest of the
    /// query, and behind it.
    pub(crate) fn rows_as_value(
        &mut self,
        select: &Select,
        [open, middle, close]: [&str; 3],
    ) -> Result<()> {
        self.push(open);
        self.enter_select(select);
        self.list(&select.outputs)?;
        self.push(middle);
        self.body(select)?;
        self.order(&select.order)?;
        self.page(select.limit, select.offset);
        self.leave();
        self.push(close);
        Ok(())
    }

    /// `EXISTS (SELECT …)`.
    pub(super) fn exists_query(&mut self, select: &Select) -> Result<()> {
        self.push("EXISTS (");
        self.keys(select)?;
        self.push(")");
        Ok(())
    }

    /// `"id" IN (SELECT …)`. A `NULL` among the values equals nothing and makes nothing unknown: it is left out where it would.
    pub(super) fn in_query(
        &mut self,
        operand: &Expr,
        select: &Select,
        negated: bool,
    ) -> Result<()> {
        self.operand(operand)?;
        self.push(if negated { " NOT IN (" } else { " IN (" });
        if negated && select.outputs.iter().any(may_be_null) {
            self.push("SELECT \"values\".\"value\" FROM (");
            self.named_select(select, Names::Only("value"))?;
            self.push(") AS \"values\" WHERE \"values\".\"value\" IS NOT NULL");
        } else {
            self.select(select)?;
        }
        self.push(")");
        Ok(())
    }
}

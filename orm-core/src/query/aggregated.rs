//! Aggregates of all rows of a query, which are one row however the query was cut and ordered.

use super::syntax::{Expr, OrderTerm, Select};

impl Select {
    /// Whether it aggregates all of its rows into one.
    pub(crate) fn is_one_row(&self) -> bool {
        self.group.is_empty() && self.is_grouped()
    }

    /// No more than so many rows of the result. Of an aggregate there is one, and its limit is that of the rows beneath.
    pub(crate) fn at_most(&mut self, rows: u64) {
        if !self.is_one_row() && !self.is_of_one_key() {
            self.limit = Some(self.limit.map_or(rows, |limit| limit.min(rows)));
        }
    }

    /// Where it aggregates all of its rows, the rows as a filter, so that a page is cut before they are aggregated and not
    /// after it.
    pub(crate) fn aggregated(mut self) -> Select {
        if !self.is_one_row() {
            return self;
        }
        let is_of_all =
            |term: &OrderTerm| term.operand.contains(&|expr| matches!(expr, Expr::Fold(_)));
        let (order, order_of_rows) = self.order.into_iter().partition(is_of_all);
        self.order = order;
        if !self.is_page() && self.distinct_on.is_empty() {
            return Select {
                distinct: false,
                ..self
            };
        }
        let outer = Select {
            outputs: std::mem::take(&mut self.outputs),
            having: std::mem::take(&mut self.having),
            order: std::mem::replace(&mut self.order, order_of_rows),
            // Whether rows that were deleted softly are meant, the page says itself.
            with_deleted: true,
            ..Select::new(self.table)
        };
        self.enclose();
        Select {
            filter: vec![Expr::KeyIn(Box::new(self))],
            ..outer
        }
    }
}

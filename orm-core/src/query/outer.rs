//! Which row a column of an enclosing query means, through all the sub-queries that it stands in.

use super::syntax::{Expr, OuterColumn, Select};
use crate::schema::Table;

/// The same walk by `&` and by `&mut`. `between` are the tables of the sub-queries around a place, the innermost last.
macro_rules! walks {
    ($walk:ident, $within:ident, $children:ident, $inner:ident $(, $mut:tt)?) => {
        impl Expr {
            fn $walk(
                &$($mut)? self,
                between: &mut Vec<&'static Table>,
                visit: &mut dyn FnMut(&$($mut)? OuterColumn, &[&'static Table]),
            ) {
                if let (Expr::Outer(column), Some((_, enclosing))) = (&$($mut)? *self, between.split_last()) {
                    visit(column, enclosing);
                }
                self.$children(&mut |child| child.$walk(between, visit));
                self.$within(between, visit);
            }

            /// Visits what the sub-queries of this very expression ask of the rows of enclosing queries.
            fn $within(
                &$($mut)? self,
                between: &mut Vec<&'static Table>,
                visit: &mut dyn FnMut(&$($mut)? OuterColumn, &[&'static Table]),
            ) {
                if let Some(table) = self.inner_table() {
                    between.push(table);
                    self.$inner(&mut |inner| inner.$walk(between, visit));
                    between.pop();
                }
            }
        }
    };
}

walks!(walk, walk_within, for_each_child, for_each_inner);
walks!(
    walk_mut,
    walk_within_mut,
    for_each_child_mut,
    for_each_inner_mut,
    mut
);

impl Expr {
    /// The table of the sub-query that this expression is.
    fn inner_table(&self) -> Option<&'static Table> {
        match self {
            Expr::Exists(rows) | Expr::Aggregate { rows, .. } => Some(rows.relation.to()),
            Expr::KeyIn(select)
            | Expr::Query { select, .. }
            | Expr::Rows(select)
            | Expr::ExistsQuery(select)
            | Expr::InQuery { select, .. } => Some(select.table),
            _ => None,
        }
    }

    /// Visits the columns of this row, one of `row`, that the sub-queries of this very expression ask for.
    pub(crate) fn for_each_outer_of(
        &self,
        row: &'static Table,
        visit: &mut dyn FnMut(&OuterColumn),
    ) {
        self.walk_within(&mut Vec::new(), &mut |outer, enclosing| {
            if outer.of == row && outer.nearer == count(enclosing, row) {
                visit(outer);
            }
        });
    }

    /// Makes what its sub-queries ask of this row, one of `from`, a question to the row of `to` that takes its place, and
    /// gives it to `change`.
    pub(crate) fn rename_outer(
        &mut self,
        from: &'static Table,
        to: &'static Table,
        change: &mut dyn FnMut(&mut OuterColumn),
    ) {
        self.walk_within_mut(&mut Vec::new(), &mut |outer, enclosing| {
            if outer.of == from && outer.nearer == count(enclosing, from) {
                outer.of = to;
                outer.nearer = count(enclosing, to);
                change(outer);
            }
        });
    }
}

impl Select {
    /// Tells what this query asks of enclosing ones that one more of its own table encloses it.
    pub(crate) fn enclose(&mut self) {
        let table = self.table;
        self.for_each_expr_mut(&mut |expr| {
            expr.walk_mut(&mut vec![table], &mut |outer, enclosing| {
                if outer.of == table && outer.nearer >= count(enclosing, table) {
                    outer.nearer += 1;
                }
            });
        });
    }
}

fn count(enclosing: &[&'static Table], of: &'static Table) -> usize {
    enclosing.iter().filter(|&&table| table == of).count()
}

//! Groups of rows.

use super::Writer;
use super::scope::present_columns;
use super::window::{IN_FILTER, IN_GROUP, refuse_windows};
use crate::error::{Error, Result};
use crate::query::syntax::{ColumnPath, Expr, Select};
use crate::schema::RelationRef;

impl Writer<'_> {
    /// `GROUP BY` and `HAVING`.
    pub(super) fn groups(&mut self, select: &Select) -> Result<()> {
        if select.is_grouped() {
            check(select)?;
        }
        if !select.group.is_empty() {
            refuse_windows(&select.group, IN_GROUP)?;
            self.clause("GROUP BY ");
            for (position, key) in select.group.iter().enumerate() {
                self.separate(position);
                self.key(key, select)?;
            }
        }
        if !select.having.is_empty() {
            refuse_windows(&select.having, IN_FILTER)?;
            self.clause("HAVING ");
            let terms: Vec<&Expr> = select.having.iter().collect();
            self.balanced(&terms, " AND ")?;
        }
        Ok(())
    }

    /// A key that binds values is named by its place among the outputs, where it is one of them.
    pub(super) fn key(&mut self, key: &Expr, select: &Select) -> Result<()> {
        let binds = key.contains(&|expr| matches!(expr, Expr::Value(_)));
        let place = select.outputs.iter().position(|output| output == key);
        match place {
            Some(place) if binds => self.push(&(place + 1).to_string()),
            _ => self.expr(key)?,
        }
        Ok(())
    }
}

/// Refuses what has no one value for a group: SQLite would take any row's.
fn check(select: &Select) -> Result<()> {
    let order = select.order.iter().map(|term| &term.operand);
    let asked = select.outputs.iter().chain(&select.having).chain(order);
    asked
        .into_iter()
        .try_for_each(|expr| check_expr(expr, select))
}

fn check_expr(expr: &Expr, select: &Select) -> Result<()> {
    if select.group.contains(expr) || matches!(expr, Expr::Fold(_)) {
        return Ok(());
    }
    for column in asked_of_row(expr, select) {
        let is_key = select.group.contains(&Expr::Column(column.clone()));
        if is_key || depends_on_key(&column, select) {
            continue;
        }
        let field = column.table.columns[column.column].field;
        return Err(Error::configuration(format!(
            "`{}::{field}` is read of groups of rows, and need not be the same for all rows of a group; \
             add it to `group_by`, or take an aggregate of it, such as `.max()`",
            column.table.model
        )));
    }
    let mut checked = Ok(());
    expr.for_each_child(&mut |child| {
        if checked.is_ok() {
            checked = check_expr(child, select);
        }
    });
    checked
}

/// The columns of the query's row that an expression asks for by itself: as a column, by a relation that starts from it, or
/// from within a sub-query.
fn asked_of_row(expr: &Expr, select: &Select) -> Vec<ColumnPath> {
    let near = |path: &[RelationRef], relation: &RelationRef| {
        let columns = relation.near().iter().map(|&column| ColumnPath {
            path: path.to_vec(),
            table: relation.from(),
            column,
        });
        columns.collect::<Vec<_>>()
    };
    let mut asked = match expr {
        Expr::Column(column) => vec![column.clone()],
        Expr::Exists(rows) => near(&rows.path, &rows.relation),
        Expr::Aggregate { rows, .. } => near(&rows.path, &rows.relation),
        Expr::Present(path) => present_columns(path),
        _ => Vec::new(),
    };
    expr.for_each_outer_of(select.table, &mut |outer| asked.push(outer.column.clone()));
    asked
}

/// Whether the key of the column's own row is grouped by.
fn depends_on_key(column: &ColumnPath, select: &Select) -> bool {
    column.table.primary_key.iter().all(|&key| {
        let key = Expr::Column(ColumnPath {
            path: column.path.clone(),
            table: column.table,
            column: key,
        });
        select.group.contains(&key)
    })
}

//! Conditions on related rows, begun at these rows.
//!
//! `EXISTS (…)` looks at the related rows of one row after the other. Where a statement looks at every row of its table anyway
//! and few related rows are asked for, the other way round takes a small part of the time: `"id" IN (SELECT …)` finds those few
//! first. Postgres plans either as the same join and begins where it costs less; SQLite begins where the text does.

use super::Writer;
use crate::error::Result;
use crate::query::syntax::{ColumnPath, Comparison, Expr, RelatedRows, Select};
use crate::schema::{RelationRef, Table};
use crate::types::SqlType;

impl Writer<'_> {
    /// There is a related row.
    pub(super) fn related_row_exists(&mut self, rows: &RelatedRows) -> Result<()> {
        let begins_there = self.scope().looks_at_every_row
            && picks_few(rows.filter.as_slice())
            && !self.may_lack_a_key(rows);
        if begins_there {
            return self.key_among_related(rows);
        }
        self.push("EXISTS (SELECT 1");
        self.related_rows(rows, &[], false, |_| Ok(()))?;
        self.push(")");
        Ok(())
    }

    /// Whether nothing but conditions on related rows keeps a query from looking at every row of its table, on a database that
    /// begins where the text does.
    pub(super) fn looks_at_every_row(&self, select: &Select) -> bool {
        let is_on_related = |expr: &Expr| matches!(expr, Expr::Exists(_));
        let first = select.order.first().map(|term| &term.operand);
        !self.grammar.plans_semi_joins()
            && Expr::conjuncts(&select.filter).any(|term| term.contains(&is_on_related))
            && select.via.is_none()
            && !Expr::conjuncts(&select.filter).any(may_use_an_index)
            // A page of an order that an index has is full after a few rows.
            && (!select.is_page() || first.is_some_and(|first| !may_use_an_index(first)))
    }

    /// Whether the key by which rows are related may be `NULL`: that is in no set, but not false either.
    fn may_lack_a_key(&self, rows: &RelatedRows) -> bool {
        let relation = rows.relation;
        let is_nullable = |&column: &usize| relation.from().columns[column].nullable;
        let joined = self.scope().joined(&rows.path);
        relation.near().iter().any(is_nullable) || joined.is_some_and(|joined| !joined.inner)
    }

    /// `"id" IN (SELECT "author_id" FROM …)`.
    fn key_among_related(&mut self, rows: &RelatedRows) -> Result<()> {
        let relation = rows.relation;
        let near = self.scope().alias_of(&rows.path).to_owned();
        self.side_by_side(&near, relation.from(), relation.near());
        self.push(" IN (SELECT ");
        self.enter_related_rows(rows, &[]);
        self.scope_mut().looks_at_every_row =
            !Expr::conjuncts(rows.filter.as_slice()).any(may_use_an_index);
        let (holder, table, columns) = self.linking_columns(relation);
        self.columns(&holder, table, columns);
        self.related_tables(rows, false)?;
        self.push(" WHERE ");
        let conditions = self.conditions(rows)?;
        self.balanced(&conditions, " AND ")?;
        for &column in columns
            .iter()
            .filter(|&&column| table.columns[column].nullable)
        {
            self.push(" AND ");
            self.column(&holder, table.columns[column].name);
            self.push(" IS NOT NULL");
        }
        let alias = self.scope().alias.clone();
        self.not_deleted(relation, &alias);
        self.leave();
        self.push(")");
        Ok(())
    }

    /// The columns of the related row, or of the join row that leads to it, that say to which row it belongs.
    pub(super) fn linking_columns(
        &self,
        relation: RelationRef,
    ) -> (String, &'static Table, &'static [usize]) {
        let scope = self.scope();
        match relation.join().zip(scope.join.as_ref()) {
            Some((join, (alias, table))) => (alias.clone(), table, join.near.columns),
            None => (scope.alias.clone(), relation.to(), relation.far()),
        }
    }

    /// A key's columns: one, or several in brackets.
    fn side_by_side(&mut self, alias: &str, table: &Table, columns: &[usize]) {
        let (open, close) = match columns.len() {
            1 => ("", ""),
            _ => ("(", ")"),
        };
        self.push(open);
        self.columns(alias, table, columns);
        self.push(close);
    }
}

/// Whether conditions sound as if few rows met them: one of them says what a value equals.
fn picks_few(filter: &[Expr]) -> bool {
    Expr::conjuncts(filter).any(|term| match term {
        Expr::Compare {
            operator: Comparison::Equal,
            left,
            right,
        } => is_telling(left) && matches!(**right, Expr::Value(_)),
        Expr::In(membership) => !membership.negated && membership.operands.iter().all(is_telling),
        Expr::Exists(rows) => picks_few(rows.filter.as_slice()),
        _ => false,
    })
}

/// Of two truths, each is told of many rows.
fn is_telling(operand: &Expr) -> bool {
    match operand {
        Expr::Column(column) => column.table.columns[column.column].ty != SqlType::Bool,
        _ => matches!(operand, Expr::JoinColumn(_)),
    }
}

/// Whether an index may serve an expression, as far as can be told.
fn may_use_an_index(expr: &Expr) -> bool {
    match expr {
        Expr::Exists(_) | Expr::Present(_) | Expr::Aggregate { .. } => false,
        expr => expr.contains(&|part| match part {
            Expr::Column(column) => leads_an_index(column),
            Expr::JoinColumn(_) | Expr::Fragment(_) => true,
            _ => false,
        }),
    }
}

fn leads_an_index(column: &ColumnPath) -> bool {
    let ColumnPath { table, column, .. } = column;
    let leads = |set: &[usize]| set.first() == Some(column);
    leads(table.primary_key)
        || table.unique_sets().iter().any(|set| leads(set))
        || table.index_sets().iter().any(|set| leads(set))
}

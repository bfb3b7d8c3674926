//! Aggregates of related rows, made for all rows at once.
//!
//! `(SELECT avg(…) FROM … WHERE …)` looks up the related rows of one row after the other. Where a query needs the aggregate of
//! every row of its table anyway, `LEFT JOIN (SELECT …, avg(…) FROM … GROUP BY …)` reads them once, which on Postgres takes a
//! third of the time. SQLite would have to build an index on the groups first.

use super::Writer;
use crate::error::Result;
use crate::query::syntax::{Aggregate, Expr, RelatedRows, Select};
use crate::schema::RelationRef;
use crate::types::SqlType;

/// The related rows of all rows of a scope, grouped by the row that they belong to.
pub(super) struct GroupedJoin {
    /// The to-one relations before the relation.
    path: Vec<RelationRef>,
    relation: RelationRef,
    alias: String,
    aggregates: Vec<GroupedAggregate>,
}

#[derive(Clone, PartialEq)]
struct GroupedAggregate {
    function: Aggregate,
    operand: Option<Expr>,
    ty: SqlType,
}

impl Writer<'_> {
    /// The joins that give what a query asks of the related rows of every row.
    pub(super) fn grouped_joins(&mut self, select: &Select) -> Vec<GroupedJoin> {
        let mut grouped = Vec::new();
        if !self.grammar.joins_groups() || !aggregates_every_row(select) {
            return grouped;
        }
        let order = select.order.iter().map(|term| &term.operand);
        for expr in select.filter.iter().chain(order) {
            self.group_aggregates(expr, &mut grouped);
        }
        // What is not ordered by is made for the rows of a page alone.
        if !select.is_page() {
            for output in &select.outputs {
                self.group_aggregates(output, &mut grouped);
            }
        }
        grouped
    }

    fn group_aggregates(&mut self, expr: &Expr, grouped: &mut Vec<GroupedJoin>) {
        if let Some((rows, aggregate)) = groupable(expr) {
            let known = grouped.iter_mut().find(|join| join.is_of(rows));
            match known {
                Some(join) if join.aggregates.contains(&aggregate) => {}
                Some(join) => join.aggregates.push(aggregate),
                None => grouped.push(GroupedJoin {
                    path: rows.path.clone(),
                    relation: rows.relation,
                    alias: self.alias_of_name(rows.relation.name()),
                    aggregates: vec![aggregate],
                }),
            }
        }
        expr.for_each_child(&mut |child| self.group_aggregates(child, grouped));
    }

    /// Writes an aggregate as the column of a join, where there is one that has it.
    pub(super) fn grouped_aggregate(&mut self, expr: &Expr) -> bool {
        let Some((rows, aggregate)) = groupable(expr) else {
            return false;
        };
        let joins = self.scope().grouped.iter();
        let Some((alias, place)) = joins.filter(|join| join.is_of(rows)).find_map(|join| {
            let place = join.aggregates.iter().position(|known| *known == aggregate);
            Some((join.alias.clone(), place?))
        }) else {
            return false;
        };
        let counts = aggregate.function == Aggregate::Count;
        self.push(if counts { "coalesce(" } else { "" });
        self.column(&alias, &output_name(place));
        self.push(if counts { ", 0)" } else { "" });
        true
    }

    /// `LEFT JOIN (SELECT …, avg(…) FROM … GROUP BY …) AS … ON …`, for each join of the innermost scope.
    pub(super) fn write_grouped_joins(&mut self) -> Result<()> {
        let grouped = std::mem::take(&mut self.scope_mut().grouped);
        for join in &grouped {
            let near = self.scope().alias_of(&join.path).to_owned();
            self.clause("LEFT JOIN (SELECT ");
            let columns = self.groups_of_related_rows(join)?;
            self.push(") AS ");
            self.push_quoted(&join.alias);
            self.push(" ON ");
            for (position, &column) in join.relation.near().iter().enumerate() {
                self.push(if position > 0 { " AND " } else { "" });
                self.column(&join.alias, columns[position]);
                self.push(" = ");
                self.column(&near, join.relation.from().columns[column].name);
            }
        }
        self.scope_mut().grouped = grouped;
        Ok(())
    }

    /// The aggregates of each group, behind the columns that say to which row it belongs, whose names are given back.
    fn groups_of_related_rows(&mut self, join: &GroupedJoin) -> Result<Vec<&'static str>> {
        let rows = RelatedRows {
            path: Vec::new(),
            relation: join.relation,
            filter: None,
        };
        let operands = join.aggregates.iter();
        let operands: Vec<Expr> = operands.filter_map(|one| one.operand.clone()).collect();
        self.enter_related_rows(&rows, &operands);
        let (holder, table, columns) = self.linking_columns(join.relation);
        self.columns(&holder, table, columns);
        for (place, aggregate) in join.aggregates.iter().enumerate() {
            self.push(", ");
            let GroupedAggregate {
                function,
                operand,
                ty,
            } = aggregate;
            let form = self.aggregate_call(*function, operand.as_ref(), false, *ty)?;
            self.result_cast(&form);
            self.push(&format!(" AS \"{}\"", output_name(place)));
        }
        self.related_tables(&rows, true)?;
        if let Some(column) = join.relation.soft_delete() {
            let alias = self.scope().alias.clone();
            self.push(" WHERE ");
            self.column(&alias, join.relation.to().columns[column].name);
            self.push(" IS NULL");
        }
        self.push(" GROUP BY ");
        self.columns(&holder, table, columns);
        self.leave();
        Ok(columns
            .iter()
            .map(|&column| table.columns[column].name)
            .collect())
    }
}

impl GroupedJoin {
    fn is_of(&self, rows: &RelatedRows) -> bool {
        self.path == rows.path && self.relation == rows.relation
    }
}

/// Whether a query needs the aggregates of every row of its table: nothing else tells its rows apart, and a page of them is cut
/// from an order by an aggregate.
fn aggregates_every_row(select: &Select) -> bool {
    let is_aggregate = |expr: &Expr| matches!(expr, Expr::Aggregate { .. });
    let mut conditions = Expr::conjuncts(&select.filter);
    let first = select.order.first().map(|term| &term.operand);
    conditions.all(|term| term.contains(&is_aggregate))
        && (!select.is_page() || first.is_some_and(|first| first.contains(&is_aggregate)))
        && select.has_own_rows()
        && select.via.is_none()
        && select.partition.is_empty()
        && select.lock.is_none()
}

/// An aggregate that one look at all related rows gives: of all of a row's related rows, and not one that an index may tell
/// without looking at them.
fn groupable(expr: &Expr) -> Option<(&RelatedRows, GroupedAggregate)> {
    let Expr::Aggregate {
        function: function @ (Aggregate::Count | Aggregate::Sum | Aggregate::Average),
        rows,
        operand,
        ty,
    } = expr
    else {
        return None;
    };
    let is_column = |operand: &Expr| matches!(operand, Expr::Column(_));
    let is_plain = rows.filter.is_none() && operand.as_deref().is_none_or(is_column);
    let aggregate = || GroupedAggregate {
        function: *function,
        operand: operand.as_deref().cloned(),
        ty: *ty,
    };
    is_plain.then(|| (&**rows, aggregate()))
}

fn output_name(place: usize) -> String {
    format!("aggregate_{}", place + 1)
}

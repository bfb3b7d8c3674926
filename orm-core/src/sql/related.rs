//! The rows that relations to many lead to, as sub-queries: `EXISTS (…)` and aggregates.

use super::Writer;
use super::scope::Paths;
use super::window::{IN_FILTER, refuse_windows};
use crate::dialect::quote;
use crate::error::Result;
use crate::query::syntax::{Aggregate, Expr, RelatedRows};
use crate::schema::{ForeignKey, Join, RelationRef, Table};
use crate::types::SqlType;

impl Writer<'_> {
    pub(super) fn aggregate(
        &mut self,
        function: Aggregate,
        rows: &RelatedRows,
        operand: Option<&Expr>,
        ty: SqlType,
    ) -> Result<()> {
        self.push("(SELECT ");
        // The call is written inside of the scope of the rows, whose joins its operand may need.
        let call = |writer: &mut Self| {
            let form = writer.aggregate_call(function, operand, false, ty)?;
            writer.result_cast(&form);
            Ok(())
        };
        let outputs = operand.map(std::slice::from_ref).unwrap_or(&[]);
        self.related_rows(rows, outputs, true, call)?;
        self.push(")");
        Ok(())
    }

    /// `FROM` and `WHERE` of the rows that a to-many relation leads to, after what `head` writes in their scope.
    pub(super) fn related_rows(
        &mut self,
        rows: &RelatedRows,
        outputs: &[Expr],
        is_aggregate: bool,
        head: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let near = self.scope().alias_of(&rows.path).to_owned();
        self.enter_related_rows(rows, outputs);
        head(self)?;
        self.related_tables(rows, is_aggregate)?;
        self.push(" WHERE ");
        self.related_to(rows.relation, &near);
        let conditions = self.conditions(rows)?;
        if !conditions.is_empty() {
            self.push(" AND ");
            self.balanced(&conditions, " AND ")?;
        }
        self.leave();
        Ok(())
    }

    /// The scope of the rows that a to-many relation leads to.
    pub(super) fn enter_related_rows(&mut self, rows: &RelatedRows, outputs: &[Expr]) {
        let relation = rows.relation;
        let (table, join) = (relation.to(), relation.join());
        let mut paths = Paths::from(table);
        paths.of(outputs);
        paths.of_filter(rows.filter.as_slice());
        let join = join.map(|join| (self.alias(join.table), join.table));
        // The far rows of a many-to-many are needed only where something is asked of them.
        let asks = join.is_none()
            || relation.soft_delete().is_some()
            || needs_far_rows(outputs, rows.filter.as_ref());
        let alias = match asks {
            true => self.alias(table),
            false => String::new(),
        };
        self.enter(alias, join, paths);
    }

    /// ` FROM` with all joins; of an aggregate each row once.
    pub(super) fn related_tables(&mut self, rows: &RelatedRows, is_aggregate: bool) -> Result<()> {
        let relation = rows.relation;
        let alias = self.scope().alias.clone();
        self.push(" FROM ");
        match relation.join().zip(self.scope().join.clone()) {
            Some((join, (join_alias, _))) => {
                self.join_rows(join, &join_alias, is_aggregate && !join.is_unique());
                if !alias.is_empty() {
                    self.push(" JOIN ");
                    self.source(relation.to(), &alias);
                    self.push(" ON ");
                    self.foreign_key(join.far, join.table, &join_alias, &alias);
                }
            }
            None => self.source(relation.to(), &alias),
        }
        self.joins()
    }

    /// The rows are those of one row, which goes by this name.
    fn related_to(&mut self, relation: RelationRef, near: &str) {
        let alias = self.scope().alias.clone();
        match relation.join().zip(self.scope().join.clone()) {
            Some((join, (join_alias, _))) => {
                self.foreign_key(join.near, join.table, &join_alias, near);
                self.not_deleted(relation, &alias);
            }
            None => self.link(relation, near, &alias),
        }
    }

    /// What is asked of the rows. What a join demands already is not said again.
    pub(super) fn conditions<'r>(&self, rows: &'r RelatedRows) -> Result<Vec<&'r Expr>> {
        refuse_windows(&rows.filter, IN_FILTER)?;
        let conditions = Expr::conjuncts(rows.filter.as_slice());
        Ok(conditions
            .filter(|term| !self.is_demanded_by_a_join(term))
            .collect())
    }

    /// The join rows of a many-to-many that were not deleted softly; each pair once where several join rows may lead from
    /// one row to another.
    pub(super) fn join_rows(&mut self, join: Join, alias: &str, distinct: bool) {
        let table = join.table;
        if !distinct && table.soft_delete.is_none() {
            return self.source(table, alias);
        }
        self.push("(SELECT ");
        if distinct {
            self.push("DISTINCT ");
            let columns = join.near.columns.iter().chain(join.far.columns);
            for (position, &column) in columns.enumerate() {
                self.separate(position);
                self.push_quoted(table.columns[column].name);
            }
        } else {
            self.push("*");
        }
        self.push(" FROM ");
        let name = self.grammar.table(table);
        self.push(&name);
        if let Some(column) = table.soft_delete {
            self.push(&format!(
                " WHERE {} IS NULL",
                quote(table.columns[column].name)
            ));
        }
        self.push(&format!(") AS {}", quote(alias)));
    }

    /// A foreign key's columns equal those that it refers to.
    pub(super) fn foreign_key(
        &mut self,
        key: &ForeignKey,
        holder: &Table,
        holder_alias: &str,
        target_alias: &str,
    ) {
        let target = (key.target)();
        for (position, (&own, &referenced)) in key.columns.iter().zip(key.referenced()).enumerate()
        {
            if position > 0 {
                self.push(" AND ");
            }
            self.column(holder_alias, holder.columns[own].name);
            self.push(" = ");
            self.column(target_alias, target.columns[referenced].name);
        }
    }
}

/// Whether an expression asks anything of the far rows themselves, rather than of the join rows.
fn needs_far_rows(outputs: &[Expr], filter: Option<&Expr>) -> bool {
    let asks_only_the_join_row = |expr: &Expr| match expr {
        Expr::Compare { left, right, .. } => {
            matches!((&**left, &**right), (Expr::JoinColumn(_), Expr::Value(_)))
        }
        _ => false,
    };
    let filter = filter.map(std::slice::from_ref).unwrap_or(&[]);
    !outputs.is_empty() || !Expr::conjuncts(filter).all(asks_only_the_join_row)
}

//! The rows that relations to many lead to, as sub-queries: `EXISTS (…)` and aggregates.

use super::Writer;
use super::scope::Paths;
use super::window::{IN_FILTER, refuse_windows};
use crate::dialect::quote;
use crate::error::Result;
use crate::query::syntax::{Aggregate, Expr, RelatedRows};
use crate::schema::{ForeignKey, Join, Table};
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
        let RelatedRows {
            path,
            relation,
            filter,
        } = rows;
        let near = self.scope().alias_of(path).to_owned();
        let mut paths = Paths::from(relation.to());
        paths.of(outputs);
        paths.of_filter(filter.as_slice());
        refuse_windows(filter, IN_FILTER)?;
        let (table, join) = (relation.to(), relation.join());
        let distinct = is_aggregate && join.is_some_and(|join| !join.is_unique());
        let join_alias = join.map(|join| self.alias(join.table));
        // The far rows of a many-to-many are needed only where something is asked of them.
        let asks = join.is_none()
            || relation.soft_delete().is_some()
            || needs_far_rows(outputs, filter.as_ref());
        let alias = match asks {
            true => self.alias(table),
            false => String::new(),
        };
        let joined = join_alias.clone().zip(join.map(|join| join.table));
        self.enter(alias.clone(), joined, paths);
        head(self)?;
        self.push(" FROM ");
        match (join, &join_alias) {
            (Some(join), Some(join_alias)) => {
                self.join_rows(join, join_alias, distinct);
                if asks {
                    self.push(" JOIN ");
                    self.source(table, &alias);
                    self.push(" ON ");
                    self.foreign_key(join.far, join.table, join_alias, &alias);
                }
            }
            _ => self.source(table, &alias),
        }
        self.joins()?;
        self.push(" WHERE ");
        match (join, &join_alias) {
            (Some(join), Some(join_alias)) => {
                self.foreign_key(join.near, join.table, join_alias, &near);
                self.not_deleted(*relation, &alias);
            }
            _ => self.link(*relation, &near, &alias),
        }
        if let Some(filter) = filter {
            self.further(filter)?;
        }
        self.leave();
        Ok(())
    }

    /// More conditions after a first one.
    fn further(&mut self, filter: &Expr) -> Result<()> {
        let terms = match filter {
            Expr::And(terms) => &terms[..],
            other => std::slice::from_ref(other),
        };
        let terms: Vec<&Expr> = terms
            .iter()
            .filter(|term| !self.is_demanded_by_a_join(term))
            .collect();
        if terms.is_empty() {
            return Ok(());
        }
        self.push(" AND ");
        self.balanced(&terms, " AND ")
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
                self.push(&quote(table.columns[column].name));
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
    let filter_asks = filter.is_some_and(|filter| match filter {
        Expr::And(terms) => !terms.iter().all(asks_only_the_join_row),
        other => !asks_only_the_join_row(other),
    });
    !outputs.is_empty() || filter_asks
}

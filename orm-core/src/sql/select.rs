use super::Writer;
use super::expr::row_count;
use super::repeated::Repeated;
use super::scope::Paths;
use crate::error::{Error, Result};
use crate::query::syntax::{Expr, Nulls, OrderTerm, Select};
use crate::types::SqlType;

/// What the outputs of a query are called.
#[derive(Debug, Clone, Copy)]
pub(super) enum Names {
    /// What they are called by themselves.
    Own,
    /// The one that there is, by this name.
    Only(&'static str),
    /// `"column_1"`, `"column_2"` and so on.
    Numbered,
}

/// The query whose rows are numbered within their partitions, and their number there.
const NUMBERED: &str = "numbered";
const ROW_NUMBER: &str = "row_number";

impl Writer<'_> {
    pub(super) fn select(&mut self, select: &Select) -> Result<()> {
        self.named_select(select, Names::Own)
    }

    /// A query whose outputs go by these names, where there are some.
    pub(super) fn named_select(&mut self, select: &Select, names: Names) -> Result<()> {
        match select.is_page() && !select.partition.is_empty() {
            true => self.partitioned(select)?,
            false => {
                self.enter_select(select);
                self.head(select)?;
                self.outputs(&select.outputs, names)?;
                self.body(select)?;
                self.groups(select)?;
                self.select_order(select)?;
                self.page(select.limit, select.offset);
                self.lock(select)?;
            }
        }
        self.leave();
        Ok(())
    }

    fn outputs(&mut self, outputs: &[Expr], names: Names) -> Result<()> {
        for (position, output) in outputs.iter().enumerate() {
            self.separate(position);
            self.expr(output)?;
            match names {
                Names::Own => {}
                Names::Only(name) => {
                    self.push(" AS ");
                    self.push_quoted(name);
                }
                Names::Numbered => {
                    self.push(" AS ");
                    self.numbered_name(position);
                }
            }
        }
        Ok(())
    }

    /// The name of an output where outputs are numbered: `"column_1"` is the first.
    fn numbered_name(&mut self, position: usize) {
        self.push("\"column_");
        self.push_number(position + 1);
        self.push("\"");
    }

    /// An output of a query that goes by this alias, where its outputs are numbered.
    pub(super) fn numbered_output(&mut self, alias: &str, position: usize) {
        self.push_quoted(alias);
        self.push(".");
        self.numbered_name(position);
    }

    /// `SELECT` to the outputs.
    fn head(&mut self, select: &Select) -> Result<()> {
        self.push("SELECT ");
        if !select.distinct_on.is_empty() {
            self.grammar.check_distinct_on()?;
            check_first_of_each(select)?;
            self.push("DISTINCT ON (");
            self.list(&select.distinct_on)?;
            self.push(") ");
        } else if select.distinct && !select.gives_key() {
            self.push("DISTINCT ");
        }
        Ok(())
    }

    pub(super) fn count(&mut self, select: &Select) -> Result<()> {
        if select.has_own_rows() && !select.is_page() && select.distinct_on.is_empty() {
            let select = select.without_outputs();
            self.enter_select(&select);
            self.push("SELECT count(*)");
            self.body(&select)?;
            self.leave();
            return Ok(());
        }
        self.push("SELECT count(*) FROM (");
        self.keys(select)?;
        self.push(") AS \"rows\"");
        Ok(())
    }

    pub(super) fn exists(&mut self, select: &Select) -> Result<()> {
        self.push("SELECT EXISTS (");
        self.keys(select)?;
        self.push(")");
        Ok(())
    }

    /// A query of which it matters which rows there are and not what they hold, as a sub-query: the keys of rows of a table,
    /// in an order only where a page is cut from it.
    pub(super) fn keys(&mut self, select: &Select) -> Result<()> {
        if !select.has_own_rows() {
            return self.select(select);
        }
        let key = select.table.primary_key;
        let keys = key.iter().map(|&column| Expr::column(select.table, column));
        let mut keys = Select {
            outputs: keys.collect(),
            ..select.without_outputs()
        };
        if !select.is_page() && select.distinct_on.is_empty() {
            keys.order.clear();
        }
        self.select(&keys)
    }

    pub(super) fn enter_select(&mut self, select: &Select) {
        let mut paths = Paths::from(select.table);
        paths.of_filter(&select.filter);
        for term in &select.order {
            paths.of(std::slice::from_ref(&term.operand));
        }
        paths.of(&select.outputs);
        paths.of(&select.group);
        paths.of(&select.having);
        paths.of(&select.distinct_on);
        if let Some(lock) = &select.lock {
            paths.of_lock(lock);
        }
        let alias = self.alias(select.table);
        let join = select.via.and_then(|via| via.relation.join());
        let join = join.map(|join| (self.alias(join.table), join.table));
        self.enter(alias, join, paths);
        let looks_at_every_row = self.looks_at_every_row(select);
        let grouped = self.grouped_joins(select);
        let scope = self.scope_mut();
        scope.grouped = grouped;
        scope.repeated = Repeated::of(select);
        scope.looks_at_every_row = looks_at_every_row;
    }

    /// `FROM` to `WHERE`.
    pub(super) fn body(&mut self, select: &Select) -> Result<()> {
        self.tables(select);
        self.joins()?;
        self.filter(&select.conditions())
    }

    /// `FROM` the query's table and the join rows that lead to it.
    pub(super) fn tables(&mut self, select: &Select) {
        let alias = self.scope().alias.clone();
        self.clause("FROM ");
        self.source(select.table, &alias);
        if let Some(via) = select.via
            && let Some(join) = via.relation.join()
            && let Some((join_alias, _)) = self.scope().join.clone()
        {
            self.clause("JOIN ");
            self.join_rows(join, &join_alias, via.distinct);
            self.push(" ON ");
            self.foreign_key(join.far, join.table, &join_alias, &alias);
        }
    }

    pub(super) fn order(&mut self, order: &[OrderTerm]) -> Result<()> {
        if !order.is_empty() {
            self.clause("ORDER BY ");
        }
        self.order_terms(order)
    }

    /// The order of rows of a table, within each partition, the partitions one behind the other.
    fn order_of_rows(&mut self, select: &Select) -> Result<()> {
        if select.partition.is_empty() && select.order.is_empty() {
            return Ok(());
        }
        self.clause("ORDER BY ");
        self.list(&select.partition)?;
        for (position, term) in select.order.iter().enumerate() {
            self.separate(select.partition.len() + position);
            match place_of_subquery(&term.operand, &select.outputs) {
                Some(place) => self.push(&place.to_string()),
                None => self.expr(&term.operand)?,
            }
            self.direction(term);
        }
        Ok(())
    }

    /// The order of a query, whose terms are keys where its rows are not those of a table.
    fn select_order(&mut self, select: &Select) -> Result<()> {
        if select.has_own_rows() {
            return self.order_of_rows(select);
        }
        for (position, term) in select.order.iter().enumerate() {
            if select.distinct && !select.outputs.contains(&term.operand) {
                return Err(Error::configuration(
                    "values that are each given once can only be ordered by what is selected: rows that differ in another value \
                     are one; select the term of this order as well",
                ));
            }
            match position {
                0 => self.clause("ORDER BY "),
                _ => self.push(", "),
            }
            self.key(&term.operand, select)?;
            self.direction(term);
        }
        Ok(())
    }

    pub(super) fn order_terms(&mut self, order: &[OrderTerm]) -> Result<()> {
        for (position, term) in order.iter().enumerate() {
            self.separate(position);
            self.expr(&term.operand)?;
            self.direction(term);
        }
        Ok(())
    }

    pub(super) fn direction(&mut self, term: &OrderTerm) {
        if term.descending {
            self.push(" DESC");
        }
        self.nulls(term);
    }

    /// Said only where it differs from what the database does by itself.
    fn nulls(&mut self, term: &OrderTerm) {
        let wanted = term.place_of_nulls();
        let own = match term.descending == self.grammar.nulls_are_greatest() {
            true => Nulls::First,
            false => Nulls::Last,
        };
        if wanted == own || !may_be_null(&term.operand) {
            return;
        }
        self.push(match wanted {
            Nulls::First => " NULLS FIRST",
            Nulls::Last => " NULLS LAST",
        });
    }

    pub(super) fn page(&mut self, limit: Option<u64>, offset: Option<u64>) {
        if limit.is_none() && offset.is_none() {
            return;
        }
        if let Some(limit) = limit {
            self.clause("LIMIT ");
            self.bind(row_count(limit), SqlType::Int64, None);
        } else if !self.grammar.offsets_without_limit() {
            self.clause("LIMIT -1");
        }
        if let Some(offset) = offset {
            self.clause("OFFSET ");
            self.bind(row_count(offset), SqlType::Int64, None);
        }
    }

    /// A page of rows for each partition: the rows are numbered within it, and chosen by their number.
    fn partitioned(&mut self, select: &Select) -> Result<()> {
        self.enter_select(select);
        self.push("SELECT ");
        for position in 0..select.outputs.len() {
            self.separate(position);
            self.numbered_output(NUMBERED, position);
        }
        self.push("\nFROM (\nSELECT ");
        self.outputs(&select.outputs, Names::Numbered)?;
        self.push(", ROW_NUMBER() OVER (PARTITION BY ");
        self.list(&select.partition)?;
        self.push(" ORDER BY ");
        self.order_terms(&select.order)?;
        self.push(") AS ");
        self.push_quoted(ROW_NUMBER);
        self.body(select)?;
        self.push("\n) AS ");
        self.push_quoted(NUMBERED);
        self.row_numbers(select);
        self.push("\nORDER BY ");
        for key in &select.partition {
            if let Some(position) = select.outputs.iter().position(|output| output == key) {
                self.numbered_output(NUMBERED, position);
                self.push(", ");
            }
        }
        self.column(NUMBERED, ROW_NUMBER);
        Ok(())
    }

    fn row_numbers(&mut self, select: &Select) {
        let offset = select.offset.unwrap_or(0);
        self.push("\nWHERE ");
        if select.offset.is_some() {
            self.column(NUMBERED, ROW_NUMBER);
            self.push(" > ");
            self.bind(row_count(offset), SqlType::Int64, None);
        }
        if let Some(limit) = select.limit {
            if select.offset.is_some() {
                self.push(" AND ");
            }
            self.column(NUMBERED, ROW_NUMBER);
            self.push(" <= ");
            self.bind(
                row_count(offset.saturating_add(limit)),
                SqlType::Int64,
                None,
            );
        }
    }
}

/// Where a sub-query that is ordered by stands among the outputs, counted from 1: written again, it would be run again.
fn place_of_subquery(operand: &Expr, outputs: &[Expr]) -> Option<usize> {
    let is_subquery = |expr: &Expr| matches!(expr, Expr::Aggregate { .. } | Expr::Query { .. });
    if !operand.contains(&is_subquery) {
        return None;
    }
    let place = outputs.iter().position(|output| output == operand)?;
    Some(place + 1)
}

/// Refuses the first row of each in an order that does not keep those together of which it is the first.
fn check_first_of_each(select: &Select) -> Result<()> {
    let keys = &select.distinct_on;
    let is_key = |term: &&OrderTerm| keys.contains(&term.operand);
    let leading: Vec<&OrderTerm> = select.order.iter().take_while(is_key).collect();
    let is_led = |key: &Expr| leading.iter().any(|term| term.operand == *key);
    match leading.len() == select.order.len() || keys.iter().all(is_led) {
        true => Ok(()),
        false => Err(Error::configuration(
            "`distinct_on` gives the first row of those that agree in its keys, so the order begins with these keys; \
             name them first in `order_by`",
        )),
    }
}

pub(crate) fn may_be_null(expr: &Expr) -> bool {
    match expr {
        Expr::Column(column) => {
            column.table.columns[column.column].nullable
                || column.path.iter().any(|relation| relation.may_be_absent())
        }
        Expr::Value(_) | Expr::Present(_) => false,
        Expr::Exists(_) | Expr::ExistsQuery(_) => false,
        Expr::Fold(fold) => fold.function != crate::query::syntax::Aggregate::Count,
        Expr::Aggregate { function, .. } => *function != crate::query::syntax::Aggregate::Count,
        _ => true,
    }
}

use super::Writer;
use super::expr::row_count;
use super::scope::Paths;
use crate::dialect::quote;
use crate::error::Result;
use crate::query::syntax::{Expr, Nulls, OrderTerm, Select};
use crate::types::SqlType;

impl Writer<'_> {
    pub(super) fn select(&mut self, select: &Select) -> Result<()> {
        match &select.partition {
            Some(partition) => self.partitioned(select, partition)?,
            None => {
                self.enter_select(select);
                self.push(if select.distinct && !has_key(select) {
                    "SELECT DISTINCT "
                } else {
                    "SELECT "
                });
                self.list(&select.outputs)?;
                self.body(select)?;
                self.order(&select.order)?;
                self.page(select);
            }
        }
        self.leave();
        Ok(())
    }

    pub(super) fn count(&mut self, select: &Select) -> Result<()> {
        let is_page = select.limit.is_some() || select.offset.is_some();
        if !is_page && !select.distinct {
            self.enter_select(select);
            self.push("SELECT count(*)");
            self.body(select)?;
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

    /// The keys of a query's rows, as a sub-query.
    pub(super) fn keys(&mut self, select: &Select) -> Result<()> {
        self.enter_select(select);
        let key = select.table.primary_key;
        let keys: Vec<Expr> = key
            .iter()
            .map(|&column| Expr::column(select.table, column))
            .collect();
        self.push("SELECT ");
        self.list(&keys)?;
        self.body(select)?;
        let is_page = select.limit.is_some() || select.offset.is_some();
        if is_page {
            self.order(&select.order)?;
        }
        self.page(select);
        self.leave();
        Ok(())
    }

    fn enter_select(&mut self, select: &Select) {
        let mut paths = Paths::default();
        paths.of_filter(&select.filter);
        for term in &select.order {
            paths.of(std::slice::from_ref(&term.operand));
        }
        paths.of(&select.outputs);
        let alias = self.alias(select.table);
        let join = select.via.and_then(|via| via.relation.join());
        let join = join.map(|join| (self.alias(join.table), join.table));
        self.enter(select.table, alias, join, paths);
    }

    /// `FROM` to `WHERE`.
    fn body(&mut self, select: &Select) -> Result<()> {
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
        self.joins()?;
        self.filter(&select.conditions())
    }

    fn order(&mut self, order: &[OrderTerm]) -> Result<()> {
        if order.is_empty() {
            return Ok(());
        }
        self.clause("ORDER BY ");
        self.order_terms(order)
    }

    pub(super) fn order_terms(&mut self, order: &[OrderTerm]) -> Result<()> {
        for (position, term) in order.iter().enumerate() {
            self.separate(position);
            self.expr(&term.operand)?;
            if term.descending {
                self.push(" DESC");
            }
            self.nulls(term);
        }
        Ok(())
    }

    /// Said only where it differs from what the database does by itself.
    fn nulls(&mut self, term: &OrderTerm) {
        let greatest = if term.descending {
            Nulls::First
        } else {
            Nulls::Last
        };
        let wanted = term.nulls.unwrap_or(greatest);
        let least = if term.descending {
            Nulls::Last
        } else {
            Nulls::First
        };
        let own = if self.grammar.nulls_are_greatest() {
            greatest
        } else {
            least
        };
        if wanted == own || !may_be_null(&term.operand) {
            return;
        }
        self.push(match wanted {
            Nulls::First => " NULLS FIRST",
            Nulls::Last => " NULLS LAST",
        });
    }

    fn page(&mut self, select: &Select) {
        if select.limit.is_none() && select.offset.is_none() {
            return;
        }
        if let Some(limit) = select.limit {
            self.clause("LIMIT ");
            self.bind(row_count(limit), SqlType::Int64, None);
        } else if !self.grammar.offsets_without_limit() {
            self.clause("LIMIT -1");
        }
        if let Some(offset) = select.offset {
            self.clause("OFFSET ");
            self.bind(row_count(offset), SqlType::Int64, None);
        }
    }

    /// A page of rows for each value of `partition`: the rows are numbered within it, and chosen by their number.
    fn partitioned(&mut self, select: &Select, partition: &[Expr]) -> Result<()> {
        self.enter_select(select);
        let names: Vec<String> = (1..=select.outputs.len())
            .map(|position| format!("\"column_{position}\""))
            .collect();
        let outer = |alias: &str| {
            let columns = names.iter().map(|name| format!("{alias}.{name}"));
            columns.collect::<Vec<_>>().join(", ")
        };
        let alias = quote("numbered");
        self.push("SELECT ");
        self.push(&outer(&alias));
        self.push("\nFROM (\nSELECT ");
        for (position, output) in select.outputs.iter().enumerate() {
            self.separate(position);
            self.expr(output)?;
            self.push(&format!(" AS {}", names[position]));
        }
        self.push(", ROW_NUMBER() OVER (PARTITION BY ");
        self.list(partition)?;
        self.push(" ORDER BY ");
        self.order_terms(&select.order)?;
        self.push(") AS \"row_number\"");
        self.body(select)?;
        self.push(&format!("\n) AS {alias}"));
        self.row_numbers(select, &alias);
        self.push(&format!("\nORDER BY {alias}.\"row_number\""));
        Ok(())
    }

    fn row_numbers(&mut self, select: &Select, alias: &str) {
        let offset = select.offset.unwrap_or(0);
        self.push("\nWHERE ");
        if select.offset.is_some() {
            self.push(&format!("{alias}.\"row_number\" > "));
            self.bind(row_count(offset), SqlType::Int64, None);
        }
        if let Some(limit) = select.limit {
            if select.offset.is_some() {
                self.push(" AND ");
            }
            self.push(&format!("{alias}.\"row_number\" <= "));
            self.bind(
                row_count(offset.saturating_add(limit)),
                SqlType::Int64,
                None,
            );
        }
    }
}

/// Whether its rows are distinct by themselves. To say so again would cost a sort, and on Postgres forbid an order by
/// anything that is not among the outputs.
fn has_key(select: &Select) -> bool {
    let mut key = select.table.primary_key.iter();
    key.all(|&column| select.outputs.contains(&Expr::column(select.table, column)))
}

fn may_be_null(expr: &Expr) -> bool {
    match expr {
        Expr::Column(column) => {
            column.table.columns[column.column].nullable
                || column.path.iter().any(|relation| relation.may_be_absent())
        }
        Expr::JoinColumn(_) | Expr::Value(_) | Expr::Present(_) | Expr::Exists(_) => false,
        Expr::Aggregate { function, .. } => *function != crate::query::syntax::Aggregate::Count,
        _ => true,
    }
}

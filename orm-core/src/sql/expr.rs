use super::Writer;
use super::scope::{Paths, present_from};
use crate::dialect::quote;
use crate::error::{Error, Result};
use crate::query::MAX_DEPTH;
use crate::query::syntax::{Aggregate, Arithmetic, Comparison, Expr, RelatedRows};
use crate::schema::{ForeignKey, Join, RelationKind, RelationRef, Table};
use crate::types::{Datum, SqlType};

/// How many conditions stand side by side before they are put into brackets by halves: databases nest them otherwise, one
/// within the other, and SQLite no more than a thousand deep.
const MAX_FLAT: usize = 100;

impl Writer<'_> {
    /// An expression as part of a larger one: in brackets where it needs them.
    pub(crate) fn operand(&mut self, expr: &Expr) -> Result<()> {
        let is_simple = matches!(
            expr,
            Expr::Column(_)
                | Expr::JoinColumn(_)
                | Expr::Value(_)
                | Expr::Aggregate { .. }
                | Expr::Exists(_)
        );
        if is_simple {
            return self.expr(expr);
        }
        self.push("(");
        self.expr(expr)?;
        self.push(")");
        Ok(())
    }

    pub(crate) fn expr(&mut self, expr: &Expr) -> Result<()> {
        match expr {
            Expr::Column(column) => {
                let alias = self.scope().alias_of(&column.path).to_owned();
                self.column(&alias, column.table.columns[column.column].name);
            }
            Expr::JoinColumn(column) => self.join_column(*column),
            Expr::Value(value) => self.bind(value.datum.clone(), value.ty, value.column),
            Expr::And(terms) => self.connected(terms, " AND ", "TRUE")?,
            Expr::Or(terms) => self.connected(terms, " OR ", "FALSE")?,
            Expr::Not(inner) => self.not(inner)?,
            Expr::IsNotTrue(inner) => {
                self.operand(inner)?;
                self.push(" IS NOT TRUE");
            }
            Expr::IsNull { operand, negated } => {
                self.operand(operand)?;
                self.push(if *negated { " IS NOT NULL" } else { " IS NULL" });
            }
            Expr::Compare {
                operator,
                left,
                right,
            } => {
                self.operand(left)?;
                self.push(comparison(*operator));
                self.operand(right)?;
            }
            Expr::Between { operand, low, high } => {
                self.operand(operand)?;
                self.push(" BETWEEN ");
                self.operand(low)?;
                self.push(" AND ");
                self.operand(high)?;
            }
            Expr::In(membership) => self.grammar.membership(membership, self)?,
            Expr::Matches {
                kind,
                case_sensitive,
                operand,
                pattern,
            } => self
                .grammar
                .text_match(*kind, *case_sensitive, operand, pattern, self)?,
            Expr::Arithmetic {
                operator,
                left,
                right,
            } => self.arithmetic(*operator, left, right)?,
            Expr::KeyIn(select) => self.key_in(select)?,
            Expr::Present(path) => self.present(path),
            Expr::Exists(rows) => {
                self.push("EXISTS (SELECT 1");
                self.related_rows(rows, &[], false, |_| Ok(()))?;
                self.push(")");
            }
            Expr::Aggregate {
                function,
                rows,
                operand,
                ty,
            } => self.aggregate(*function, rows, operand.as_deref(), *ty)?,
            Expr::TooDeep => {
                return Err(Error::too_complex(
                    "an expression is nested deeper than that; put many conditions side by side with `all_of` or `any_of`",
                    usize::from(MAX_DEPTH),
                ));
            }
        }
        Ok(())
    }

    /// All conditions of a filter. What a join demands already is not said again.
    pub(super) fn filter(&mut self, filter: &[Expr]) -> Result<()> {
        let terms: Vec<&Expr> = filter
            .iter()
            .flat_map(|term| match term {
                Expr::And(terms) => terms.iter().collect(),
                other => vec![other],
            })
            .filter(|term| !self.is_demanded_by_a_join(term))
            .collect();
        if terms.is_empty() {
            return Ok(());
        }
        self.clause("WHERE ");
        if let [only] = terms[..] {
            return self.expr(only);
        }
        // A statement's own conditions stand one on a line, those of a sub-query side by side.
        let connective = if self.scopes.len() > 1 {
            " AND "
        } else {
            "\n  AND "
        };
        self.balanced(&terms, connective)
    }

    fn is_demanded_by_a_join(&self, term: &Expr) -> bool {
        let Expr::Present(path) = term else {
            return false;
        };
        let joins = &self.scope().joins;
        joins
            .iter()
            .any(|joined| joined.inner && joined.path.starts_with(path))
    }

    fn connected(&mut self, terms: &[Expr], connective: &str, of_none: &str) -> Result<()> {
        match terms {
            [] => self.push(of_none),
            [only] => self.expr(only)?,
            several => self.balanced(&several.iter().collect::<Vec<_>>(), connective)?,
        }
        Ok(())
    }

    fn balanced(&mut self, terms: &[&Expr], connective: &str) -> Result<()> {
        if terms.len() > MAX_FLAT {
            let (left, right) = terms.split_at(terms.len() / 2);
            self.push("(");
            self.balanced(left, connective)?;
            self.push(&format!("){connective}("));
            self.balanced(right, connective)?;
            self.push(")");
            return Ok(());
        }
        for (position, term) in terms.iter().enumerate() {
            if position > 0 {
                self.push(connective);
            }
            self.term(term)?;
        }
        Ok(())
    }

    /// One of several conditions: only another connective within it needs brackets.
    fn term(&mut self, term: &Expr) -> Result<()> {
        match term {
            Expr::And(_) | Expr::Or(_) | Expr::Between { .. } => self.operand(term),
            Expr::Present(path) if path.last().is_some_and(|last| last.near().len() > 1) => {
                self.operand(term)
            }
            _ => self.expr(term),
        }
    }

    fn not(&mut self, inner: &Expr) -> Result<()> {
        self.push("NOT ");
        self.operand(inner)
    }

    fn arithmetic(&mut self, operator: Arithmetic, left: &Expr, right: &Expr) -> Result<()> {
        self.grammar.check_arithmetic(type_of(left))?;
        let (sign, by_zero_is_null) = match operator {
            Arithmetic::Add => (" + ", false),
            Arithmetic::Subtract => (" - ", false),
            Arithmetic::Multiply => (" * ", false),
            Arithmetic::Divide => (" / ", true),
            Arithmetic::Remainder => (" % ", true),
        };
        self.operand(left)?;
        self.push(sign);
        if !by_zero_is_null {
            return self.operand(right);
        }
        self.push("NULLIF(");
        self.expr(right)?;
        self.push(", 0)");
        Ok(())
    }

    fn join_column(&mut self, column: usize) {
        let (alias, table) = self
            .scope()
            .join
            .clone()
            .expect("a join column stands in a scope over a join table");
        self.column(&alias, table.columns[column].name);
    }

    fn present(&mut self, path: &[RelationRef]) {
        let Some(last) = path.last() else {
            return self.push("TRUE");
        };
        let alias = self.scope().alias_of(present_from(path)).to_owned();
        let (table, columns) = match last.kind {
            RelationKind::ForeignKey => (last.from(), last.near()),
            _ => (last.to(), &last.to().primary_key[..1]),
        };
        let nullable = columns.iter().filter(|&&column| {
            last.kind != RelationKind::ForeignKey || table.columns[column].nullable
        });
        let columns: Vec<usize> = nullable.copied().collect();
        let columns = if columns.is_empty() {
            vec![last.near()[0]]
        } else {
            columns
        };
        for (position, column) in columns.into_iter().enumerate() {
            if position > 0 {
                self.push(" AND ");
            }
            self.column(&alias, table.columns[column].name);
            self.push(" IS NOT NULL");
        }
    }

    fn aggregate(
        &mut self,
        function: Aggregate,
        rows: &RelatedRows,
        operand: Option<&Expr>,
        ty: SqlType,
    ) -> Result<()> {
        let operand_type = operand.map_or(SqlType::Int64, type_of);
        let (open, close) = self.grammar.aggregate(function, ty, operand_type)?;
        self.push("(SELECT ");
        // The call is written inside of the scope of the rows, whose joins its operand may need.
        let call = |writer: &mut Self| {
            writer.push(open);
            match operand {
                Some(operand) => writer.expr(operand)?,
                None => writer.push("*"),
            }
            writer.push(close);
            Ok(())
        };
        let outputs = operand.map(std::slice::from_ref).unwrap_or(&[]);
        self.related_rows(rows, outputs, true, call)?;
        self.push(")");
        Ok(())
    }

    /// `FROM` and `WHERE` of the rows that a to-many relation leads to, after what `head` writes in their scope.
    fn related_rows(
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
        let mut paths = Paths::default();
        paths.of(outputs);
        paths.of_filter(filter.as_slice());
        let (table, join) = (relation.to(), relation.join());
        let distinct = is_aggregate && join.is_some_and(|join| !join.is_unique());
        let join_alias = join.map(|join| self.alias(join.table));
        // The far rows of a many-to-many are needed only where something is asked of them.
        let asks = join.is_none() || needs_far_rows(outputs, filter.as_ref());
        let alias = match asks {
            true => self.alias(table),
            false => String::new(),
        };
        let joined = join_alias.clone().zip(join.map(|join| join.table));
        self.enter(table, alias.clone(), joined, paths);
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

    /// The join rows of a many-to-many; each pair once where several join rows may lead from one row to another.
    pub(super) fn join_rows(&mut self, join: Join, alias: &str, distinct: bool) {
        if !distinct {
            return self.source(join.table, alias);
        }
        self.push("(SELECT DISTINCT ");
        let columns = join.near.columns.iter().chain(join.far.columns);
        for (position, &column) in columns.enumerate() {
            self.separate(position);
            self.push(&quote(join.table.columns[column].name));
        }
        self.push(" FROM ");
        let name = self.grammar.table(join.table);
        self.push(&name);
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

/// The type of an expression, as far as the choice of an aggregate's form needs it.
fn type_of(expr: &Expr) -> SqlType {
    match expr {
        Expr::Column(column) => column.table.columns[column.column].ty,
        Expr::Value(value) => value.ty,
        Expr::Arithmetic { left, .. } => type_of(left),
        Expr::Aggregate { ty, .. } => *ty,
        _ => SqlType::Bool,
    }
}

fn comparison(operator: Comparison) -> &'static str {
    match operator {
        Comparison::Equal => " = ",
        Comparison::NotEqual => " <> ",
        Comparison::Less => " < ",
        Comparison::LessOrEqual => " <= ",
        Comparison::Greater => " > ",
        Comparison::GreaterOrEqual => " >= ",
    }
}

/// A count of rows is bound like any value.
pub(super) fn row_count(rows: u64) -> Datum {
    Datum::Int64(i64::try_from(rows).unwrap_or(i64::MAX))
}

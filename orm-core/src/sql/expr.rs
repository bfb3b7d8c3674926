use super::Writer;
use super::scope::present_columns;
use super::window::{IN_FILTER, refuse_windows};
use crate::error::{Error, Result};
use crate::query::MAX_DEPTH;
use crate::query::syntax::{Arithmetic, Comparison, Expr};
use crate::schema::RelationRef;
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
                | Expr::Excluded { .. }
                | Expr::Value(_)
                | Expr::Aggregate { .. }
                | Expr::Exists(_)
                | Expr::Outer(_)
                | Expr::Query { .. }
                | Expr::Rows(_)
                | Expr::ExistsQuery(_)
                | Expr::Fold(_)
                | Expr::Window(_)
                | Expr::Call(_)
                | Expr::Case(_)
                | Expr::Fragment(_)
        );
        if is_simple {
            return self.expr(expr);
        }
        self.push("(");
        self.expr(expr)?;
        self.push(")");
        Ok(())
    }

    pub(super) fn expr_anew(&mut self, expr: &Expr) -> Result<()> {
        match expr {
            Expr::Column(column) => {
                self.column_at(&column.path, column.table.columns[column.column].name);
            }
            Expr::JoinColumn(column) => self.join_column(*column),
            Expr::Excluded { table, column } => self.excluded(table, *column)?,
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
            Expr::Exists(rows) => self.related_row_exists(rows)?,
            Expr::Aggregate { .. } if self.grouped_aggregate(expr) => {}
            Expr::Aggregate {
                function,
                rows,
                operand,
                ty,
            } => self.aggregate(*function, rows, operand.as_deref(), *ty)?,
            Expr::Outer(column) => self.outer_column(column)?,
            Expr::Query { select, .. } => self.scalar(select)?,
            Expr::Rows(select) => self.grammar.rows_as_value(select, self)?,
            Expr::ExistsQuery(select) => self.exists_query(select)?,
            Expr::InQuery {
                operand,
                select,
                negated,
            } => self.in_query(operand, select, *negated)?,
            Expr::Fold(fold) => self.fold(fold)?,
            Expr::Window(window) => self.window(window)?,
            Expr::Call(call) => self.grammar.call(call, self)?,
            Expr::Case(case) => self.case(case)?,
            Expr::Fragment(fragment) => self.fragment(fragment)?,
            Expr::Refused(reason) => return Err(Error::configuration(*reason)),
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
        let terms: Vec<&Expr> = Expr::conjuncts(filter)
            .filter(|term| !self.is_demanded_by_a_join(term))
            .collect();
        if terms.is_empty() {
            return Ok(());
        }
        refuse_windows(terms.iter().copied(), IN_FILTER)?;
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

    pub(super) fn is_demanded_by_a_join(&self, term: &Expr) -> bool {
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

    pub(super) fn balanced(&mut self, terms: &[&Expr], connective: &str) -> Result<()> {
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
        let columns = present_columns(path);
        if columns.is_empty() {
            return self.push("TRUE");
        }
        for (position, column) in columns.into_iter().enumerate() {
            if position > 0 {
                self.push(" AND ");
            }
            self.column_at(&column.path, column.table.columns[column.column].name);
            self.push(" IS NOT NULL");
        }
    }
}

/// The type of an expression, as far as the choice of an aggregate's or a function's form needs it.
pub(crate) fn type_of(expr: &Expr) -> SqlType {
    match expr {
        Expr::Column(column) => column.table.columns[column.column].ty,
        Expr::Value(value) => value.ty,
        Expr::Arithmetic { left, .. } => type_of(left),
        Expr::Excluded { table, column } => table.columns[*column].ty,
        Expr::Outer(outer) => outer.column.table.columns[outer.column.column].ty,
        Expr::Aggregate { ty, .. } | Expr::Query { ty, .. } => *ty,
        Expr::Fold(fold) => fold.ty,
        Expr::Window(window) => window.ty,
        Expr::Call(call) => call.ty,
        Expr::Case(case) => case.ty,
        Expr::Fragment(fragment) => fragment.ty,
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

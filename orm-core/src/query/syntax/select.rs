//! Queries for rows.

use std::borrow::Cow;

use super::{Comparison, Expr, Value};
use crate::schema::{RelationRef, Table};
use crate::types::SqlType;

/// A query for rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Select {
    /// The table.
    pub table: &'static Table,
    /// A many-to-many whose join rows are joined in.
    pub via: Option<Via>,
    /// What each row of the result has, in order.
    pub outputs: Vec<Expr>,
    /// The conditions, all of which hold.
    pub filter: Vec<Expr>,
    /// The order.
    pub order: Vec<OrderTerm>,
    /// The most rows.
    pub limit: Option<u64>,
    /// How many rows are passed over.
    pub offset: Option<u64>,
    /// Whether rows that were deleted softly are among them.
    pub with_deleted: bool,
    /// Whether equal rows are given once.
    pub distinct: bool,
    /// Of the rows that agree in these, the first one only.
    pub distinct_on: Vec<Expr>,
    /// The rows that agree in these are one row of the result.
    pub group: Vec<Expr>,
    /// The conditions on groups, all of which hold.
    pub having: Vec<Expr>,
    /// The rows that agree in these outputs come one behind the other, and a limit and an offset count anew for each of them.
    pub partition: Vec<Expr>,
    /// Locks the rows of `table` until the transaction ends.
    pub lock: Option<Lock>,
}

/// A many-to-many that leads to the rows of a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Via {
    /// The relation, seen from its near side.
    pub relation: RelationRef,
    /// Whether a pair that has several join rows counts once.
    pub distinct: bool,
}

/// One term of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderTerm {
    /// What to order by.
    pub operand: Expr,
    /// Its type.
    pub ty: SqlType,
    /// Downward.
    pub descending: bool,
    /// Where `NULL` stands; as on Postgres unless said: last upward, first downward.
    pub nulls: Option<Nulls>,
}

/// Where `NULL` stands in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// Before all values.
    First,
    /// After all values.
    Last,
}

/// A lock on the rows that a query gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// Whom it keeps out.
    pub strength: LockStrength,
    /// What is done where a row is locked already.
    pub wait: LockWait,
    /// The relations whose rows are locked too.
    pub of: Vec<Vec<RelationRef>>,
}

/// Whom a lock keeps out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockStrength {
    /// Whoever would change or lock the row.
    Update,
    /// Whoever would change the row.
    Share,
}

/// What is done where a row is locked already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockWait {
    /// It is waited for.
    Wait,
    /// The row is left out.
    SkipLocked,
    /// The query fails.
    NoWait,
}

/// The rows of several queries, put together one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Compound {
    /// The first query.
    pub first: Select,
    /// What follows it.
    pub rest: Vec<(SetOperator, Select)>,
    /// The order of all rows, by what the first query gives.
    pub order: Vec<OrderTerm>,
    /// The most rows.
    pub limit: Option<u64>,
    /// How many rows are passed over.
    pub offset: Option<u64>,
}

/// How the rows of two queries are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetOperator {
    /// The rows of either, each once.
    Union,
    /// The rows of the one and of the other.
    UnionAll,
    /// The rows of both, each once.
    Intersect,
    /// The rows of the one that are not of the other, each once.
    Except,
}

impl Select {
    /// All columns of all rows of a table.
    pub fn new(table: &'static Table) -> Self {
        Select {
            table,
            via: None,
            outputs: Vec::new(),
            filter: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
            with_deleted: false,
            distinct: false,
            distinct_on: Vec::new(),
            group: Vec::new(),
            having: Vec::new(),
            partition: Vec::new(),
            lock: None,
        }
    }

    /// All conditions, that of a soft delete included.
    pub(crate) fn conditions(&self) -> Cow<'_, [Expr]> {
        match Expr::not_deleted(self.table).filter(|_| !self.with_deleted) {
            Some(not_deleted) => self.filter.iter().cloned().chain([not_deleted]).collect(),
            None => Cow::Borrowed(&self.filter),
        }
    }

    /// Whether it gives rows of its table, each with its key: not groups, nor some of their values, each once.
    pub(crate) fn has_own_rows(&self) -> bool {
        !self.is_grouped() && (!self.distinct || self.gives_key())
    }

    /// Whether its key is among what it gives, or nothing else was said: then its rows are distinct by themselves. To say so
    /// again would cost a sort, and on Postgres forbid an order by anything that is not among the outputs.
    pub(crate) fn gives_key(&self) -> bool {
        let key = self.table.primary_key.iter();
        let mut key = key.map(|&column| Expr::column(self.table, column));
        self.outputs.is_empty() || key.all(|column| self.outputs.contains(&column))
    }

    /// Whether it gives groups of rows, or aggregates of all of them.
    pub(crate) fn is_grouped(&self) -> bool {
        let is_fold = |expr: &Expr| matches!(expr, Expr::Fold(_));
        let order = self.order.iter().map(|term| &term.operand);
        let mut asked = self.outputs.iter().chain(order);
        !self.group.is_empty()
            || !self.having.is_empty()
            || asked.any(|expr| expr.contains(&is_fold))
    }

    /// Whether it asks for the row with one key, of which there is no second one: a limit would say nothing, and keep Postgres
    /// from planning the statement once for all keys.
    pub(crate) fn is_of_one_key(&self) -> bool {
        let terms = Expr::conjuncts(&self.filter).filter_map(own_value);
        let is_given = |key: &usize| terms.clone().any(|(column, _)| column == *key);
        self.via.is_none() && self.table.primary_key.iter().all(is_given)
    }

    /// The key of the one row that it asks for with all columns of its table, where it asks nothing else.
    pub(crate) fn sole_key(&self) -> Option<&Value> {
        let mut terms = Expr::conjuncts(&self.filter).map(own_value);
        let (Some((column, value)), None) = (terms.next()?, terms.next()) else {
            return None;
        };
        let asks_nothing_else = self.table.primary_key == [column]
            && self.gives_its_columns()
            && self.table.soft_delete.is_none()
            && self.via.is_none()
            && self.having.is_empty()
            && self.order.is_empty()
            && self.partition.is_empty()
            && !self.is_page()
            && self.is_plain();
        asks_nothing_else.then_some(value)
    }

    /// Whether its rows are as they stand in the table: each of them, one by one and without a lock.
    pub(crate) fn is_plain(&self) -> bool {
        !self.distinct
            && self.distinct_on.is_empty()
            && self.group.is_empty()
            && self.lock.is_none()
    }

    /// Whether it gives all columns of its table, in their order, and nothing more.
    fn gives_its_columns(&self) -> bool {
        let mut outputs = self.outputs.iter().map(own_column);
        (0..self.table.columns.len()).all(|column| outputs.next() == Some(Some(column)))
            && outputs.next().is_none()
    }

    /// Whether it has a limit or an offset.
    pub(crate) fn is_page(&self) -> bool {
        self.limit.is_some() || self.offset.is_some()
    }

    /// The same rows, of which nothing is read.
    pub(crate) fn without_outputs(&self) -> Select {
        Select {
            outputs: Vec::new(),
            ..self.clone()
        }
    }
}

impl OrderTerm {
    /// Where `NULL` stands.
    pub(crate) fn place_of_nulls(&self) -> Nulls {
        let greatest = match self.descending {
            true => Nulls::First,
            false => Nulls::Last,
        };
        self.nulls.unwrap_or(greatest)
    }

    /// Turns it round, the place of `NULL` included.
    pub fn reverse(&mut self) {
        self.descending = !self.descending;
        self.nulls = self.nulls.map(|nulls| match nulls {
            Nulls::First => Nulls::Last,
            Nulls::Last => Nulls::First,
        });
    }

    /// The order of a table's key.
    pub fn by_key(table: &'static Table) -> Vec<OrderTerm> {
        table
            .primary_key
            .iter()
            .map(|&column| OrderTerm {
                operand: Expr::column(table, column),
                ty: table.columns[column].ty,
                descending: false,
                nulls: None,
            })
            .collect()
    }
}

/// The column of the table itself that an expression is.
fn own_column(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Column(own) if own.path.is_empty() => Some(own.column),
        _ => None,
    }
}

/// The column of the table itself that has to equal a value, and the value.
fn own_value(term: &Expr) -> Option<(usize, &Value)> {
    match term {
        Expr::Compare {
            operator: Comparison::Equal,
            left,
            right,
        } => match (own_column(left), &**right) {
            (Some(column), Expr::Value(value)) => Some((column, value)),
            _ => None,
        },
        _ => None,
    }
}

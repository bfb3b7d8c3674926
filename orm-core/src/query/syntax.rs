//! The syntax tree: what to ask, as plain data. It knows no Rust type of a user and no SQL text.

mod function;
mod recursive;
mod select;
mod window;
mod write;

use std::borrow::Cow;

pub use self::function::{Call, Case, Function, JsonKind, Part, Unit};
pub use self::recursive::Recursive;
pub use self::select::{
    Compound, Lock, LockStrength, LockWait, Nulls, OrderTerm, Select, SetOperator, Via,
};
pub use self::window::{Fold, Frame, FrameBound, Window, WindowFunction};
pub use self::write::{Conflict, Delete, Insert, Resolution, Update, UpdateMany};
use crate::schema::{RelationRef, Table};
use crate::types::{Datum, SqlType};

/// A condition or a value.
///
/// Columns are named by the relations that lead to them from the root of the scope they stand in; the renderer joins
/// each such path once.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A column.
    Column(ColumnPath),
    /// A column of the join row that a [`Select::via`] brings in, or of the join table in a scope over a many-to-many.
    JoinColumn(usize),
    /// In an insertion that meets a row which is there already, the value that was to be inserted in this column.
    Excluded {
        /// The table.
        table: &'static Table,
        /// The column.
        column: usize,
    },
    /// A bound value.
    Value(Value),
    /// All of them; of none, true.
    And(Vec<Expr>),
    /// Any of them; of none, false.
    Or(Vec<Expr>),
    /// Not.
    Not(Box<Expr>),
    /// False or `NULL`: what a filter by the expression leaves out.
    IsNotTrue(Box<Expr>),
    /// Whether a value is `NULL`.
    IsNull {
        /// The value.
        operand: Box<Expr>,
        /// Asks for the opposite.
        negated: bool,
    },
    /// Two values, compared.
    Compare {
        /// How.
        operator: Comparison,
        /// The left value.
        left: Box<Expr>,
        /// The right value.
        right: Box<Expr>,
    },
    /// A value within two bounds, both included.
    Between {
        /// The value.
        operand: Box<Expr>,
        /// The lower bound.
        low: Box<Expr>,
        /// The upper bound.
        high: Box<Expr>,
    },
    /// A value, or several side by side, within a set.
    In(Box<Membership>),
    /// A text that contains, starts with or ends with another, or is like a pattern.
    Matches {
        /// How.
        kind: TextMatch,
        /// Whether case matters.
        case_sensitive: bool,
        /// The text.
        operand: Box<Expr>,
        /// What is sought in it.
        pattern: Box<Expr>,
    },
    /// Two numbers, calculated with.
    Arithmetic {
        /// How.
        operator: Arithmetic,
        /// The left number.
        left: Box<Expr>,
        /// The right number.
        right: Box<Expr>,
    },
    /// The row's key is among those of a query's rows: how a write follows relations.
    KeyIn(Box<Select>),
    /// There is a row at the end of these to-one relations.
    Present(Vec<RelationRef>),
    /// There is a related row.
    Exists(Box<RelatedRows>),
    /// An aggregate of related rows.
    Aggregate {
        /// Which.
        function: Aggregate,
        /// Of which rows.
        rows: Box<RelatedRows>,
        /// Of what; nothing for a count of rows.
        operand: Option<Box<Expr>>,
        /// The type of the result.
        ty: SqlType,
    },
    /// A column of the row of an enclosing query.
    Outer(OuterColumn),
    /// The one value of a query's one row, `NULL` where it has none.
    Query {
        /// The query, with one output.
        select: Box<Select>,
        /// The type of the value.
        ty: SqlType,
    },
    /// The rows of a query as one value: an array of records.
    Rows(Box<Select>),
    /// A query has a row.
    ExistsQuery(Box<Select>),
    /// A value is among those of a query.
    InQuery {
        /// The value.
        operand: Box<Expr>,
        /// The query, with one output.
        select: Box<Select>,
        /// Asks for the opposite.
        negated: bool,
    },
    /// An aggregate of the query's own rows, or of those of a group.
    Fold(Box<Fold>),
    /// A value computed from the rows around the row.
    Window(Box<Window>),
    /// A function of values of the same row.
    Call(Box<Call>),
    /// A value that depends on conditions.
    Case(Box<Case>),
    /// SQL that a person wrote.
    Fragment(Box<Fragment>),
    /// An expression that was nested deeper than a database takes, cut off where it grew too deep.
    TooDeep,
    /// An expression that cannot be asked where it stands, and why.
    Refused(&'static str),
}

/// SQL that a person wrote, as an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Fragment {
    /// The text, in which `$1` stands for the first operand.
    pub text: Cow<'static, str>,
    /// What its placeholders stand for.
    pub operands: Vec<Expr>,
    /// The type of the result.
    pub ty: SqlType,
}

/// A column, and the to-one relations that lead to its row.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnPath {
    /// The relations, from the root of the scope.
    pub path: Vec<RelationRef>,
    /// The table that has the column.
    pub table: &'static Table,
    /// Its position there.
    pub column: usize,
}

/// A column of the row of an enclosing query.
#[derive(Debug, Clone, PartialEq)]
pub struct OuterColumn {
    /// The table that the enclosing query is for.
    pub of: &'static Table,
    /// How many enclosing queries for that table are nearer than the one that is meant.
    pub nearer: usize,
    /// The column, in the scope of that query.
    pub column: ColumnPath,
}

/// A value to bind.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// The value.
    pub datum: Datum,
    /// Its type.
    pub ty: SqlType,
    /// The column that it is compared with or stored in, for errors.
    pub column: Option<(&'static Table, usize)>,
}

/// Values within a set that is bound as one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    /// The values: one, or the columns of a composite key.
    pub operands: Vec<Expr>,
    /// The type of each.
    pub types: Vec<SqlType>,
    /// The set: rows of as many values.
    pub rows: Vec<Vec<Datum>>,
    /// Asks for the opposite.
    pub negated: bool,
}

/// The rows that a to-many relation leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct RelatedRows {
    /// The to-one relations before it, from the root of the enclosing scope.
    pub path: Vec<RelationRef>,
    /// The relation.
    pub relation: RelationRef,
    /// Which of them, in the scope of the related row.
    pub filter: Option<Expr>,
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// How a text is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextMatch {
    /// Anywhere in it.
    Contains,
    /// At its beginning.
    StartsWith,
    /// At its end.
    EndsWith,
    /// The whole of it.
    Equals,
    /// By a pattern of `%` and `_`.
    Like,
}

/// How two numbers are calculated with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, `NULL` where the right number is zero.
    Divide,
    /// `%`, `NULL` where the right number is zero.
    Remainder,
}

/// What is made of many values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// How many.
    Count,
    /// Their sum.
    Sum,
    /// Their mean.
    Average,
    /// The least.
    Min,
    /// The greatest.
    Max,
}

impl Expr {
    /// The column of the scope's root.
    pub fn column(table: &'static Table, column: usize) -> Expr {
        Expr::Column(ColumnPath {
            path: Vec::new(),
            table,
            column,
        })
    }

    /// All of them, nested conjunctions taken apart.
    pub fn all_of(terms: impl IntoIterator<Item = Expr>) -> Expr {
        let mut all = Vec::new();
        for term in terms {
            match term {
                Expr::And(inner) => all.extend(inner),
                other => all.push(other),
            }
        }
        Expr::And(all)
    }

    /// Any of them, nested disjunctions taken apart.
    pub fn any_of(terms: impl IntoIterator<Item = Expr>) -> Expr {
        let mut any = Vec::new();
        for term in terms {
            match term {
                Expr::Or(inner) => any.extend(inner),
                other => any.push(other),
            }
        }
        Expr::Or(any)
    }

    /// Conditions that all hold, one by one.
    pub(crate) fn conjuncts(filter: &[Expr]) -> impl Iterator<Item = &Expr> + Clone {
        filter.iter().flat_map(|term| match term {
            Expr::And(terms) => terms.as_slice(),
            other => std::slice::from_ref(other),
        })
    }

    /// Whether it was folded from nothing to this one truth, whatever the row: `all_of([])`, or the opposite of `any_of([])`.
    pub(crate) fn is_always(&self, truth: bool) -> bool {
        match self {
            Expr::And(terms) if truth => terms.iter().all(|term| term.is_always(true)),
            Expr::And(terms) => terms.iter().any(|term| term.is_always(false)),
            Expr::Or(terms) if truth => terms.iter().any(|term| term.is_always(true)),
            Expr::Or(terms) => terms.iter().all(|term| term.is_always(false)),
            Expr::Not(inner) | Expr::IsNotTrue(inner) => inner.is_always(!truth),
            _ => false,
        }
    }

    /// These columns, side by side, are one of these rows of values; or, `negated`, none of them.
    pub fn key_in(
        table: &'static Table,
        columns: &[usize],
        rows: Vec<Vec<Datum>>,
        negated: bool,
    ) -> Expr {
        Expr::In(Box::new(Membership {
            operands: columns
                .iter()
                .map(|&column| Expr::column(table, column))
                .collect(),
            types: columns
                .iter()
                .map(|&column| table.columns[column].ty)
                .collect(),
            rows,
            negated,
        }))
    }

    /// These columns equal these values.
    pub fn key_equals(
        table: &'static Table,
        columns: &[usize],
        values: impl IntoIterator<Item = Datum>,
    ) -> Expr {
        let values = columns.iter().zip(values);
        Expr::all_of(
            values
                .map(|(&column, datum)| Expr::column(table, column).equals((table, column), datum)),
        )
    }

    /// It equals a value that this column may hold.
    pub fn equals(self, column: (&'static Table, usize), datum: Datum) -> Expr {
        let (table, position) = column;
        Expr::Compare {
            operator: Comparison::Equal,
            left: Box::new(self),
            right: Box::new(Expr::Value(Value {
                datum,
                ty: table.columns[position].ty,
                column: Some(column),
            })),
        }
    }
}

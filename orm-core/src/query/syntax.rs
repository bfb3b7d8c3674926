//! The syntax tree: what to ask, as plain data. It knows no Rust type of a user and no SQL text.

mod function;
mod recursive;

use std::borrow::Cow;

pub use self::function::{Call, Case, Function, JsonKind, Part, Unit};
pub use self::recursive::Recursive;
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
    /// The table that the enclosing query is for: of several, the nearest one is meant.
    pub of: &'static Table,
    /// The column, in the scope of that query.
    pub column: ColumnPath,
}

/// An aggregate of the query's own rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Fold {
    /// Which.
    pub function: Aggregate,
    /// Of what; nothing for a count of rows.
    pub operand: Option<Expr>,
    /// Each value once.
    pub distinct: bool,
    /// Of which rows.
    pub filter: Option<Expr>,
    /// The type of the result.
    pub ty: SqlType,
}

/// A value computed from the rows around the row.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// What is computed.
    pub function: WindowFunction,
    /// From what.
    pub arguments: Vec<Expr>,
    /// For an aggregate: of which rows.
    pub filter: Option<Expr>,
    /// The rows that agree in these belong together.
    pub partition: Vec<Expr>,
    /// Their order.
    pub order: Vec<OrderTerm>,
    /// For an aggregate: each value once, which no database computes.
    pub distinct: bool,
    /// Which rows around the row count, in that order.
    pub frame: Option<Frame>,
    /// The type of the result.
    pub ty: SqlType,
}

/// What is computed from the rows around a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowFunction {
    /// An aggregate.
    Aggregate(Aggregate),
    /// The row's number, from 1.
    RowNumber,
    /// As `RowNumber`, equal for rows that are equal in the order, with gaps after them.
    Rank,
    /// As `Rank`, without gaps.
    DenseRank,
    /// `Rank` as a share of the rows, from 0 to 1.
    PercentRank,
    /// The share of the rows up to this one, from 0 to 1.
    CumulativeDistribution,
    /// Which of so many equal parts the row is in, from 1.
    Tile,
    /// The value on the row so many rows before.
    Lag,
    /// The value on the row so many rows after.
    Lead,
    /// The value on the frame's first row.
    FirstValue,
    /// The value on the frame's last row.
    LastValue,
    /// The value on the frame's row of this number, from 1.
    NthValue,
}

/// Which rows around a row count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// From which row.
    pub start: FrameBound,
    /// To which row.
    pub end: FrameBound,
}

/// An end of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameBound {
    /// The first row, or the last.
    Unbounded,
    /// So many rows before this one.
    Preceding(u64),
    /// This row.
    CurrentRow,
    /// So many rows after this one.
    Following(u64),
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
    /// Makes `limit` and `offset` count anew for each value of these.
    pub partition: Option<Vec<Expr>>,
    /// Locks the rows of `table` until the transaction ends.
    pub lock: Option<Lock>,
}

/// A lock on the rows that a query gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lock {
    /// Whom it keeps out.
    pub strength: LockStrength,
    /// What is done where a row is locked already.
    pub wait: LockWait,
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

/// A many-to-many that leads to the rows of a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Via {
    /// The relation, seen from its near side.
    pub relation: RelationRef,
    /// Whether a pair that has several join rows counts once.
    pub distinct: bool,
}

/// A change of many rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// The table.
    pub table: &'static Table,
    /// The columns and what they are set to.
    pub assignments: Vec<(usize, Expr)>,
    /// Which rows.
    pub filter: Vec<Expr>,
    /// The columns given back of each changed row.
    pub returning: Vec<usize>,
}

/// A deletion of many rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Delete {
    /// The table.
    pub table: &'static Table,
    /// Which rows.
    pub filter: Vec<Expr>,
    /// The columns given back of each deleted row.
    pub returning: Vec<usize>,
}

/// An insertion of rows that leave the same columns out.
#[derive(Debug, Clone, PartialEq)]
pub struct Insert {
    /// The table.
    pub table: &'static Table,
    /// The columns that are given.
    pub columns: Vec<usize>,
    /// A value for each of them, row by row.
    pub rows: Vec<Vec<Datum>>,
    /// What is done where a row is there already.
    pub conflict: Option<Conflict>,
    /// The columns given back of each inserted row.
    pub returning: Vec<usize>,
}

/// What is done where a row that is to be inserted is there already.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The columns of the unique key that says whether it is; of none, whichever key does.
    pub key: Vec<usize>,
    /// What is done.
    pub resolution: Resolution,
}

/// How a row that is to be inserted and one that is there already come to terms.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    /// The row that is there is left as it is.
    Ignore,
    /// The row that is there is changed.
    Update {
        /// The columns and what they are set to.
        assignments: Vec<(usize, Expr)>,
        /// The conditions under which it is.
        filter: Vec<Expr>,
    },
}

/// New values for many rows, for each its own.
#[derive(Debug, Clone, PartialEq)]
pub struct UpdateMany {
    /// The table.
    pub table: &'static Table,
    /// The columns of the key, which say which row is meant, and after them those that are set.
    pub columns: Vec<usize>,
    /// A value for each of them, row by row.
    pub rows: Vec<Vec<Datum>>,
    /// What else is set, in all rows alike.
    pub assignments: Vec<(usize, Expr)>,
}

impl Conflict {
    /// Leaves the row that is there as it is, whichever unique key says that it is.
    pub fn ignore() -> Self {
        Conflict {
            key: Vec::new(),
            resolution: Resolution::Ignore,
        }
    }
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
        Expr::all_of(
            columns
                .iter()
                .zip(values)
                .map(|(&column, datum)| Expr::Compare {
                    operator: Comparison::Equal,
                    left: Box::new(Expr::column(table, column)),
                    right: Box::new(Expr::Value(Value {
                        datum,
                        ty: table.columns[column].ty,
                        column: Some((table, column)),
                    })),
                }),
        )
    }
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
            partition: None,
            lock: None,
        }
    }

    /// All conditions, that of a soft delete included.
    pub(crate) fn conditions(&self) -> Vec<Expr> {
        let not_deleted = Expr::not_deleted(self.table).filter(|_| !self.with_deleted);
        self.filter.iter().cloned().chain(not_deleted).collect()
    }
}

impl Select {
    /// Whether it gives rows of its table, each with its key: not groups, nor some of their values, each once.
    pub(crate) fn has_own_rows(&self) -> bool {
        !self.is_grouped() && (!self.distinct || self.gives_key())
    }

    /// Whether its key is among what it gives, or nothing else was said.
    fn gives_key(&self) -> bool {
        let key = self.table.primary_key.iter();
        let mut key = key.map(|&column| Expr::column(self.table, column));
        self.outputs.is_empty() || key.all(|column| self.outputs.contains(&column))
    }

    /// Whether it gives groups of rows, or aggregates of all of them.
    pub(crate) fn is_grouped(&self) -> bool {
        let is_fold = |expr: &Expr| matches!(expr, Expr::Fold(_));
        !self.group.is_empty()
            || !self.having.is_empty()
            || self.outputs.iter().any(|output| output.contains(&is_fold))
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

impl Window {
    /// Over all rows of the query, in no order.
    pub fn new(function: WindowFunction, ty: SqlType) -> Self {
        Window {
            function,
            arguments: Vec::new(),
            filter: None,
            distinct: false,
            partition: Vec::new(),
            order: Vec::new(),
            frame: None,
            ty,
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

//! Aggregates of a query's own rows, and what is computed from the rows around a row.

use super::{Aggregate, Expr, OrderTerm};
use crate::types::SqlType;

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

impl Frame {
    /// Whether it ends before it starts.
    pub(crate) fn is_empty(self) -> bool {
        let row = |bound| match bound {
            FrameBound::Unbounded => None,
            FrameBound::Preceding(rows) => Some(-i128::from(rows)),
            FrameBound::CurrentRow => Some(0),
            FrameBound::Following(rows) => Some(i128::from(rows)),
        };
        row(self.start)
            .zip(row(self.end))
            .is_some_and(|(start, end)| start > end)
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

use super::{Expr, Select};

/// Rows that a relation of a table to itself leads to, step after step.
#[derive(Debug, Clone, PartialEq)]
pub struct Recursive {
    /// The rows of every step: which of them count, what is read of each, in which order.
    pub step: Select,
    /// What says from which row a row is reached: columns of its own, or of the join row that leads to it.
    pub link: Vec<Expr>,
    /// What the link is of the rows that are reached from a row: columns of its own.
    pub next: Vec<Expr>,
    /// Whether a row is reached by the first step.
    pub start: Expr,
    /// The most steps that are counted, where they are.
    pub max_depth: Option<u64>,
}

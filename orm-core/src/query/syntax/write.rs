//! Writes.

use super::Expr;
use crate::schema::Table;
use crate::types::Datum;

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
    /// The columns given back of each row.
    pub returning: Vec<usize>,
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

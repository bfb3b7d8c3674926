use serde::Serialize;

use super::Cursor;

/// Some rows of a query in its order, and the cursors of the pages beside them: what [`Query::page`](super::Query::page)
/// gives. It serializes with its cursors as texts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Page<Row> {
    /// The rows.
    pub rows: Vec<Row>,
    /// The page behind this one, where there is a row for it.
    pub next: Option<Cursor>,
    /// The page before this one, where there was a row for it.
    pub previous: Option<Cursor>,
}

/// Some rows of a query in its order, and how many it has in all: what
/// [`Query::page_numbered`](super::Query::page_numbered) gives.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NumberedPage<Row> {
    /// The rows; none beyond the last page.
    pub rows: Vec<Row>,
    /// How many rows the query has.
    pub total: i64,
    /// How many pages these make.
    pub pages: u64,
    /// The number of this one; the first one is 1.
    pub number: u64,
}

impl<Row> NumberedPage<Row> {
    pub(crate) fn new(rows: Vec<Row>, total: i64, number: u64, size: u64) -> Self {
        NumberedPage {
            rows,
            total,
            pages: total.unsigned_abs().div_ceil(size),
            number,
        }
    }
}

use std::time::Duration;

use crate::schema::Table;
use crate::types::{Datum, SqlType};

/// A statement: text, and the values bound to its placeholders in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The text: `$1`, `$2` … on Postgres, `?` on SQLite. It depends on the query's shape and never on a value.
    pub text: String,
    /// The values, one a placeholder.
    pub binds: Vec<Bind>,
    /// The table that it writes to, whose constraints an error may name.
    pub table: Option<&'static Table>,
    /// The deadline of its round trip, where it differs from the database's.
    pub timeout: Option<Duration>,
}

/// One bound value.
#[derive(Debug, Clone, PartialEq)]
pub struct Bind {
    /// The value.
    pub value: Datum,
    /// Its type, which a `NULL` has too: a prepared statement's types are fixed.
    pub ty: SqlType,
    /// The column that it is stored in or compared with, for errors.
    pub column: Option<ColumnName>,
}

impl Bind {
    /// A value that is stored in a column of a table, or compared with it.
    pub fn new(value: Datum, ty: SqlType, column: Option<(&'static Table, usize)>) -> Self {
        let column = column.map(|(table, column)| ColumnName {
            table: table.name,
            column: table.columns[column].name,
        });
        Bind { value, ty, column }
    }
}

/// A column, as errors name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnName {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
}

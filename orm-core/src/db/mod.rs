//! The only place that names sqlx: pools, transactions, binding, and the database's faults as [`Error`](crate::Error)s.

pub(crate) mod bind;
pub(crate) mod format;
mod row;
mod statement;

pub use self::row::Row;
pub use self::statement::{Bind, ColumnName, Statement};

#[cfg(all(test, feature = "postgres", feature = "sqlite"))]
mod value_tests;

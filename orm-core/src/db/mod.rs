//! The only place that names sqlx: pools, transactions, binding, and the database's faults as [`Error`](crate::Error)s.

mod bind;
mod row;
mod statement;

pub use self::row::Row;
pub use self::statement::{Bind, ColumnName, Statement};

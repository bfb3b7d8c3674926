use crate::error::Result;
use crate::types::{Cell, ColumnType, SqlType, Unreadable};

/// A row of a result, read by position.
pub struct Row<'r> {
    inner: Backend<'r>,
    position: usize,
}

enum Backend<'r> {
    #[cfg(feature = "postgres")]
    Postgres(&'r sqlx::postgres::PgRow),
    #[cfg(feature = "sqlite")]
    Sqlite(&'r sqlx::sqlite::SqliteRow),
}

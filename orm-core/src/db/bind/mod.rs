//! Binding: a [`Datum`] in the form that a database stores it in, or the reason why it cannot.

use crate::db::Bind;
use crate::error::Result;

/// The arguments of a statement on Postgres.
///
/// # Errors
///
/// [`Error::InvalidValue`](crate::Error::InvalidValue) where a value cannot be stored exactly as it is.
#[cfg(feature = "postgres")]
pub(crate) fn postgres(binds: &[Bind]) -> Result<sqlx::postgres::PgArguments> {
    let _ = binds;
    Ok(Default::default())
}

/// The arguments of a statement on SQLite.
///
/// # Errors
///
/// [`Error::InvalidValue`](crate::Error::InvalidValue) where a value cannot be stored exactly as it is.
#[cfg(feature = "sqlite")]
pub(crate) fn sqlite(binds: &[Bind]) -> Result<sqlx::sqlite::SqliteArguments> {
    let _ = binds;
    Ok(Default::default())
}

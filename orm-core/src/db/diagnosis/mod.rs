//! What SQLite's errors leave out, found out after the error.

mod definition;
mod foreign_key;

use super::Statement;
use super::lease::Lease;
use crate::dialect::Dialect;
use crate::error::Error;

/// Fills in what a violation is about, where the database did not say; `framed` if a transaction is open on the
/// connection.
pub(super) async fn complete(
    lease: &mut Lease,
    statement: &Statement,
    error: Error,
    framed: bool,
) -> Error {
    if lease.dialect() != Dialect::Sqlite {
        return error;
    }
    match error {
        Error::ForeignKeyViolation {
            table: None,
            source,
            ..
        } => foreign_key::named(lease, statement, source, framed).await,
        Error::CheckViolation {
            table: None,
            constraint,
            columns,
            source,
        } => Error::CheckViolation {
            table: definition::target(&statement.text),
            constraint,
            columns,
            source,
        },
        other => other,
    }
}

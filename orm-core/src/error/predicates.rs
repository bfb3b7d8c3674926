//! What an error tells a program.

use std::error::Error as StdError;

use super::Error;

impl Error {
    /// Whether the whole unit of work (the transaction from its beginning, or the single statement) may be run again,
    /// because nothing of it was stored and the cause may have passed.
    ///
    /// True for [`Serialization`](Error::Serialization), [`Deadlock`](Error::Deadlock),
    /// [`LockTimeout`](Error::LockTimeout), [`Busy`](Error::Busy), a connection lost before anything could be stored, and
    /// a plan that a change of the schema made invalid; never for [`CommitUnknown`](Error::CommitUnknown).
    /// [`Db::transaction_with`](crate::db::Db::transaction_with) does it by itself.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Error::Serialization { .. }
            | Error::Deadlock { .. }
            | Error::LockTimeout { .. }
            | Error::Busy { .. } => true,
            Error::Disconnected { sent, .. } => !sent,
            Error::SchemaChanged { .. } => crate::db::is_stale_plan(self),
            _ => false,
        }
    }

    /// The database's own message and detail, if the database said something.
    ///
    /// **It may hold values**: the key that is there already, the whole row that a check refused. Do not log it where
    /// such must not be seen; the error's own message holds none.
    #[must_use]
    pub fn expose_detail(&self) -> Option<String> {
        let mut cause = self.source();
        while let Some(error) = cause {
            if let Some(detail) = crate::db::detail(error) {
                return Some(detail);
            }
            cause = error.source();
        }
        None
    }

    /// Whether a constraint that covers this column was violated: unique, foreign key, not null or check.
    #[doc(hidden)]
    #[must_use]
    pub fn violates_column(&self, of_table: &str, column: &str) -> bool {
        self.subject().is_some_and(|(table, _, columns)| {
            table.is_none_or(|table| table == of_table) && columns.iter().any(|c| c == column)
        })
    }

    /// Fills in the columns of a violated constraint where the database named the constraint alone: `describe` is given
    /// the table and the constraint, and knows the schema.
    #[doc(hidden)]
    #[must_use]
    pub fn with_columns(
        mut self,
        describe: impl FnOnce(Option<&str>, &str) -> Option<Vec<String>>,
    ) -> Self {
        let found = match self.subject() {
            Some((table, Some(constraint), [])) => describe(table, constraint),
            _ => None,
        };
        if let Some(found) = found
            && let Error::UniqueViolation { columns, .. }
            | Error::ForeignKeyViolation { columns, .. }
            | Error::NotNullViolation { columns, .. }
            | Error::CheckViolation { columns, .. } = &mut self
        {
            *columns = found;
        }
        self
    }

    /// The table, constraint and columns of a violation.
    fn subject(&self) -> Option<(Option<&str>, Option<&str>, &[String])> {
        match self {
            Error::UniqueViolation {
                table,
                constraint,
                columns,
                ..
            }
            | Error::ForeignKeyViolation {
                table,
                constraint,
                columns,
                ..
            }
            | Error::NotNullViolation {
                table,
                constraint,
                columns,
                ..
            }
            | Error::CheckViolation {
                table,
                constraint,
                columns,
                ..
            } => Some((table.as_deref(), constraint.as_deref(), columns)),
            _ => None,
        }
    }

    /// A rule of the application that refuses a row, in its own words; it ends a transaction's closure like any error.
    ///
    /// ```
    /// let error = orm_core::error::Error::validation("the title must not be empty");
    /// assert_eq!(error.to_string(), "the title must not be empty");
    /// ```
    #[must_use]
    pub fn validation(message: impl Into<String>) -> Self {
        Error::Validation {
            message: message.into(),
        }
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Error::Configuration {
            message: message.into(),
            source: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken() -> Error {
        Error::UniqueViolation {
            table: Some("user".to_owned()),
            constraint: Some("user_email_key".to_owned()),
            columns: Vec::new(),
            source: None,
        }
    }

    #[test]
    fn columns_are_filled_in_from_the_schema() {
        let error = taken().with_columns(|table, constraint| {
            assert_eq!((table, constraint), (Some("user"), "user_email_key"));
            Some(vec!["email".to_owned()])
        });
        assert!(error.violates_column("user", "email"));
        assert!(!error.violates_column("user", "name"));
        assert!(!error.violates_column("team", "email"));
    }

    #[test]
    fn only_what_was_not_stored_is_retried() {
        assert!(Error::Busy { source: None }.is_retryable());
        assert!(!Error::CommitUnknown { source: None }.is_retryable());
        let lost = |sent| Error::Disconnected { sent, source: None };
        assert!(lost(false).is_retryable());
        assert!(!lost(true).is_retryable());
    }
}

//! What an error tells a program.

use std::error::Error as StdError;

use super::{Error, RESULT};
use crate::schema::Table;

impl Error {
    /// Whether the whole unit of work (the transaction from its beginning, or the single statement) may be run again,
    /// because nothing of it was stored and the cause may have passed.
    ///
    /// True for [`Serialization`](Error::Serialization), [`Deadlock`](Error::Deadlock),
    /// [`LockTimeout`](Error::LockTimeout), [`Busy`](Error::Busy), a connection lost before anything could be stored, and
    /// a plan that a change of the schema made invalid; never for [`CommitUnknown`](Error::CommitUnknown), and not for
    /// [`Stale`](Error::Stale): the row in hand stays stale however often it is saved, until it is read again.
    /// [`Db::transaction_with`](crate::db::Db::transaction_with) does it by itself.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let taken = Author::create().name("Jane Austen").save(&db).await.unwrap_err();
    /// assert!(!taken.is_retryable()); // it would be taken again
    /// # Ok(()) }
    /// ```
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
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let taken = Author::create().name("Jane Austen").save(&db).await.unwrap_err();
    /// assert_eq!(taken.expose_detail().unwrap(), "UNIQUE constraint failed: author.name");
    /// assert_eq!(taken.to_string(), "a value that must be unique is there already, in table `author`, column `name` (constraint `author_name_key`)");
    /// # Ok(()) }
    /// ```
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

    /// Puts it in the words of the table that was written to: the columns of a constraint that the database only named, and
    /// the table's own name where its schema is part of it. A check that only enforces a column's type says that the value
    /// was none of it.
    pub(crate) fn of_table(mut self, written: &Table) -> Self {
        let known = match self.subject() {
            Some((_, Some(constraint), _)) => written.constraint(constraint),
            _ => None,
        };
        if let (
            Error::CheckViolation { source, .. },
            Some(("length_check" | "range_check", columns)),
        ) = (&mut self, &known)
        {
            return Error::InvalidValue {
                table: written.name.to_owned(),
                column: columns.join(", "),
                reason: "it is out of the column's range".to_owned(),
                source: source.take(),
            };
        }
        if let Error::UniqueViolation {
            constraint: constraint @ None,
            columns,
            ..
        } = &mut self
        {
            *constraint = written.unique_constraint(columns);
        }
        match &mut self {
            Error::InvalidValue { table, .. } if table == RESULT => written.name.clone_into(table),
            Error::UniqueViolation { table, columns, .. }
            | Error::ForeignKeyViolation { table, columns, .. }
            | Error::NotNullViolation { table, columns, .. }
            | Error::CheckViolation { table, columns, .. } => {
                if columns.is_empty() {
                    columns.extend(known.into_iter().flat_map(|(_, columns)| columns));
                }
                if let (Some(name), Some(schema)) = (&table, written.schema)
                    && *name == format!("{schema}.{}", written.name)
                {
                    *table = Some(written.name.to_owned());
                }
            }
            _ => {}
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
        static USER: Table = Table::new("User", "user").columns(&[
            crate::schema::Column::new::<i64>("id"),
            crate::schema::Column::new::<String>("email").unique(),
        ]);
        let error = taken().of_table(&USER);
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

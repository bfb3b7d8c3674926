//! The errors that this crate raises by itself.

use super::{Error, InvalidField, Result};
use crate::dialect::Dialect;
use crate::schema::Table;
use crate::schema::snapshot::{ColumnSnapshot, TableName};

impl Error {
    /// A rule of the application that refuses a row, in its own words; it ends a transaction's closure like any error.
    ///
    /// ```
    /// use orm::prelude::*;
    ///
    /// let error = Error::validation("the title must not be empty");
    /// assert_eq!(error.to_string(), "the title must not be empty");
    /// ```
    #[must_use]
    pub fn validation(message: impl Into<String>) -> Self {
        Error::Validation {
            message: message.into(),
            fields: Vec::new(),
        }
    }

    /// A command that cannot be done as it was asked for, in its own words.
    #[doc(hidden)]
    #[must_use]
    pub fn misuse(message: impl Into<String>) -> Self {
        Error::configuration(message)
    }

    /// All that validators refuse in one write.
    pub(crate) fn unless_valid(fields: Vec<InvalidField>) -> Result<()> {
        if fields.is_empty() {
            return Ok(());
        }
        let several = fields.iter().any(|field| field.row > 0);
        let reasons: Vec<String> = fields.iter().map(|field| field.text(several)).collect();
        Err(Error::Validation {
            message: format!("not valid: {}", reasons.join("; ")),
            fields,
        })
    }

    pub(crate) fn stale(table: &Table) -> Self {
        Error::Stale {
            table: table.name.to_owned(),
        }
    }

    /// A table cannot be dropped while this one refers to it.
    pub(crate) fn referred_to_by(table: String) -> Self {
        Error::ForeignKeyViolation {
            table: Some(table),
            constraint: None,
            columns: Vec::new(),
            source: None,
        }
    }

    pub(crate) fn not_found(table: &Table) -> Self {
        Error::NotFound {
            table: table.name.to_owned(),
        }
    }

    pub(crate) fn duplicate_in_batch(table: &Table) -> Self {
        Error::DuplicateInBatch {
            table: table.name.to_owned(),
        }
    }

    pub(crate) fn changed_key(table: &Table) -> Self {
        Error::configuration(format!(
            "the database changed a key of `{}` while it stored it, so the rows cannot be told apart",
            table.name
        ))
    }

    pub(crate) fn not_stored(table: &Table) -> Self {
        Error::configuration(format!(
            "the database did not store a row of `{}`: a rule or trigger of the table took it",
            table.name
        ))
    }

    pub(crate) fn invalid_value(table: &Table, column: usize, reason: impl Into<String>) -> Self {
        Error::InvalidValue {
            table: table.name.to_owned(),
            column: table.columns[column].name.to_owned(),
            reason: reason.into(),
            source: None,
        }
    }

    pub(crate) fn multiple_found(table: &Table) -> Self {
        Error::MultipleFound {
            table: table.name.to_owned(),
        }
    }

    pub(crate) fn too_complex(what: impl Into<String>, limit: usize) -> Self {
        Error::TooComplex {
            what: what.into(),
            limit,
        }
    }

    pub(crate) fn unsupported(what: impl Into<String>, dialect: Dialect) -> Self {
        Error::Unsupported {
            what: what.into(),
            dialect,
        }
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Error::Configuration {
            message: message.into(),
            source: None,
        }
    }

    pub(crate) fn migration(message: impl Into<String>) -> Self {
        Error::Migration {
            message: message.into(),
            source: None,
        }
    }

    pub(crate) fn no_conversion(
        table: &TableName,
        from: &ColumnSnapshot,
        to: &ColumnSnapshot,
        dialect: Dialect,
    ) -> Self {
        Error::unsupported(
            format!(
                "turning the values of {table}.{} from `{from}` into `{to}`; add a column of the new type under another name, fill \
                 it by SQL of your own (`migrate make --empty`), and drop the old one in a later migration",
                to.name
            ),
            dialect,
        )
    }
}

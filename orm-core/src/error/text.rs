//! What an error tells a person: its names fit for a terminal, and nothing that lies beneath.

use std::borrow::Cow;
use std::fmt;

use super::Error;

pub(super) fn violation(
    what: &str,
    table: &Option<String>,
    constraint: &Option<String>,
    columns: &[String],
) -> String {
    let mut text = what.to_owned();
    if let Some(table) = table {
        text.push_str(&format!(", in table `{}`", clean(table)));
    }
    if !columns.is_empty() {
        text.push_str(&format!(", column `{}`", clean(&columns.join("`, `"))));
    }
    if let Some(constraint) = constraint {
        text.push_str(&format!(" (constraint `{}`)", clean(constraint)));
    }
    text
}

/// What stands for the table of a value that a query computes, which has none.
pub(crate) const RESULT: &str = "result";
/// What stands for the column where the database does not tell.
pub(crate) const COMPUTED: &str = "computed value";

pub(super) fn invalid_value(table: &str, column: &str, reason: &str) -> String {
    let reason = clean(reason);
    match (table, column) {
        (RESULT, COMPUTED) => format!("the query computes a value that does not fit: {reason}"),
        (table, COMPUTED) => {
            let table = clean(table);
            format!("a value computed for a row of `{table}` does not fit: {reason}")
        }
        (table, column) => {
            let (table, column) = (clean(table), clean(column));
            format!("the value for `{table}.{column}` cannot be stored: {reason}")
        }
    }
}

/// A name from outside, fit for a terminal and a log: control characters are written as Rust writes them.
pub(super) fn clean(name: &str) -> Cow<'_, str> {
    if !name.contains(char::is_control) {
        return Cow::Borrowed(name);
    }
    let escape = |c: char| {
        if c.is_control() {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    };
    Cow::Owned(name.chars().map(escape).collect())
}

/// The variant and its message, which names all its fields; never what lies beneath, since sqlx's `Debug` prints rows.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({self})", self.name())
    }
}

impl Error {
    /// The variant's name.
    fn name(&self) -> &'static str {
        match self {
            Error::NotFound { .. } => "NotFound",
            Error::MultipleFound { .. } => "MultipleFound",
            Error::UniqueViolation { .. } => "UniqueViolation",
            Error::ForeignKeyViolation { .. } => "ForeignKeyViolation",
            Error::NotNullViolation { .. } => "NotNullViolation",
            Error::CheckViolation { .. } => "CheckViolation",
            Error::InvalidValue { .. } => "InvalidValue",
            Error::Decode { .. } => "Decode",
            Error::Validation { .. } => "Validation",
            Error::DuplicateInBatch { .. } => "DuplicateInBatch",
            Error::Stale { .. } => "Stale",
            Error::Serialization { .. } => "Serialization",
            Error::Deadlock { .. } => "Deadlock",
            Error::Busy { .. } => "Busy",
            Error::LockTimeout { .. } => "LockTimeout",
            Error::Timeout { .. } => "Timeout",
            Error::PoolTimedOut { .. } => "PoolTimedOut",
            Error::Connect { .. } => "Connect",
            Error::Configuration { .. } => "Configuration",
            Error::Pooler { .. } => "Pooler",
            Error::Disconnected { .. } => "Disconnected",
            Error::TransactionAborted { .. } => "TransactionAborted",
            Error::CommitUnknown { .. } => "CommitUnknown",
            Error::MissingTable { .. } => "MissingTable",
            Error::SchemaChanged { .. } => "SchemaChanged",
            Error::Unsupported { .. } => "Unsupported",
            Error::TooComplex { .. } => "TooComplex",
            Error::TooManyRows { .. } => "TooManyRows",
            Error::Migration { .. } => "Migration",
            Error::Database { .. } => "Database",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_names_the_variant_and_what_it_is_about() {
        assert_eq!(
            format!(
                "{:?}",
                Error::UniqueViolation {
                    table: Some("user".to_owned()),
                    constraint: Some("user_email_key".to_owned()),
                    columns: Vec::new(),
                    source: None,
                }
            ),
            "UniqueViolation(a value that must be unique is there already, in table `user` (constraint `user_email_key`))"
        );
    }

    #[test]
    fn control_characters_in_names_are_escaped() {
        let error = Error::NotFound {
            table: "a\u{1b}[31m\nb".to_owned(),
        };
        assert!(error.to_string().contains("`a\\u{1b}[31m\\nb`"));
    }
}

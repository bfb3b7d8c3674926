use sqlx::postgres::{PgDatabaseError, PgSeverity};

use super::{Classified, Kind, Subject, stale_plan};
use crate::error::{COMPUTED, RESULT};

/// What an error of Postgres comes to, by its SQLSTATE.
///
/// The codes are listed in the appendix "PostgreSQL Error Codes" of its manual.
pub(super) fn classify(error: &PgDatabaseError) -> Classified {
    Classified {
        ends_connection: matches!(error.severity(), PgSeverity::Fatal | PgSeverity::Panic)
            || error.code().starts_with("08"),
        kind: kind(error),
    }
}

fn kind(error: &PgDatabaseError) -> Kind {
    match error.code() {
        "23505" | "23P01" => Kind::Unique(subject(error)),
        // The last: a table that is to be dropped is referred to by another.
        "23503" | "23001" | "2BP01" => Kind::ForeignKey(subject(error)),
        "23502" => Kind::NotNull(subject(error)),
        "23514" => Kind::Check(subject(error)),
        "22001" => invalid(error, "the text is longer than its type takes"),
        "22003" => invalid(error, "the number is out of its type's range"),
        "22021" | "22P05" => invalid(
            error,
            "the text holds a character that the database cannot store",
        ),
        "40001" => Kind::Serialization,
        "40P01" => Kind::Deadlock,
        "55P03" => Kind::LockTimeout,
        "57014" | "25P03" => Kind::Timeout,
        "57P01" | "57P02" | "57P03" | "57P05" => Kind::Disconnected,
        "42P01" => Kind::MissingTable(quoted(error.message())),
        "42703" => Kind::SchemaChanged(
            quoted(error.message()).map(|column| format!("there is no column `{column}`")),
        ),
        "25006" => Kind::ReadOnly,
        code if stale_plan(code, error.message()) => {
            Kind::SchemaChanged(Some("a prepared statement no longer fits".to_owned()))
        }
        code if code.starts_with("08") => Kind::Disconnected,
        _ => Kind::Other,
    }
}

fn subject(error: &PgDatabaseError) -> Subject {
    Subject {
        table: error.table().map(str::to_owned),
        constraint: error.constraint().map(str::to_owned),
        columns: match error.column() {
            Some(column) => vec![column.to_owned()],
            None => key_columns(error.detail().unwrap_or_default()),
        },
    }
}

/// The columns in `Key (author_id, "Year")=(…) already exists.` and `… is not present in table …`. In the third such
/// detail, `… is still referenced from table …`, they are those of the other table.
fn key_columns(detail: &str) -> Vec<String> {
    let names = detail
        .strip_prefix("Key (")
        .and_then(|rest| rest.split_once(")=("))
        .filter(|_| !detail.contains("is still referenced from table"))
        .map_or("", |(names, _)| names);
    // An index over an expression has no columns to name.
    if names.is_empty() || names.contains('(') {
        return Vec::new();
    }
    names
        .split(", ")
        .map(|name| name.trim_matches('"').replace("\"\"", "\""))
        .collect()
}

fn invalid(error: &PgDatabaseError, reason: &str) -> Kind {
    // The server names neither table nor column for these.
    Kind::InvalidValue {
        table: error.table().unwrap_or(RESULT).to_owned(),
        column: error.column().unwrap_or(COMPUTED).to_owned(),
        reason: reason.to_owned(),
    }
}

/// The first name in double quotes: `relation "book" does not exist`.
fn quoted(message: &str) -> Option<String> {
    let name = message.split('"').nth(1);
    // A column that was qualified comes without quotes: `column book.title does not exist`.
    let bare = || message.strip_prefix("column ")?.split(' ').next();
    name.or_else(bare).map(str::to_owned)
}

/// Why the server refused the login, and the mend.
pub(super) fn connect_reason(error: &PgDatabaseError) -> String {
    match error.code() {
        "28P01" => "the server refused the password for this user".to_owned(),
        "28000" => "the server does not let this user in; look at the user's name, at `sslmode` and at the server's pg_hba.conf".to_owned(),
        "3D000" => "there is no database of that name; create it, or look at the last part of the URL".to_owned(),
        "53300" => "the server has no free connection; raise its max_connections, or lower the size of the pools".to_owned(),
        "57P03" => "the server is starting up or shutting down; try again in a moment".to_owned(),
        code => format!("the server refused (code {code})"),
    }
}

/// Whether a pooler refused an option that only a server takes.
pub(in crate::db) fn is_refused_by_pooler(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|error| error.message().contains("unsupported startup parameter"))
}

/// The server's message, with its detail and hint.
pub(super) fn detail(error: &PgDatabaseError) -> String {
    let parts = [Some(error.message()), error.detail(), error.hint()];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    parts.join("; ")
}

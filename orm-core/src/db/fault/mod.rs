//! What the database or the way to it says went wrong, as an [`Error`] of ours.

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::time::Duration;

#[cfg(feature = "postgres")]
pub(super) use self::postgres::is_refused_by_pooler;
use crate::error::{Cause, Error};

/// What a failed statement leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aftermath {
    /// The refusal was ours (a row that did not decode): the database knows of no error.
    Untouched,
    /// The database refused the statement; the connection is sound, a transaction is still open if one was.
    Refused,
    /// The database refused the statement and has ended the transaction by itself.
    RolledBack,
    /// The connection can no longer be used.
    Lost,
}

/// A failed statement.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) error: Error,
    pub(super) aftermath: Aftermath,
}

impl Fault {
    /// An error that the database has no part in.
    pub(super) fn ours(error: Error) -> Self {
        Fault {
            error,
            aftermath: Aftermath::Untouched,
        }
    }

    /// A round trip that took too long: nobody knows what the other end is doing.
    pub(super) fn silent(after: Duration) -> Self {
        Fault {
            error: timed_out(after, None),
            aftermath: Aftermath::Lost,
        }
    }

    /// What the driver says; `after` is the deadline that was set.
    pub(super) fn from_driver(error: sqlx::Error, after: Option<Duration>) -> Self {
        match classify(&error) {
            Some(fault) => Fault {
                aftermath: if fault.ends_connection {
                    Aftermath::Lost
                } else {
                    Aftermath::Refused
                },
                error: fault.into_error(error, after),
            },
            None => Fault {
                error: unclassified(error),
                aftermath: Aftermath::Lost,
            },
        }
    }

    /// The same inside a transaction before its commit, where a lost connection means that nothing was stored.
    pub(super) fn inside_transaction(mut self) -> Self {
        if let Error::Disconnected { sent, .. } = &mut self.error {
            *sent = false;
        }
        self
    }
}

/// An error that is not the database's answer.
fn unclassified(error: sqlx::Error) -> Error {
    let lost = matches!(
        error,
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::WorkerCrashed
    );
    let source: Option<Cause> = Some(Box::new(error));
    if lost {
        return Error::Disconnected { sent: true, source };
    }
    Error::Database { code: None, source }
}

/// What a database's error code and message come to.
struct Classified {
    kind: Kind,
    ends_connection: bool,
}

/// The variants of [`Error`] that a database causes.
#[cfg_attr(
    not(all(feature = "sqlite", feature = "postgres")),
    expect(dead_code, reason = "each database causes only some")
)]
enum Kind {
    Unique(Subject),
    ForeignKey(Subject),
    NotNull(Subject),
    Check(Subject),
    InvalidValue {
        table: String,
        column: String,
        reason: String,
    },
    Serialization,
    Deadlock,
    Busy,
    LockTimeout,
    Timeout,
    Disconnected,
    MissingTable(Option<String>),
    SchemaChanged(Option<String>),
    ReadOnly,
    TooComplex {
        what: &'static str,
        limit: usize,
    },
    Other,
}

/// What a constraint is about.
#[derive(Default)]
struct Subject {
    table: Option<String>,
    constraint: Option<String>,
    columns: Vec<String>,
}

impl Kind {
    fn refused(self) -> Classified {
        Classified {
            kind: self,
            ends_connection: false,
        }
    }
}

fn classify(error: &sqlx::Error) -> Option<Classified> {
    let sqlx::Error::Database(error) = error else {
        return None;
    };
    #[cfg(feature = "postgres")]
    if let Some(error) = error.try_downcast_ref() {
        return Some(postgres::classify(error));
    }
    #[cfg(feature = "sqlite")]
    if is_of_sqlite(&**error) {
        return Some(sqlite::classify(&**error));
    }
    Some(Kind::Other.refused())
}

/// Whether SQLite says it, through the driver or to us.
#[cfg(feature = "sqlite")]
fn is_of_sqlite(error: &dyn sqlx::error::DatabaseError) -> bool {
    error
        .try_downcast_ref::<sqlx::sqlite::SqliteError>()
        .is_some()
        || error.try_downcast_ref::<super::sqlite::Refusal>().is_some()
}

impl Classified {
    fn into_error(self, cause: sqlx::Error, after: Option<Duration>) -> Error {
        let code = code(&cause);
        let source: Option<Cause> = Some(Box::new(cause));
        match self.kind {
            Kind::Unique(Subject { table, constraint, columns }) => Error::UniqueViolation { table, constraint, columns, source },
            Kind::ForeignKey(Subject { table, constraint, columns }) => Error::ForeignKeyViolation { table, constraint, columns, source },
            Kind::NotNull(Subject { table, constraint, columns }) => Error::NotNullViolation { table, constraint, columns, source },
            Kind::Check(Subject { table, constraint, columns }) => Error::CheckViolation { table, constraint, columns, source },
            Kind::InvalidValue { table, column, reason } => Error::InvalidValue { table, column, reason, source },
            Kind::Serialization => Error::Serialization { source },
            Kind::Deadlock => Error::Deadlock { source },
            Kind::Busy => Error::Busy { source },
            Kind::LockTimeout => Error::LockTimeout { source },
            Kind::Timeout => timed_out(after.unwrap_or_default(), source),
            Kind::Disconnected => Error::Disconnected { sent: true, source },
            Kind::MissingTable(table) => Error::MissingTable { table, source },
            Kind::SchemaChanged(detail) => Error::SchemaChanged { detail, source },
            Kind::ReadOnly => Error::Configuration {
                message: "a read-only transaction or database was asked to write; begin the transaction without `.read_only()`, or open the database for writing".to_owned(),
                source,
            },
            Kind::TooComplex { what, limit } => Error::too_complex(what, limit),
            Kind::Other => Error::Database { code, source },
        }
    }
}

fn timed_out(after: Duration, source: Option<Cause>) -> Error {
    Error::Timeout {
        operation: "the statement".to_owned(),
        after,
        source,
    }
}

fn code(error: &sqlx::Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}

/// Whether the error says that a prepared statement's plan no longer fits the schema, which a fresh plan mends.
pub(crate) fn is_stale_plan(error: &Error) -> bool {
    let Error::SchemaChanged {
        source: Some(source),
        ..
    } = error
    else {
        return false;
    };
    match source.downcast_ref() {
        Some(sqlx::Error::Database(cause)) => {
            stale_plan(cause.code().as_deref().unwrap_or_default(), cause.message())
        }
        _ => false,
    }
}

/// Whether Postgres used a plan after the change of the schema that it was made before.
fn stale_plan(code: &str, message: &str) -> bool {
    match code {
        "0A000" => message.starts_with("cached plan must not change"),
        "XX000" => message.starts_with("cache lookup failed"),
        "26000" => true,
        _ => false,
    }
}

/// What the database itself said, with the values that it names.
pub(crate) fn detail(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    let sqlx::Error::Database(error) = error.downcast_ref()? else {
        return None;
    };
    #[cfg(feature = "postgres")]
    if let Some(error) = error.try_downcast_ref() {
        return Some(postgres::detail(error));
    }
    Some(error.message().to_owned())
}

/// Why a connection could not be opened.
pub(super) fn connecting(error: sqlx::Error, target: &str) -> Error {
    match error {
        sqlx::Error::Configuration(cause) => Error::Configuration {
            message: format!("the connection to {target} is not configured well"),
            source: Some(cause),
        },
        sqlx::Error::PoolClosed => Error::Configuration {
            message: "this `Db` was closed; connect again to use it".to_owned(),
            source: None,
        },
        other => Error::Connect {
            target: target.to_owned(),
            reason: connect_reason(&other),
            source: Some(Box::new(other)),
        },
    }
}

fn connect_reason(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Io(error) => io_reason(error),
        sqlx::Error::Tls(_) => "the encrypted connection could not be agreed on; look at `sslmode` in the URL and at the server's certificate".to_owned(),
        sqlx::Error::Database(error) => {
            #[cfg(feature = "postgres")]
            if let Some(error) = error.try_downcast_ref() {
                return postgres::connect_reason(error);
            }
            #[cfg(feature = "sqlite")]
            if is_of_sqlite(&**error) {
                return sqlite::connect_reason(&**error);
            }
            error.code().map_or_else(String::new, |code| format!("the database refused (code {code})"))
        }
        sqlx::Error::Protocol(_) => "what answers there does not speak the database's protocol; look at the host and the port".to_owned(),
        sqlx::Error::PoolTimedOut => "it was not open within the `acquire_timeout`".to_owned(),
        _ => "the driver could not open it".to_owned(),
    }
}

fn io_reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::ConnectionRefused => {
            "nothing listens on that port; start the server, or look at the host and the port"
                .to_owned()
        }
        ErrorKind::TimedOut => {
            "the host does not answer; look at the host, the port and the firewall".to_owned()
        }
        ErrorKind::NotFound => "there is no such socket or file; look at the path".to_owned(),
        ErrorKind::PermissionDenied => {
            "this user may not open it; look at the permissions".to_owned()
        }
        _ if error.to_string().contains("lookup") => {
            "the host name cannot be resolved; look at its spelling".to_owned()
        }
        kind => format!("{kind}"),
    }
}

//! The one error type.

mod invalid_field;
mod predicates;
mod refusals;
mod text;

use std::error::Error as StdError;
use std::time::Duration;

pub use self::invalid_field::InvalidField;
pub(crate) use self::text::{COMPUTED, RESULT};
use self::text::{clean, invalid_value, violation};
use crate::dialect::Dialect;

/// What every call of this crate gives: the standard library's `Result`, with [`Error`] unless said otherwise.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error beneath: sqlx's, or what else caused it.
pub(crate) type Cause = Box<dyn StdError + Send + Sync + 'static>;

/// Everything that can go wrong, with the same variants on both databases.
///
/// A message names the operation, the table and the constraint, and says what to do; it never holds a value that was
/// bound or stored, nor a password. [`source`](StdError::source) leads to sqlx's error, which may.
///
/// Match the variants that you can do something about, with `..` for fields that may come; the predicates ask across
/// variants:
///
/// | to know | ask |
/// |---|---|
/// | which column's constraint was violated | [`violates`](Error::violates) |
/// | whether the unit may be run again | [`is_retryable`](Error::is_retryable) |
/// | what the database itself said | [`expose_detail`](Error::expose_detail) |
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let answer = match Author::create().name("Jane Austen").save(&db).await {
///     Ok(author) => format!("201 {}", author.id),
///     Err(error) if error.violates(Author::name) => "409 the name is taken".to_owned(),
///     Err(Error::Timeout { after, .. }) => format!("504 after {after:?}"),
///     Err(error) => format!("500 {error}"),
/// };
/// assert_eq!(answer, "409 the name is taken");
/// # Ok(()) }
/// ```
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// One row was asked for and there was none.
    #[error(
        "no row of `{}` matches; ask with `.optional(…)` or `.first(…)` where there may be none",
        clean(table)
    )]
    #[non_exhaustive]
    NotFound {
        /// The table that was asked.
        table: String,
    },
    /// One row was asked for and there were several.
    #[error(
        "more than one row of `{}` matches; narrow the filter, or ask with `.first(…)` or `.all(…)`",
        clean(table)
    )]
    #[non_exhaustive]
    MultipleFound {
        /// The table that was asked.
        table: String,
    },
    /// A value that must be unique is there already.
    #[error(
        "{}",
        violation(
            "a value that must be unique is there already",
            table,
            constraint,
            columns
        )
    )]
    #[non_exhaustive]
    UniqueViolation {
        /// The table, where the database tells.
        table: Option<String>,
        /// The constraint, where the database tells.
        constraint: Option<String>,
        /// The columns that the constraint covers, where the database tells.
        columns: Vec<String>,
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// A foreign key names a row that does not exist, or a row that is still referred to was to be deleted.
    #[error(
        "{}",
        violation(
            "a foreign key would point at no row: insert the row it refers to first, or delete the rows that refer to it",
            table,
            constraint,
            columns
        )
    )]
    #[non_exhaustive]
    ForeignKeyViolation {
        /// The table that holds the foreign key, where the database tells.
        table: Option<String>,
        /// The constraint, where the database tells.
        constraint: Option<String>,
        /// The columns of the foreign key, where the database tells.
        columns: Vec<String>,
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// A column that must hold a value was to be `NULL`.
    #[error(
        "{}",
        violation(
            "a column that must hold a value was left without one",
            table,
            constraint,
            columns
        )
    )]
    #[non_exhaustive]
    NotNullViolation {
        /// The table, where the database tells.
        table: Option<String>,
        /// The constraint, where the database tells.
        constraint: Option<String>,
        /// The column.
        columns: Vec<String>,
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// A check refused the row.
    #[error("{}", violation("a check refused the row", table, constraint, columns))]
    #[non_exhaustive]
    CheckViolation {
        /// The table, where the database tells.
        table: Option<String>,
        /// The constraint, where the database tells.
        constraint: Option<String>,
        /// The columns that the check covers, where that is known.
        columns: Vec<String>,
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// A value that the column cannot hold exactly: refused before anything is sent, or by the database where it computed it.
    #[error("{}", invalid_value(table, column, reason))]
    #[non_exhaustive]
    InvalidValue {
        /// The table, or `result` where a query computed the value.
        table: String,
        /// The column, or `computed value` where the database does not tell.
        column: String,
        /// What is wrong with the value, without the value.
        reason: String,
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// A stored value is none that the field's type has.
    #[error(
        "`{}.{}` does not decode: {}; change the field's type, or mend the row",
        clean(table),
        clean(column),
        clean(reason)
    )]
    #[non_exhaustive]
    Decode {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What was expected and what was found, without the value.
        reason: String,
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// Rules of the application refused one row or several: validators of columns, or what a hook or a transaction's closure
    /// says by [`Error::validation`].
    #[error("{message}")]
    #[non_exhaustive]
    Validation {
        /// What is wrong, in the rules' own words.
        message: String,
        /// Each value that a validator refused.
        fields: Vec<InvalidField>,
    },
    /// One batch holds the same key twice, and which row is meant to stay is not said. Nothing was sent.
    #[error(
        "two rows of the batch for `{}` have the same key; send each row once",
        clean(table)
    )]
    #[non_exhaustive]
    DuplicateInBatch {
        /// The table.
        table: String,
    },
    /// The row was changed by another since it was read, and nothing was written. Raised by
    /// [`save`](crate::model::Model::save) of a model with a `#[column(version)]`.
    #[error(
        "the row of `{}` was changed since it was read; read it again with `.refresh(…)`",
        clean(table)
    )]
    #[non_exhaustive]
    Stale {
        /// The table.
        table: String,
    },
    /// The database could not put concurrent transactions in an order; run the whole transaction again.
    #[error(
        "a concurrent transaction is in the way of a serializable order; run the whole transaction again"
    )]
    #[non_exhaustive]
    Serialization {
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// Two transactions wait for each other, and this one was chosen to give way; run it again.
    #[error(
        "deadlock: two transactions waited for each other, and this one gave way; run the whole transaction again"
    )]
    #[non_exhaustive]
    Deadlock {
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// Another connection holds SQLite's write lock for longer than the busy time-out.
    #[error(
        "the database file is locked by another writer for longer than the busy time-out; run the whole transaction again, and keep transactions short"
    )]
    #[non_exhaustive]
    Busy {
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// A lock was not to be had within the lock time-out, or at once where that was asked.
    #[error("a row or table is locked by another transaction; run the whole transaction again")]
    #[non_exhaustive]
    LockTimeout {
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// A round trip took longer than its deadline. The server may still have done the work.
    #[error(
        "{operation} took longer than {after:?}; the database may still have done it. Set the deadline with `.timeout(…)` on the query or `Db::builder().statement_timeout(…)`"
    )]
    #[non_exhaustive]
    Timeout {
        /// What was under way.
        operation: String,
        /// The deadline.
        after: Duration,
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// No connection of the pool became free in time.
    #[error("no connection became free within {after:?}: {in_use} of at most {size} are in use, {idle} idle. A connection is held by each open transaction, guard and stream: end them, do not use `&db` inside its own transaction, or raise `Db::builder().max_connections(…)`{}", last_error.as_ref().map(|e| format!("; the last attempt to connect failed: {e}")).unwrap_or_default())]
    #[non_exhaustive]
    PoolTimedOut {
        /// How long was waited.
        after: Duration,
        /// The most connections that the pool may hold.
        size: u32,
        /// Open connections that nobody uses.
        idle: u32,
        /// Connections in use.
        in_use: u32,
        /// Why the last attempt to open one failed.
        last_error: Option<String>,
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// The database could not be reached, or refused the login.
    #[error("cannot connect to {}: {}", clean(target), clean(reason))]
    #[non_exhaustive]
    Connect {
        /// The host, port and database, or the file; never the password.
        target: String,
        /// What was refused, and the mend.
        reason: String,
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// A malformed URL, an option out of range, or a handle used where it cannot work.
    #[error("{}", clean(message))]
    #[non_exhaustive]
    Configuration {
        /// What is wrong, and the mend.
        message: String,
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// The server is behind a pooler in transaction mode, which breaks prepared statements.
    #[error("{message}")]
    #[non_exhaustive]
    Pooler {
        /// What was found, and the option to set.
        message: String,
    },
    /// The connection was lost.
    #[error("the connection to the database was lost{}", if *sent { " while it worked, and whether it did the work is unknown; look before you run it again" } else { ", and nothing was stored; run the whole unit again" })]
    #[non_exhaustive]
    Disconnected {
        /// Whether something had been sent that may have been done: not so inside a transaction, before its commit.
        sent: bool,
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// The transaction had failed before, so nothing of it was stored.
    #[error("the transaction had already failed, and nothing of it was stored{}", cause.as_ref().map(|e| format!("; the cause: {e}")).unwrap_or_default())]
    #[non_exhaustive]
    TransactionAborted {
        /// The message of the error that the transaction failed with.
        cause: Option<String>,
    },
    /// The connection was lost during the commit: whether it was stored is unknown.
    #[error(
        "the connection was lost during the commit, and whether the transaction was stored is unknown; look for its rows before you run it again"
    )]
    #[non_exhaustive]
    CommitUnknown {
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// A table is not there.
    #[error("the table {} does not exist; create it with `schema![…].create_all(&db)` or run the migrations", table.as_deref().map_or("of this query".to_owned(), |t| format!("`{}`", clean(t))))]
    #[non_exhaustive]
    MissingTable {
        /// The table, where the database tells.
        table: Option<String>,
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// The schema changed beneath a prepared statement, or a column is not there.
    #[error("the database's schema differs from the models{}; run the migrations, then run the whole transaction again", detail.as_ref().map(|d| format!(" ({})", clean(d))).unwrap_or_default())]
    #[non_exhaustive]
    SchemaChanged {
        /// What is missing or changed, where the database tells.
        detail: Option<String>,
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// What this database cannot do; nothing was sent.
    #[error("{dialect} does not support {what}")]
    #[non_exhaustive]
    Unsupported {
        /// What was asked for, and the mend.
        what: String,
        /// The database.
        dialect: Dialect,
    },
    /// The statement is larger or deeper than a database takes; nothing was run.
    #[error("the query is too complex: {what}, and the limit is {limit}")]
    #[non_exhaustive]
    TooComplex {
        /// What is too large.
        what: String,
        /// The most that is allowed.
        limit: usize,
    },
    /// The result has more rows than `Db::builder().max_rows(…)` allows.
    #[error(
        "the result has more than {limit} rows; add a `.limit(…)` or read it with `.stream(…)`"
    )]
    #[non_exhaustive]
    TooManyRows {
        /// The most that is allowed.
        limit: u64,
    },
    /// A migration failed, or its files are not what they were; the message says which, and the mend.
    #[error("{message}")]
    #[non_exhaustive]
    Migration {
        /// What failed.
        message: String,
        #[doc(hidden)]
        source: Option<Cause>,
    },
    /// Another error of the database.
    #[error("the database refused the statement{}; `expose_detail()` gives its own words", code.as_ref().map(|c| format!(" (code {c})")).unwrap_or_default())]
    #[non_exhaustive]
    Database {
        /// The SQLSTATE on Postgres, the extended result code on SQLite.
        code: Option<String>,
        #[doc(hidden)]
        source: Option<Cause>,
    },
}

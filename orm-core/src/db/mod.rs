//! The only place that names sqlx: pools, transactions, binding, and the database's faults as [`Error`](crate::Error)s.

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("switch on at least one database: the feature `sqlite` or `postgres`");

mod alone;
mod bind;
mod builder;
mod connect;
mod cursor;
mod database;
mod diagnosis;
mod executor;
mod fault;
mod format;
mod lease;
mod link;
mod migrator;
mod pool;
mod reader;
mod row;
mod session;
#[cfg(feature = "sqlite")]
mod sqlite;
mod statement;
mod transaction;
mod unit;
mod words;

pub(crate) use self::bind::{Stored, set_needs_unhex, sqlite_rows, sqlite_set, sqlite_stored};
pub use self::builder::{DbBuilder, PoolerMode};
pub use self::cursor::Cursor;
pub use self::database::Db;
pub use self::executor::{Executor, Handle, Locking};
pub(crate) use self::fault::{detail, is_stale_plan};
pub(crate) use self::format::calendar::write_date_time as date_time_text;
pub(crate) use self::migrator::{Applied, Migrator, Script};
pub use self::row::Row;
pub use self::session::Session;
pub use self::statement::{Bind, ColumnName, Statement};
pub use self::transaction::{Isolation, Transaction, TransactionOptions, Tx};
pub use self::unit::Unit;

#[cfg(all(test, feature = "postgres", feature = "sqlite"))]
mod value_tests;

//! One open connection of either database, and what can be sent over it.
//!
//! A link knows the driver and nothing else: deadlines and what a failure means stand in [`Lease`](super::lease::Lease).

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "postgres")]
mod signature;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::time::Duration;

#[cfg(feature = "postgres")]
pub(super) use self::postgres::PostgresLink;
#[cfg(feature = "sqlite")]
pub(super) use self::sqlite::SqliteLink;
use super::Bind;
use super::reader::{Reader, Unread};
use crate::error::Error;

/// Why a statement did not come to its end.
pub(super) enum Stopped {
    /// The database or the way to it.
    Driver(sqlx::Error),
    /// The reader of the rows, or a value that could not be bound: the connection is sound.
    Ours(Error),
}

impl From<sqlx::Error> for Stopped {
    fn from(error: sqlx::Error) -> Self {
        Stopped::Driver(error)
    }
}

/// One open connection.
pub(super) enum Link {
    #[cfg(feature = "postgres")]
    Postgres(PostgresLink),
    #[cfg(feature = "sqlite")]
    Sqlite(SqliteLink),
}

/// Calls the same method on the link of whichever database it is.
macro_rules! on_either {
    ($link:expr, $name:ident => $call:expr) => {
        match $link {
            #[cfg(feature = "postgres")]
            Link::Postgres($name) => $call,
            #[cfg(feature = "sqlite")]
            Link::Sqlite($name) => $call,
        }
    };
}

impl Link {
    /// Sends one prepared statement; gives how many rows it changed.
    pub(super) async fn run(
        &mut self,
        text: &str,
        binds: &[Bind],
        read: Reader<'_>,
    ) -> Result<u64, Stopped> {
        on_either!(self, link => link.run(text, binds, read).await)
    }

    /// As [`run`](Link::run), for a text that must not be kept prepared.
    pub(super) async fn run_unnamed(
        &mut self,
        text: &str,
        binds: &[Bind],
        read: Reader<'_>,
    ) -> Result<u64, Stopped> {
        on_either!(self, link => link.run_unnamed(text, binds, read).await)
    }

    /// Sends rows of `width` values: behind the text where the database takes them there, else as what it binds. Gives how
    /// many they were.
    pub(super) async fn load(
        &mut self,
        text: &str,
        binds: &[Bind],
        width: usize,
    ) -> Result<u64, Stopped> {
        #[cfg(not(feature = "postgres"))]
        let _ = width;
        match self {
            #[cfg(feature = "postgres")]
            Link::Postgres(link) if width > 0 => link.copy(text, binds, width).await,
            link => link.run(text, binds, &mut Unread).await,
        }
    }

    /// Sends text that binds nothing and may be several statements; gives how many rows they changed.
    pub(super) async fn simple(&mut self, text: &str) -> Result<u64, sqlx::Error> {
        on_either!(self, link => link.simple(text).await)
    }

    /// Whether the other end answers.
    pub(super) async fn ping(&mut self) -> Result<(), sqlx::Error> {
        on_either!(self, link => link.ping().await)
    }

    /// Forgets the prepared statements, whose plans a changed schema has made invalid.
    pub(super) async fn forget_statements(&mut self) -> Result<(), sqlx::Error> {
        on_either!(self, link => link.forget_statements().await)
    }

    /// Sets when the database itself is to stop the next statement, where that is the client's to say.
    pub(super) fn arm(&self, limit: Option<Duration>) {
        on_either!(self, link => link.arm(limit));
    }

    /// Closes the connection now, whatever it is doing; its place in the pool is free at once.
    pub(super) fn close(self) {
        on_either!(self, link => link.close());
    }

    /// Gives the connection back to sqlx's pool.
    pub(super) fn give_back(self) {
        on_either!(self, link => link.give_back());
    }
}

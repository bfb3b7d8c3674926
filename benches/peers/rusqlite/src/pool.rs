//! Connections, one and several. `r2d2_sqlite` does not know the newest `rusqlite` yet; this is what it does.

use std::time::Duration;

use bench::CONNECTIONS;
use r2d2::{ManageConnection, Pool};
use rusqlite::Connection;

/// An SQLite file.
#[derive(Debug)]
pub(crate) struct File {
    path: String,
}

pub(crate) fn open(path: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(100);
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON",
    )?;
    if std::env::args().nth(2).as_deref() == Some("cache") {
        connection.pragma_update(None, "cache_size", -16000)?;
    }
    Ok(connection)
}

pub(crate) fn open_several(path: &str) -> Result<Pool<File>, r2d2::Error> {
    let size = u32::try_from(CONNECTIONS).expect("a few");
    Pool::builder()
        .max_size(size)
        .test_on_check_out(false)
        .build(File {
            path: path.to_owned(),
        })
}

impl ManageConnection for File {
    type Connection = Connection;
    type Error = rusqlite::Error;

    fn connect(&self) -> rusqlite::Result<Connection> {
        open(&self.path)
    }

    fn is_valid(&self, connection: &mut Connection) -> rusqlite::Result<()> {
        connection.execute_batch("")
    }

    fn has_broken(&self, _: &mut Connection) -> bool {
        false
    }
}

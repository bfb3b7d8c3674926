//! The tables, and how what workloads wrote is removed from them.

use crate::data::{MOVIES, UPDATED_USERS, USERS};

/// The tables and indexes on SQLite.
pub const SQLITE_SCHEMA: &str = include_str!("schema/sqlite.sql");
/// The tables and indexes on Postgres.
pub const POSTGRES_SCHEMA: &str = include_str!("schema/postgres.sql");

const NO_NEW_USERS: &str = "DELETE FROM users WHERE id > 10100";
const NO_NEW_MOVIES: &str = "DELETE FROM movie WHERE id > 4000";
const _: () = assert!(USERS + UPDATED_USERS == 10_100 && MOVIES == 4_000);

/// The statements that leave the data as it was made, and the next turn as fast as the last.
pub(crate) fn cleanup(url: &str) -> &'static [&'static str] {
    if url.starts_with("postgres") {
        &[
            NO_NEW_USERS,
            NO_NEW_MOVIES,
            "VACUUM users",
            "VACUUM movie",
            "VACUUM director",
            "VACUUM actor",
        ]
    } else {
        &[
            NO_NEW_USERS,
            NO_NEW_MOVIES,
            "PRAGMA wal_checkpoint(TRUNCATE)",
        ]
    }
}

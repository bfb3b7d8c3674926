//! The database layer on its own: cancellation, connecting, deadlines, errors and transactions, by statements written by
//! hand. It runs on SQLite, and on Postgres where `ORM_TEST_POSTGRES_URL` names a server.

mod canary;
mod cancellation;
mod connect;
mod deadlines;
mod errors;
mod fake_pooler;
mod sqlite;
mod support;
mod transactions;

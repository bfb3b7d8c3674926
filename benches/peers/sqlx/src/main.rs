//! `sqlx`, with queries of one's own and `FromRow`, as its documentation shows; on its pool, or on one connection.

#[macro_use]
mod workloads;
mod connection;
mod postgres;
mod rows;
mod sqlite;

fn main() -> bench::Result<()> {
    match std::env::args().nth(1) {
        Some(url) if url.starts_with("postgres") => bench::run::<postgres::Sqlx>(),
        _ => bench::run::<sqlite::Sqlx>(),
    }
}

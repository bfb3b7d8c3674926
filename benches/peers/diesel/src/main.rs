//! `diesel`, with associations, `belonging_to` and `grouped_by` as its guides show.

#[macro_use]
mod workloads;
mod models;
mod postgres;
mod schema;
mod sqlite;

fn main() -> bench::Result<()> {
    match std::env::args().nth(1) {
        Some(url) if url.starts_with("postgres") => bench::run::<postgres::Diesel>(),
        _ => bench::run::<sqlite::Diesel>(),
    }
}

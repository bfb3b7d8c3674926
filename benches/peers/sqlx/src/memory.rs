//! How much memory `sqlx` takes for 10,000 rows.

#[macro_use]
mod workloads;
mod connection;
mod postgres;
mod rows;
mod sqlite;

#[global_allocator]
static COUNTING: bench::Counting = bench::Counting;

fn main() -> bench::Result<()> {
    match std::env::args().nth(1) {
        Some(url) if url.starts_with("postgres") => bench::measure_memory::<postgres::Sqlx>(),
        _ => bench::measure_memory::<sqlite::Sqlx>(),
    }
}

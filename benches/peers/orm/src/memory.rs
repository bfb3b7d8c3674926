//! How much memory `orm` takes for 10,000 rows.

mod models;
mod peer;

#[global_allocator]
static COUNTING: bench::Counting = bench::Counting;

fn main() -> bench::Result<()> {
    bench::measure_memory::<peer::Orm>()
}

//! `orm`, as its README says: relations loaded with their rows, and shapes for what is read in part.

mod models;
mod peer;

fn main() -> bench::Result<()> {
    bench::run::<peer::Orm>()
}

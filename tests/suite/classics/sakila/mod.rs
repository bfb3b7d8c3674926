//! Sakila: two shops that rent out films.

mod data;
pub mod models;
mod questions;

use super::Sample;

pub fn sample() -> Sample {
    Sample {
        name: "Sakila: two film rentals",
        source: include_str!("questions.rs"),
        questions: questions::all(),
        fill: |db| Box::pin(data::fill(db)),
    }
}

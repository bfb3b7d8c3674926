//! Northwind: a trader in food.

mod data;
pub mod models;
mod questions;

use super::Sample;

pub fn sample() -> Sample {
    Sample {
        name: "Northwind: a trader in food",
        source: include_str!("questions.rs"),
        questions: questions::all(),
        fill: |db| Box::pin(data::fill(db)),
    }
}

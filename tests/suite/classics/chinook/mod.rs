//! Chinook: a shop that sells music by the track.

mod data;
pub mod models;
mod questions;

use super::Sample;

pub fn sample() -> Sample {
    Sample {
        name: "Chinook: a music shop",
        source: include_str!("questions.rs"),
        questions: questions::all(),
        fill: |db| Box::pin(data::fill(db)),
    }
}

//! Schemas that change.

mod catalog;
mod chains;
mod cli;
mod random;
mod runner;
#[cfg(feature = "chrono")]
mod shop;

//! Schemas that change.

mod catalog;
mod chains;
mod cli;
mod disk;
mod files;
mod history;
mod join_tables;
mod kill;
mod live;
mod names;
mod place;
mod process;
mod random;
mod rebuild;
mod rows;
mod runner;
mod safe;
#[cfg(feature = "chrono")]
mod shop;
mod sqlx_runner;
mod taken_names;
mod together;
mod versions;
mod waiting;
mod words;

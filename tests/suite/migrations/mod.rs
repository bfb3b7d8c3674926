//! Schemas that change.

mod catalog;
mod chains;
mod files;
mod history;
mod kill;
mod live;
mod names;
mod place;
mod process;
mod random;
mod rebuild;
mod rows;
mod runner;
mod sqlx_runner;
mod together;
mod versions;
mod words;

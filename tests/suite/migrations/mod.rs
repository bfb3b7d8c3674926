//! Schemas that change.

mod catalog;
mod chains;
mod random;
mod runner;

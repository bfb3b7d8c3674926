//! x
pub mod db;
pub mod dialect;
pub mod error;
pub mod types;

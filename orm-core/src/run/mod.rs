//! Running what was asked: each call that takes `&db` ends here, where the syntax tree becomes a statement and its rows
//! become structs.

mod aggregate;
mod bulk;
mod combined;
pub(crate) mod graph;
pub(crate) mod insert;
mod join_rows;
mod lock;
mod page;
mod prepare;
mod raw;
mod read;
mod relate;
mod related;
mod soft_delete;
mod stream;
mod tables;
mod write;

pub use self::related::Single;
pub(crate) use self::soft_delete::Deletion;
pub(crate) use self::write::{delete, save};

//! Running what was asked: each call that takes `&db` ends here, where the syntax tree becomes a statement and its rows
//! become structs.

mod aggregate;
mod bulk;
mod bulk_load;
mod combined;
mod delete;
mod get_or_create;
pub(crate) mod graph;
pub(crate) mod insert;
mod join_rows;
mod lock;
mod page;
pub(crate) mod prepare;
mod raw;
mod read;
mod recursive;
mod relate;
mod related;
mod returning;
mod scope;
mod soft_delete;
mod stream;
mod tables;
mod update_many;
mod upsert;
mod write;

pub(crate) use self::delete::delete;
pub(crate) use self::get_or_create::{get_or_create, update_or_create};
pub use self::recursive::Reach;
pub use self::related::Single;
pub(crate) use self::soft_delete::Deletion;
pub(crate) use self::update_many::NewValues;
pub(crate) use self::upsert::upsert;
pub(crate) use self::write::save;

//! The relations of models, as types: what an accessor returns, and what a path such as `Author::books` means.

mod arity;
mod join_rows;
mod kinds;
mod many;
mod path;
mod queries;
mod related;
mod then;

pub use self::arity::{Arity, Many, Maybe, One};
pub(crate) use self::join_rows::{link_rows, unlink_rows};
pub use self::kinds::{
    BackToMany, ForeignKey, Generated, JoinRow, ManyToMany, Relation, Reverse, ToMany,
    ToManyJoined, ToOne,
};
pub(crate) use self::path::{Base, aggregate, aggregate_of};
pub use self::path::{Path, RelationPath};
pub use self::queries::Single;
pub use self::related::Related;
pub use self::then::{Chain, Step};

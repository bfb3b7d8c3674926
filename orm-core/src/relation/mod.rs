//! The relations of models, as types: what an accessor returns, and what a path such as `Author::books` means.

mod arity;
mod kinds;
mod path;
mod related;
mod then;

pub use self::arity::{Arity, Many, Maybe, One};
pub use self::kinds::{
    BackToMany, ForeignKey, Generated, JoinRow, ManyToMany, Relation, Reverse, SelfRelation,
    ToMany, ToManyJoined, ToOne,
};
pub use self::path::{Accessor, Path, RelationPath};
pub(crate) use self::path::{Base, aggregate, aggregate_of, exists};
pub use self::related::Related;
pub use self::then::{Chain, Step};

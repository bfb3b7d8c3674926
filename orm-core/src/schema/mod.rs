//! What the code says the database is: constant metadata that `#[derive(Model)]` writes, one [`Table`] a model.

mod column;
mod foreign_key;
mod join_table;
mod many_to_many;
mod names;
mod relation;
mod set;
mod table;

pub use self::column::{Column, Default};
pub use self::foreign_key::{Action, ForeignKey};
pub use self::join_table::JoinTable;
pub use self::many_to_many::ManyToMany;
pub(crate) use self::names::constraint_name;
pub use self::relation::{Join, RelationKind, RelationRef};
pub use self::set::Schema;
pub use self::table::Table;

/// Has the compiler check that a foreign key's field is of the type of the target's key.
#[doc(hidden)]
pub const fn foreign_key_type<T, M>()
where
    T: crate::types::ColumnType,
    T::Base: crate::model::KeyOf<M>,
{
}

//! What the code says the database is: constant metadata that `#[derive(Model)]` writes, one [`Table`] a model.

mod column;
mod foreign_key;
mod index;
mod join_table;
mod many_to_many;
mod names;
mod relation;
mod set;
pub mod snapshot;
mod table;

use crate::create::Links;
use crate::model::{ForeignKeyTo, KeyOf, UniqueColumn};
use crate::types::{ColumnType, PointInTime};

pub use self::column::{Column, Default, Validator};
pub use self::foreign_key::{Action, ForeignKey};
pub use self::join_table::JoinTable;
pub use self::many_to_many::ManyToMany;
pub(crate) use self::names::{constraint_name, fnv1a, shorten};
pub use self::relation::{Join, RelationKind, RelationRef};
pub use self::set::Schema;
pub use self::snapshot::Snapshot;
pub use self::table::Table;

/// Has the compiler check that a foreign key's field is of the type of the target's key.
#[doc(hidden)]
pub const fn foreign_key_type<T, M>()
where
    T: ColumnType,
    T::Base: KeyOf<M>,
{
}

/// The same for a foreign key of several columns, of these types.
#[doc(hidden)]
pub const fn composite_key_type<T, M>()
where
    T: KeyOf<M>,
{
}

/// Has the compiler check that a foreign key's field is of the type of the unique column that it refers to.
#[doc(hidden)]
pub const fn referenced_type<T, M, const COLUMN: usize>()
where
    T: ColumnType,
    T::Base: UniqueColumn<M, COLUMN>,
{
}

/// Has the compiler check that the column which a soft delete sets is of a type for points in time.
#[doc(hidden)]
pub const fn soft_delete_type<T: PointInTime>() {}

/// Has the compiler check that a `through` model has one foreign key to each side.
#[doc(hidden)]
pub const fn through<Through, Near, Far>()
where
    Through: Links<Near, Far>,
{
}

/// Has the compiler check that a column of a `through` model is a foreign key to one side.
#[doc(hidden)]
pub const fn through_field<Through, M, const COLUMN: usize>()
where
    Through: ForeignKeyTo<M, COLUMN>,
{
}

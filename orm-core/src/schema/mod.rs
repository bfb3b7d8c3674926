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
pub(crate) use self::names::{constraint_name, quoted_column_list};
pub use self::relation::{Join, RelationKind, RelationRef};
pub use self::set::Schema;
pub use self::table::Table;

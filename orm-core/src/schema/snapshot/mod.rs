//! A schema as owned data, without regard to a database: what migrations compare, keep in a file, and write SQL from.

mod column;
mod constraint;
mod of_tables;
mod sql_type;
mod table;

use serde::{Deserialize, Serialize};

pub use self::column::{ColumnSnapshot, DefaultSnapshot};
pub use self::constraint::{CheckSnapshot, Condition, ForeignKeySnapshot, KeySnapshot};
pub use self::table::{TableName, TableSnapshot};

use super::Schema;

/// The tables of a schema, in the order in which they can be created: each one after those that it refers to, as far as
/// that is possible.
///
/// It says what every database is asked for, and nothing of Rust: two schemas whose snapshots are equal need no migration.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # fn main() {
/// let snapshot = schema![Author, Biography].snapshot();
/// assert_eq!(snapshot.tables[1].name.to_string(), "biography");
/// assert_eq!(snapshot.tables[1].foreign_keys[0].name, "biography_author_id_fkey");
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// The tables.
    pub tables: Vec<TableSnapshot>,
}

impl Snapshot {
    /// The table of this name.
    #[must_use]
    pub fn table(&self, name: &TableName) -> Option<&TableSnapshot> {
        self.tables.iter().find(|table| table.name == *name)
    }

    /// The tables that refer to this one, itself included, each with the foreign key by which it does.
    pub fn referrers<'s>(
        &'s self,
        name: &'s TableName,
    ) -> impl Iterator<Item = (&'s TableSnapshot, &'s ForeignKeySnapshot)> {
        self.tables.iter().flat_map(move |table| {
            let keys = table.foreign_keys.iter();
            keys.filter(move |key| key.target == *name)
                .map(move |key| (table, key))
        })
    }

    /// Puts each table after those that it refers to, as far as that is possible, and otherwise by name.
    pub(crate) fn sort(&mut self) {
        let mut waiting = std::mem::take(&mut self.tables);
        waiting.sort_by(|a, b| a.name.cmp(&b.name));
        while !waiting.is_empty() {
            let ready = waiting
                .iter()
                .position(|table| refers_to_no_other(table, &waiting))
                // A cycle: some table of it has to be first.
                .unwrap_or(0);
            self.tables.push(waiting.remove(ready));
        }
    }
}

fn refers_to_no_other(table: &TableSnapshot, waiting: &[TableSnapshot]) -> bool {
    table.foreign_keys.iter().all(|key| {
        key.target == table.name || !waiting.iter().any(|other| other.name == key.target)
    })
}

impl Schema {
    /// The schema as owned data, which can be kept in a file and compared.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let tables = self.tables();
        let mut snapshot = Snapshot {
            tables: tables
                .iter()
                .map(|table| TableSnapshot::of(table))
                .collect(),
        };
        of_tables::name_joins(&mut snapshot, &tables);
        snapshot
    }
}

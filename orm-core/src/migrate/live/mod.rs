//! What a database really has, and how it differs from what the schema says.

mod compare;
mod constraint;
mod difference;
mod read;
mod table;

use serde::Serialize;

pub use self::constraint::{LiveCheck, LiveConstraint, LiveForeignKey, LiveIndex, LiveKey};
pub use self::difference::{Difference, Part, Weight};
pub(crate) use self::read::ask;
pub use self::read::read;
pub use self::table::{Generation, LiveColumn, LiveTable};

use crate::dialect::Dialect;
use crate::schema::snapshot::TableName;

/// The tables that a database has, as it describes them itself: what [`read`] gives.
///
/// Types, defaults and conditions are in the database's own words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LiveSchema {
    /// Which database it is.
    pub dialect: Dialect,
    /// The tables, by their names.
    pub tables: Vec<LiveTable>,
}

impl LiveSchema {
    /// The table of this name.
    #[must_use]
    pub fn table(&self, name: &TableName) -> Option<&LiveTable> {
        self.tables.iter().find(|table| table.name == *name)
    }
}

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
use crate::types::SqlType;

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
    /// What a column is read and written as, and the most characters of its text; `None` for a type that no field has.
    ///
    /// Where the database does not hold numbers to their width, and no check does, they are of the widest type.
    #[must_use]
    pub fn column_type(
        &self,
        table: &LiveTable,
        column: &LiveColumn,
    ) -> Option<(SqlType, Option<u32>)> {
        let grammar = self.dialect.grammar();
        let name = column.base.as_ref().unwrap_or(&column.ty);
        let (ty, length) = grammar.column_type(name)?;
        let wide = match ty {
            SqlType::Int16 | SqlType::Int32 => SqlType::Int64,
            SqlType::Float32 => SqlType::Float64,
            ty => ty,
        };
        let guards = |check: &LiveCheck| grammar.guards(&column.name, name, &check.condition);
        let is_held =
            !grammar.reads_alike(name, &grammar.cast_name(wide)) || table.checks.iter().any(guards);
        Some((if is_held { ty } else { wide }, length))
    }

    /// Whether a check only repeats that the values of a column are of its type: the tables that this crate makes have such
    /// where the database does not see to it.
    #[must_use]
    pub fn is_guard(&self, table: &LiveTable, check: &LiveCheck) -> bool {
        table.guarded(self.dialect, check).is_some()
    }
}

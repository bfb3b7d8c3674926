use std::fmt;

use serde::{Deserialize, Serialize};

use super::{CheckSnapshot, ColumnSnapshot, ForeignKeySnapshot, KeySnapshot};

/// A table's name, and the database schema that it stands in, if it is not the usual one: `"book"`, `"sales.invoice"`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub struct TableName {
    /// The database schema.
    pub schema: Option<String>,
    /// The name within it.
    pub name: String,
}

impl TableName {
    /// A name in the usual schema.
    pub fn new(name: impl Into<String>) -> Self {
        TableName {
            schema: None,
            name: name.into(),
        }
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl From<TableName> for String {
    fn from(name: TableName) -> String {
        name.to_string()
    }
}

impl From<String> for TableName {
    fn from(name: String) -> Self {
        match name.split_once('.') {
            Some((schema, name)) => TableName {
                schema: Some(schema.to_owned()),
                name: name.to_owned(),
            },
            None => TableName { schema: None, name },
        }
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableSnapshot {
    /// Its name.
    pub name: TableName,
    /// The name that it had before; a hint for the next migration, and no part of the schema.
    #[serde(skip)]
    pub renamed_from: Option<TableName>,
    /// The many-to-many relation that it joins, as its table and accessor: `student.courses`. A join table that a model takes
    /// over is known again by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joins: Option<String>,
    /// The name that the relation had before, in the same form; a hint for the next migration, and no part of the schema.
    #[serde(skip)]
    pub formerly_joins: Option<String>,
    /// The columns, in the order of the struct's fields.
    pub columns: Vec<ColumnSnapshot>,
    /// The primary key.
    pub primary_key: KeySnapshot,
    /// The sets of columns that are unique together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<KeySnapshot>,
    /// The sets of columns with an index.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<KeySnapshot>,
    /// The foreign keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKeySnapshot>,
    /// The conditions on each row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckSnapshot>,
}

impl TableSnapshot {
    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&ColumnSnapshot> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether a foreign key holds this column.
    pub(crate) fn is_foreign_key(&self, column: &str) -> bool {
        let mut keys = self.foreign_keys.iter();
        keys.any(|key| key.columns.iter().any(|name| name == column))
    }
}

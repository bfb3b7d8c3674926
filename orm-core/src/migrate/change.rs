use std::fmt;

use serde::{Deserialize, Serialize};

use crate::schema::snapshot::{
    CheckSnapshot, ColumnSnapshot, Condition, ForeignKeySnapshot, KeySnapshot, TableName,
    TableSnapshot,
};

/// One step from a schema to the next, without regard to a database.
///
/// A table is named as it is called afterwards, but for one that is dropped or renamed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Change {
    /// A table that was not there, with all that belongs to it.
    CreateTable(TableSnapshot),
    /// A table that is gone, and its rows with it.
    DropTable(TableName),
    /// A table's new name.
    RenameTable {
        /// What it was called.
        from: TableName,
        /// What it is called.
        to: TableName,
        /// The many-to-many relation that it joins from now on, where that has another name: `student.lectures`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        joins: Option<String>,
    },
    /// A column that was not there.
    AddColumn {
        /// The table.
        table: TableName,
        /// The column.
        column: ColumnSnapshot,
    },
    /// A column that is gone, and its values with it.
    DropColumn {
        /// The table.
        table: TableName,
        /// The column.
        column: ColumnSnapshot,
    },
    /// A column's new name.
    RenameColumn {
        /// The table.
        table: TableName,
        /// What it was called.
        from: String,
        /// What it is called.
        to: String,
    },
    /// A column's new type, default or nullability.
    AlterColumn {
        /// The table.
        table: TableName,
        /// What it was, under its new name.
        from: ColumnSnapshot,
        /// What it is.
        to: ColumnSnapshot,
    },
    /// A key, an index or a check that was not there.
    AddConstraint {
        /// The table.
        table: TableName,
        /// The constraint.
        constraint: Constraint,
    },
    /// A key, an index or a check that is gone.
    DropConstraint {
        /// The table.
        table: TableName,
        /// The constraint, its columns under their new names.
        constraint: Constraint,
    },
    /// The new name of a key, an index or a check.
    RenameConstraint {
        /// The table.
        table: TableName,
        /// What it was called.
        from: String,
        /// The constraint under its new name.
        constraint: Constraint,
    },
}

/// A key, an index or a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Constraint {
    /// A primary key.
    PrimaryKey(KeySnapshot),
    /// Columns that are unique together.
    Unique(KeySnapshot),
    /// An index.
    Index(KeySnapshot),
    /// A foreign key.
    ForeignKey(ForeignKeySnapshot),
    /// A condition on each row.
    Check(CheckSnapshot),
}

impl Constraint {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Constraint::PrimaryKey(key) | Constraint::Unique(key) | Constraint::Index(key) => {
                &key.name
            }
            Constraint::ForeignKey(key) => &key.name,
            Constraint::Check(check) => &check.name,
        }
    }

    pub(crate) fn name_mut(&mut self) -> &mut String {
        match self {
            Constraint::PrimaryKey(key) | Constraint::Unique(key) | Constraint::Index(key) => {
                &mut key.name
            }
            Constraint::ForeignKey(key) => &mut key.name,
            Constraint::Check(check) => &mut check.name,
        }
    }

    /// The same under another name.
    pub(crate) fn named(&self, name: &str) -> Constraint {
        let mut renamed = self.clone();
        name.clone_into(renamed.name_mut());
        renamed
    }

    /// Whether it is an index to the database, and nothing more.
    pub(crate) fn is_index(&self) -> bool {
        match self {
            Constraint::Index(_) => true,
            Constraint::Unique(key) => key.unless.is_some(),
            _ => false,
        }
    }

    /// The table's columns that it is on; none for a check in SQL, which is not read.
    pub(crate) fn columns(&self) -> &[String] {
        match self {
            Constraint::PrimaryKey(key) | Constraint::Unique(key) | Constraint::Index(key) => {
                &key.columns
            }
            Constraint::ForeignKey(key) => &key.columns,
            Constraint::Check(check) => match &check.condition {
                Condition::Variants { column, .. } => std::slice::from_ref(column),
                Condition::Sql(_) => &[],
            },
        }
    }
}

impl TableSnapshot {
    /// Its keys, indexes and checks.
    pub(crate) fn constraints(&self) -> Vec<Constraint> {
        let unique = self.unique.iter().cloned().map(Constraint::Unique);
        let indexes = self.indexes.iter().cloned().map(Constraint::Index);
        let foreign_keys = self.foreign_keys.iter().cloned();
        let checks = self.checks.iter().cloned().map(Constraint::Check);
        std::iter::once(Constraint::PrimaryKey(self.primary_key.clone()))
            .chain(unique)
            .chain(checks)
            .chain(indexes)
            .chain(foreign_keys.map(Constraint::ForeignKey))
            .collect()
    }
}

impl Change {
    /// The table whose rows or values it drops.
    #[must_use]
    pub fn loses(&self) -> Option<&TableName> {
        match self {
            Change::DropTable(table) => Some(table),
            // What is computed can be computed again.
            Change::DropColumn { table, column } => column.computed.is_none().then_some(table),
            _ => None,
        }
    }

    /// The table that it is about, by its present name.
    #[must_use]
    pub fn table(&self) -> &TableName {
        match self {
            Change::CreateTable(table) => &table.name,
            Change::RenameTable { to: table, .. }
            | Change::DropTable(table)
            | Change::AddColumn { table, .. }
            | Change::DropColumn { table, .. }
            | Change::RenameColumn { table, .. }
            | Change::AlterColumn { table, .. }
            | Change::AddConstraint { table, .. }
            | Change::DropConstraint { table, .. }
            | Change::RenameConstraint { table, .. } => table,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::CreateTable(table) => write!(f, "+ table {}", table.name),
            Change::DropTable(table) => write!(f, "- table {table}"),
            Change::RenameTable { from, to, .. } => write!(f, "~ table {from} → {to}"),
            Change::AddColumn { table, column } => {
                write!(f, "+ column {table}.{}: {column}", column.name)
            }
            Change::DropColumn { table, column } => write!(f, "- column {table}.{}", column.name),
            Change::RenameColumn { table, from, to } => {
                write!(f, "~ column {table}.{from} → {to}")
            }
            Change::AlterColumn { table, from, to } => {
                write!(f, "~ column {table}.{}: {from} → {to}", to.name)
            }
            Change::AddConstraint { table, constraint } => write!(f, "+ {table}: {constraint}"),
            Change::DropConstraint { table, constraint } => write!(f, "- {table}: {constraint}"),
            Change::RenameConstraint {
                table,
                from,
                constraint,
            } => write!(f, "~ {table}: {constraint}, formerly {from}"),
        }
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.columns().join(", ");
        match self {
            Constraint::PrimaryKey(_) => write!(f, "primary key ({columns})"),
            Constraint::Unique(key) => match &key.unless {
                Some(unless) => write!(f, "unique ({columns}) where {unless} is null"),
                None => write!(f, "unique ({columns})"),
            },
            Constraint::Index(_) => write!(f, "index ({columns})"),
            Constraint::ForeignKey(key) => {
                let references = key.references.join(", ");
                write!(
                    f,
                    "foreign key ({columns}) to {} ({references}) on delete {}",
                    key.target,
                    key.on_delete.sql().to_lowercase()
                )
            }
            Constraint::Check(check) => match &check.condition {
                Condition::Sql(sql) => write!(f, "check {sql}"),
                Condition::Variants { column, values } => {
                    write!(f, "check {column} is one of {}", values.join(", "))
                }
            },
        }
    }
}

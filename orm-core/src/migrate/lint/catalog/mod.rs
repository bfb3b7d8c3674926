//! What stands in the database when a statement runs, as far as the statements before it tell.

mod change;

use std::collections::BTreeMap;

use super::step::{Kind, NewConstraint, Type, Volatility};
use crate::schema::snapshot::TableName;

/// Tables and what belongs to them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Catalog {
    tables: BTreeMap<TableName, Table>,
    indexes: BTreeMap<TableName, Index>,
    domains: BTreeMap<String, bool>,
    functions: BTreeMap<String, Volatility>,
    views: BTreeMap<TableName, View>,
    /// Values that were added to enums since the migration began, and enums that are as new.
    pub(super) enum_values: Vec<String>,
    new_enums: Vec<TableName>,
}

/// A table that is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) constraints: Vec<Constraint>,
    /// Whether nobody can have used it yet: it came in the same migration.
    pub(super) is_new: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) not_null: bool,
    /// Whether it was there before this migration.
    pub(super) was_there: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Constraint {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) is_valid: bool,
    /// Whether it was added, not yet checked, by this migration.
    pub(super) is_new: bool,
}

/// What a view is made from.
#[derive(Debug, Clone, PartialEq)]
struct View {
    reads: Vec<TableName>,
    names: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Index {
    pub(super) table: TableName,
    pub(super) columns: Vec<String>,
    pub(super) unique: bool,
}

impl Table {
    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    pub(super) fn constraint(&self, name: &str) -> Option<&Constraint> {
        self.constraints.iter().find(|held| held.name == name)
    }

    /// Whether a column is known to hold no `NULL`, so that nobody has to look.
    pub(super) fn has_no_null(&self, column: &str) -> bool {
        let is_declared = self.column(column).is_some_and(|column| column.not_null);
        let mut constraints = self.constraints.iter().filter(|held| held.is_valid);
        is_declared
            || constraints.any(|held| match &held.kind {
                Kind::Check(condition) => condition.not_null.as_deref() == Some(column),
                Kind::NotNull(checked) => checked == column,
                _ => false,
            })
    }

    /// The tables that its foreign keys refer to, those over one column if one is named.
    pub(super) fn targets<'t>(
        &'t self,
        column: Option<&'t str>,
    ) -> impl Iterator<Item = &'t TableName> {
        self.constraints
            .iter()
            .filter_map(move |held| match &held.kind {
                Kind::ForeignKey {
                    columns, target, ..
                } => {
                    let is_over = column.is_none_or(|name| columns.iter().any(|own| own == name));
                    is_over.then_some(target)
                }
                _ => None,
            })
    }

    fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.columns.iter_mut().find(|column| column.name == name)
    }
}

impl Catalog {
    pub(super) fn table(&self, name: &TableName) -> Option<&Table> {
        self.tables.get(name)
    }

    /// Whether a table came in this migration.
    pub(super) fn is_new(&self, name: &TableName) -> bool {
        self.table(name).is_some_and(|table| table.is_new)
    }

    pub(super) fn index(&self, name: &TableName) -> Option<&Index> {
        self.indexes.get(name)
    }

    /// Whether an index holds a column.
    pub(super) fn is_indexed(&self, table: &TableName, column: &str) -> bool {
        let mut indexes = self.indexes.values();
        indexes.any(|index| index.table == *table && index.columns.iter().any(|own| own == column))
    }

    /// Whether an index begins with these columns.
    pub(super) fn has_index_on(&self, table: &TableName, columns: &[String]) -> bool {
        let mut indexes = self.indexes.values();
        indexes.any(|index| index.table == *table && index.columns.starts_with(columns))
    }

    /// The tables whose foreign keys refer to a table, to one of its columns if one is named.
    pub(super) fn referrers(&self, table: &TableName, column: Option<&str>) -> Vec<&TableName> {
        let refers = |held: &Constraint| match &held.kind {
            Kind::ForeignKey {
                target, references, ..
            } => {
                let is_over = column.is_none_or(|name| references.iter().any(|own| own == name));
                target == table && is_over
            }
            _ => false,
        };
        let tables = self.tables.iter();
        let tables = tables.filter(|(_, other)| other.constraints.iter().any(refers));
        tables.map(|(name, _)| name).collect()
    }

    /// The views that read a table, as far as they are known; those that name one of its columns, if one is named.
    pub(super) fn views_of(&self, table: &TableName, column: Option<&str>) -> Vec<&TableName> {
        let names = |view: &View| {
            column.is_none_or(|column| view.names.iter().any(|name| name == column || name == "*"))
        };
        let views = self.views.iter();
        let views = views.filter(|(_, view)| view.reads.contains(table) && names(view));
        views.map(|(name, _)| name).collect()
    }

    pub(super) fn is_constrained_domain(&self, ty: &Type) -> bool {
        self.domains.get(&ty.name).copied().unwrap_or_default()
    }

    pub(super) fn is_new_enum(&self, name: &TableName) -> bool {
        self.new_enums.contains(name)
    }

    pub(super) fn function(&self, name: &str) -> Option<Volatility> {
        self.functions.get(name).copied()
    }

    /// From now on everything that is there has been there before.
    pub(super) fn settle(&mut self) {
        self.enum_values.clear();
        self.new_enums.clear();
        for table in self.tables.values_mut() {
            table.is_new = false;
            for column in &mut table.columns {
                column.was_there = true;
            }
            for held in &mut table.constraints {
                held.is_new = false;
            }
        }
    }
}

/// A name in the schema of a table.
pub(super) fn beside(table: &TableName, name: &str) -> TableName {
    TableName {
        schema: table.schema.clone(),
        name: name.to_owned(),
    }
}

impl NewConstraint {
    /// Its name, which Postgres makes where none is given.
    pub(super) fn name_in(&self, table: &TableName) -> String {
        let table = &table.name;
        if let Some(name) = &self.name {
            return name.clone();
        }
        match &self.kind {
            Kind::Check(_) => format!("{table}_check"),
            Kind::NotNull(column) => format!("{table}_{column}_not_null"),
            Kind::Unique(columns) => format!("{table}_{}_key", columns.join("_")),
            Kind::PrimaryKey(_) => format!("{table}_pkey"),
            Kind::ForeignKey { columns, .. } => format!("{table}_{}_fkey", columns.join("_")),
            Kind::UniqueUsing(index) | Kind::PrimaryKeyUsing(index) => index.clone(),
            Kind::Exclude => format!("{table}_excl"),
        }
    }
}

//! What stands in the database when a statement runs, as far as the statements before it tell.

use std::collections::BTreeMap;

use super::step::{
    Action, Kind, NewColumn, NewConstraint, NewIndex, NewTable, Step, Type, Volatility,
};
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

    /// Does what a statement does.
    pub(super) fn apply(&mut self, step: &Step) {
        match step {
            Step::CreateTable(table) => self.create_table(table),
            Step::DropTable { table, .. } => {
                self.tables.remove(table);
                self.indexes.retain(|_, index| index.table != *table);
            }
            Step::Alter { table, action } => self.alter(table, action),
            Step::CreateIndex(index) => self.create_index(index),
            Step::DropIndex { index, .. } => {
                self.indexes.remove(index);
            }
            Step::RenameIndex { index, to } => self.rename_index(index, to),
            Step::CreateEnum(name) => self.new_enums.push(name.clone()),
            Step::AddEnumValue { ty, value } => {
                if !self.is_new_enum(ty) {
                    self.enum_values.push(value.clone());
                }
            }
            Step::CreateDomain { name, constrained } => {
                self.domains.insert(name.to_string(), *constrained);
            }
            Step::CreateFunction { name, volatility } => {
                self.functions.insert(name.name.clone(), *volatility);
            }
            Step::CreateView { name, reads, names } => {
                let view = View {
                    reads: reads.clone(),
                    names: names.clone(),
                };
                self.views.insert(name.clone(), view);
            }
            Step::DropView(name) => {
                self.views.remove(name);
            }
            _ => {}
        }
    }

    fn create_table(&mut self, new: &NewTable) {
        let table = Table {
            is_new: true,
            ..Table::default()
        };
        self.tables.entry(new.name.clone()).or_insert(table);
        for column in &new.columns {
            self.add_column(&new.name, column);
        }
        for constraint in &new.constraints {
            self.add_constraint(&new.name, constraint);
        }
    }

    fn add_column(&mut self, table: &TableName, column: &NewColumn) {
        self.tables
            .entry(table.clone())
            .or_default()
            .columns
            .push(Column {
                name: column.name.clone(),
                ty: column.ty.clone(),
                not_null: column.not_null,
                was_there: false,
            });
        for constraint in &column.constraints {
            self.add_constraint(table, constraint);
        }
    }

    fn alter(&mut self, table: &TableName, action: &Action) {
        match action {
            Action::AddColumn(column) => self.add_column(table, column),
            Action::AddConstraint(constraint) => self.add_constraint(table, constraint),
            Action::DropConstraint(name) => {
                self.indexes.remove(&beside(table, name));
                self.change(table, |known| {
                    known.constraints.retain(|held| held.name != *name)
                });
            }
            Action::DropColumn(name) => self.drop_column(table, name),
            Action::RenameTable(to) => self.rename_table(table, beside(table, to)),
            Action::SetSchema(to) => {
                let to = TableName {
                    schema: Some(to.clone()).filter(|schema| schema != "public"),
                    name: table.name.clone(),
                };
                self.rename_table(table, to);
            }
            Action::RenameColumn { from, to } => self.rename_column(table, from, to),
            Action::RenameConstraint { from, to } => {
                self.rename_index(&beside(table, from), to);
                self.change(table, |known| {
                    let mut held = known.constraints.iter_mut();
                    if let Some(held) = held.find(|held| held.name == *from) {
                        held.name.clone_from(to);
                    }
                });
            }
            Action::ValidateConstraint(name) => self.change(table, |known| {
                let mut held = known.constraints.iter_mut();
                if let Some(held) = held.find(|held| held.name == *name) {
                    held.is_valid = true;
                }
            }),
            _ => self.alter_column(table, action),
        }
    }

    fn alter_column(&mut self, table: &TableName, action: &Action) {
        let (name, change): (&str, Box<dyn FnOnce(&mut Column) + '_>) = match action {
            Action::AlterType { column, ty, .. } => {
                (column, Box::new(|column| column.ty.clone_from(ty)))
            }
            Action::SetNotNull(column) => (column, Box::new(|column| column.not_null = true)),
            Action::DropNotNull(column) => (column, Box::new(|column| column.not_null = false)),
            _ => return,
        };
        self.change(table, |known| {
            if let Some(column) = known.column_mut(name) {
                change(column);
            }
        });
    }

    /// Changes a table, if it is known.
    fn change(&mut self, table: &TableName, change: impl FnOnce(&mut Table)) {
        if let Some(known) = self.tables.get_mut(table) {
            change(known);
        }
    }

    fn add_constraint(&mut self, table: &TableName, constraint: &NewConstraint) {
        let kind = self.resolved(table, &constraint.kind);
        let name = constraint.name_in(table);
        if let Kind::UniqueUsing(index) | Kind::PrimaryKeyUsing(index) = &constraint.kind {
            self.rename_index(&beside(table, index), &name);
        }
        if let Kind::Unique(columns) | Kind::PrimaryKey(columns) = &kind {
            let index = Index {
                table: table.clone(),
                columns: columns.clone(),
                unique: true,
            };
            self.indexes.insert(beside(table, &name), index);
        }
        let known = self.tables.entry(table.clone()).or_default();
        if let Kind::PrimaryKey(columns) = &kind {
            let columns = known
                .columns
                .iter_mut()
                .filter(|own| columns.contains(&own.name));
            columns.for_each(|column| column.not_null = true);
        }
        known.constraints.push(Constraint {
            name,
            kind,
            is_valid: !constraint.not_valid,
            is_new: true,
        });
    }

    /// A constraint by its columns, and not by the index that it uses.
    fn resolved(&self, table: &TableName, kind: &Kind) -> Kind {
        let columns = |index: &str| {
            let index = self.index(&beside(table, index));
            index.map(|index| index.columns.clone()).unwrap_or_default()
        };
        match kind {
            Kind::UniqueUsing(index) => Kind::Unique(columns(index)),
            Kind::PrimaryKeyUsing(index) => Kind::PrimaryKey(columns(index)),
            kind => kind.clone(),
        }
    }

    fn create_index(&mut self, new: &NewIndex) {
        let name = new.name.clone();
        let name =
            name.unwrap_or_else(|| format!("{}_{}_idx", new.table.name, new.columns.join("_")));
        let index = Index {
            table: new.table.clone(),
            columns: new.columns.clone(),
            unique: new.unique,
        };
        self.indexes.insert(beside(&new.table, &name), index);
    }

    fn rename_index(&mut self, from: &TableName, to: &str) {
        if let Some(index) = self.indexes.remove(from) {
            self.indexes.insert(beside(from, to), index);
        }
    }

    fn drop_column(&mut self, table: &TableName, name: &str) {
        self.indexes.retain(|_, index| {
            index.table != *table || !index.columns.iter().any(|column| column == name)
        });
        self.change(table, |known| {
            known.columns.retain(|column| column.name != name);
            known.constraints.retain(|held| match &held.kind {
                Kind::Unique(columns)
                | Kind::PrimaryKey(columns)
                | Kind::ForeignKey { columns, .. } => !columns.iter().any(|column| column == name),
                _ => true,
            });
        });
    }

    fn rename_table(&mut self, from: &TableName, to: TableName) {
        let Some(table) = self.tables.remove(from) else {
            return;
        };
        for index in self
            .indexes
            .values_mut()
            .filter(|index| index.table == *from)
        {
            index.table.clone_from(&to);
        }
        self.tables.insert(to.clone(), table);
        for held in self
            .tables
            .values_mut()
            .flat_map(|table| &mut table.constraints)
        {
            if let Kind::ForeignKey { target, .. } = &mut held.kind
                && target == from
            {
                target.clone_from(&to);
            }
        }
    }

    fn rename_column(&mut self, table: &TableName, from: &str, to: &str) {
        let rename = |name: &mut String| {
            if name == from {
                to.clone_into(name);
            }
        };
        for index in self
            .indexes
            .values_mut()
            .filter(|index| index.table == *table)
        {
            index.columns.iter_mut().for_each(rename);
        }
        self.change(table, |known| {
            known
                .columns
                .iter_mut()
                .for_each(|column| rename(&mut column.name));
            for held in &mut known.constraints {
                match &mut held.kind {
                    Kind::Unique(columns)
                    | Kind::PrimaryKey(columns)
                    | Kind::ForeignKey { columns, .. } => {
                        columns.iter_mut().for_each(rename);
                    }
                    Kind::Check(condition) => condition.not_null.iter_mut().for_each(rename),
                    Kind::NotNull(column) => rename(column),
                    _ => {}
                }
            }
        });
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

//! What statements leave behind.

use super::{Catalog, Column, Constraint, Index, Table, View, beside};
use crate::migrate::lint::step::{
    Action, Kind, NewColumn, NewConstraint, NewIndex, NewTable, Step,
};
use crate::schema::snapshot::TableName;

impl Catalog {
    /// Does what a statement does.
    pub(in crate::migrate::lint) fn apply(&mut self, step: &Step) {
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
            Step::AddEnumValue { ty, value } if !self.is_new_enum(ty) => {
                self.enum_values.push(value.clone());
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
        let (Action::AlterType { column, .. }
        | Action::SetNotNull(column)
        | Action::DropNotNull(column)) = action
        else {
            return;
        };
        self.change(table, |known| {
            let Some(column) = known.column_mut(column) else {
                return;
            };
            match action {
                Action::AlterType { ty, .. } => column.ty.clone_from(ty),
                _ => column.not_null = matches!(action, Action::SetNotNull(_)),
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

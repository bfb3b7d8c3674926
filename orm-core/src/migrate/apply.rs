//! A change made to a snapshot: what files of changes are replayed with, and how a diff keeps track of where it is.

use super::{Change, Constraint};
use crate::schema::Snapshot;
use crate::schema::snapshot::{Condition, KeySnapshot, TableName, TableSnapshot};

impl Snapshot {
    /// Makes a change.
    ///
    /// # Errors
    ///
    /// In words, where the schema is not one that the change was made for.
    pub fn apply(&mut self, change: &Change) -> Result<(), String> {
        match change {
            Change::CreateTable(table) => {
                self.refuse_table(&table.name)?;
                self.tables.push(table.clone());
            }
            Change::DropTable(name) => {
                self.demand_table(name)?;
                if let Some((other, _)) =
                    self.referrers(name).find(|(other, _)| other.name != *name)
                {
                    return Err(format!("`{}` refers to the table `{name}`", other.name));
                }
                self.tables.retain(|table| table.name != *name);
            }
            Change::RenameTable { from, to, joins } => {
                self.refuse_table(to)?;
                let table = self.demand_table(from)?;
                table.name = to.clone();
                if joins.is_some() {
                    table.joins.clone_from(joins);
                }
                self.for_each_foreign_key_to(from, |key| key.target = to.clone());
                self.rename_joined(from, to);
            }
            Change::AddColumn { table, column } => {
                let table = self.demand_table(table)?;
                refuse_column(table, &column.name)?;
                table.columns.push(column.clone());
            }
            Change::DropColumn { table, column } => {
                self.refuse_constraint_on(table, &column.name)?;
                let table = self.demand_table(table)?;
                let position = position(table, &column.name)?;
                table.columns.remove(position);
            }
            Change::RenameColumn { table, from, to } => self.rename_column(table, from, to)?,
            Change::AlterColumn { table, to, .. } => {
                let table = self.demand_table(table)?;
                let position = position(table, &to.name)?;
                table.columns[position] = to.clone();
            }
            Change::AddConstraint { table, constraint } => {
                self.demand_reference(constraint)?;
                self.demand_table(table)?.add_constraint(constraint)?;
            }
            Change::DropConstraint { table, constraint } => {
                self.demand_table(table)?.drop_constraint(constraint)?;
            }
            Change::RenameConstraint {
                table,
                from,
                constraint,
            } => {
                let table = self.demand_table(table)?;
                table.drop_constraint(&constraint.named(from))?;
                table.add_constraint(constraint)?;
            }
        }
        Ok(())
    }

    fn demand_table(&mut self, name: &TableName) -> Result<&mut TableSnapshot, String> {
        let mut tables = self.tables.iter_mut();
        tables
            .find(|table| table.name == *name)
            .ok_or_else(|| format!("there is no table `{name}`"))
    }

    fn refuse_table(&self, name: &TableName) -> Result<(), String> {
        match self.table(name) {
            None => Ok(()),
            Some(_) => Err(format!("there is a table `{name}` already")),
        }
    }

    fn demand_reference(&self, constraint: &Constraint) -> Result<(), String> {
        let Constraint::ForeignKey(key) = constraint else {
            return Ok(());
        };
        let target = self
            .table(&key.target)
            .ok_or_else(|| format!("there is no table `{}` to refer to", key.target))?;
        let missing = key
            .references
            .iter()
            .find(|name| target.column(name).is_none());
        match missing {
            None => Ok(()),
            Some(name) => Err(format!(
                "there is no column `{}.{name}` to refer to",
                key.target
            )),
        }
    }

    fn refuse_constraint_on(&self, table: &TableName, column: &String) -> Result<(), String> {
        let own = self
            .table(table)
            .into_iter()
            .flat_map(TableSnapshot::constraints);
        let mut own = own.filter(|constraint| constraint.columns().contains(column));
        let mut others = self
            .referrers(table)
            .filter(|(_, key)| key.references.contains(column));
        let found = own.next().map(|constraint| constraint.to_string());
        let found = found.or_else(|| {
            others
                .next()
                .map(|(other, _)| format!("a foreign key of `{}`", other.name))
        });
        match found {
            None => Ok(()),
            Some(what) => Err(format!("{what} holds the column `{table}.{column}`")),
        }
    }

    fn rename_column(&mut self, table: &TableName, from: &str, to: &str) -> Result<(), String> {
        let holder = self.demand_table(table)?;
        refuse_column(holder, to)?;
        let at = position(holder, from)?;
        to.clone_into(&mut holder.columns[at].name);
        let rename = |name: &mut String| {
            if name == from {
                to.clone_into(name);
            }
        };
        let keys = holder.unique.iter_mut().chain(&mut holder.indexes);
        for KeySnapshot {
            name: _,
            columns,
            unless,
        } in keys.chain([&mut holder.primary_key])
        {
            columns.iter_mut().chain(unless).for_each(rename);
        }
        for key in &mut holder.foreign_keys {
            key.columns.iter_mut().for_each(rename);
        }
        for check in &mut holder.checks {
            if let Condition::Variants { column, .. } = &mut check.condition {
                rename(column);
            }
        }
        self.for_each_foreign_key_to(table, |key| key.references.iter_mut().for_each(rename));
        Ok(())
    }

    /// A join table names the relation that it joins by the table that declares it.
    pub(super) fn rename_joined(&mut self, from: &TableName, to: &TableName) {
        let from = format!("{from}.");
        for joins in self.tables.iter_mut().filter_map(|t| t.joins.as_mut()) {
            if let Some(relation) = joins.strip_prefix(&from) {
                *joins = format!("{to}.{relation}");
            }
        }
    }

    fn for_each_foreign_key_to(
        &mut self,
        table: &TableName,
        mut change: impl FnMut(&mut crate::schema::snapshot::ForeignKeySnapshot),
    ) {
        let keys = self
            .tables
            .iter_mut()
            .flat_map(|table| &mut table.foreign_keys);
        keys.filter(|key| key.target == *table)
            .for_each(&mut change);
    }
}

impl TableSnapshot {
    fn add_constraint(&mut self, constraint: &Constraint) -> Result<(), String> {
        let known = |name: &String| self.column(name).is_some();
        if let Some(missing) = constraint.columns().iter().find(|name| !known(name)) {
            return Err(format!("there is no column `{}.{missing}`", self.name));
        }
        let is_key = matches!(constraint, Constraint::PrimaryKey(_));
        let mut others = self.constraints().into_iter();
        if !is_key && others.any(|other| other.name() == constraint.name()) {
            return Err(format!(
                "there is a constraint or index `{}` already",
                constraint.name()
            ));
        }
        match constraint {
            Constraint::PrimaryKey(key) => self.primary_key = key.clone(),
            Constraint::Unique(key) => self.unique.push(key.clone()),
            Constraint::Index(key) => self.indexes.push(key.clone()),
            Constraint::ForeignKey(key) => self.foreign_keys.push(key.clone()),
            Constraint::Check(check) => self.checks.push(check.clone()),
        }
        Ok(())
    }

    fn drop_constraint(&mut self, constraint: &Constraint) -> Result<(), String> {
        let before = self.constraints().len();
        let name = constraint.name();
        match constraint {
            Constraint::PrimaryKey(_) => {
                self.primary_key.columns.clear();
                return Ok(());
            }
            Constraint::Unique(_) => self.unique.retain(|key| key.name != name),
            Constraint::Index(_) => self.indexes.retain(|key| key.name != name),
            Constraint::ForeignKey(_) => self.foreign_keys.retain(|key| key.name != name),
            Constraint::Check(_) => self.checks.retain(|check| check.name != name),
        }
        match self.constraints().len() < before {
            true => Ok(()),
            false => Err(format!(
                "there is no constraint or index `{name}` of `{}`",
                self.name
            )),
        }
    }
}

fn position(table: &TableSnapshot, column: &str) -> Result<usize, String> {
    let mut columns = table.columns.iter();
    columns
        .position(|known| known.name == column)
        .ok_or_else(|| format!("there is no column `{}.{column}`", table.name))
}

fn refuse_column(table: &TableSnapshot, column: &str) -> Result<(), String> {
    match table.column(column) {
        None => Ok(()),
        Some(_) => Err(format!(
            "there is a column `{}.{column}` already",
            table.name
        )),
    }
}

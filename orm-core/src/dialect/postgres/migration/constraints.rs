//! Keys, indexes and checks that come and go, some only while the columns under them change.

use super::super::super::quote;
use super::Migration;
use crate::migrate::{Change, Constraint};
use crate::schema::snapshot::{ForeignKeySnapshot, TableName, TableSnapshot};
use crate::sql::ddl::{primary_key, unique};

impl Migration {
    /// Takes away what is on a column until the end of the migration.
    pub(super) fn set_aside(&mut self, table: &TableName, column: &String) {
        self.set_aside_foreign_keys(table, column);
        let own = self
            .current
            .table(table)
            .into_iter()
            .flat_map(TableSnapshot::constraints);
        let own: Vec<Constraint> = own.filter(|own| own.columns().contains(column)).collect();
        for constraint in own {
            self.set_aside_constraint(table, &constraint);
        }
    }

    /// Takes away the foreign keys that hold a column or refer to it.
    pub(super) fn set_aside_foreign_keys(&mut self, table: &TableName, column: &String) {
        let holders = self.current.tables.iter();
        let keys =
            holders.flat_map(|holder| holder.foreign_keys.iter().map(move |key| (holder, key)));
        let touched = keys.filter(|(holder, key)| {
            holder.name == *table && key.columns.contains(column)
                || key.target == *table && key.references.contains(column)
        });
        let touched: Vec<(TableName, Constraint)> = touched
            .map(|(holder, key)| (holder.name.clone(), Constraint::ForeignKey(key.clone())))
            .collect();
        for (holder, key) in touched {
            self.set_aside_constraint(&holder, &key);
        }
    }

    /// A key cannot go while foreign keys refer to it: those that stay come back when another one is there.
    pub(super) fn set_aside_keys_on(
        &mut self,
        table: &TableName,
        constraint: &Constraint,
        all: &[Change],
    ) {
        if !matches!(
            constraint,
            Constraint::PrimaryKey(_) | Constraint::Unique(_)
        ) {
            return;
        }
        let is_dropped = |holder: &TableName, key: &ForeignKeySnapshot| {
            all.iter().any(|change| {
                matches!(change, Change::DropConstraint { table, constraint: Constraint::ForeignKey(dropped) }
                    if table == holder && dropped.name == key.name)
            })
        };
        let keys = self.current.referrers(table);
        let keys = keys.filter(|(_, key)| key.references == constraint.columns());
        let keys = keys.filter(|(holder, key)| !is_dropped(&holder.name, key));
        let keys: Vec<_> = keys
            .map(|(holder, key)| (holder.name.clone(), Constraint::ForeignKey(key.clone())))
            .collect();
        for (holder, key) in keys {
            self.set_aside_constraint(&holder, &key);
        }
    }

    fn set_aside_constraint(&mut self, table: &TableName, constraint: &Constraint) {
        let entry = (table.clone(), constraint.clone());
        if !self.later.contains(&entry) {
            self.drop_constraint(table, constraint);
            self.later.push(entry);
        }
    }

    pub(super) fn drop_constraint(&mut self, table: &TableName, constraint: &Constraint) {
        // Already taken away for a while: it does not come back.
        let entry = (table.clone(), constraint.clone());
        if let Some(position) = self.later.iter().position(|later| *later == entry) {
            self.later.remove(position);
            return;
        }
        match constraint.is_index() {
            true => {
                let name = self.index(table, constraint.name());
                self.push(format!("DROP INDEX {name}"));
            }
            false => {
                let name = quote(constraint.name());
                self.alter(table, &format!("DROP CONSTRAINT {name}"));
            }
        }
    }

    pub(super) fn rename_constraint(
        &mut self,
        table: &TableName,
        from: &str,
        constraint: &Constraint,
    ) {
        let is_aside = |(holder, later): &&mut (TableName, Constraint)| {
            holder == table && later.name() == from
        };
        if let Some((_, later)) = self.later.iter_mut().find(is_aside) {
            *later = constraint.clone();
            return;
        }
        let to = quote(constraint.name());
        match constraint.is_index() {
            true => {
                let from = self.index(table, from);
                self.push(format!("ALTER INDEX {from} RENAME TO {to}"));
            }
            false => {
                let action = format!("RENAME CONSTRAINT {} TO {to}", quote(from));
                self.alter(table, &action);
            }
        }
    }

    /// An index stands in the schema of its table.
    fn index(&self, table: &TableName, name: &str) -> String {
        self.ddl.grammar.table_name(&TableName {
            schema: table.schema.clone(),
            name: name.to_owned(),
        })
    }

    /// Keys first, and foreign keys last.
    pub(super) fn add_later(&mut self) {
        let mut later = std::mem::take(&mut self.later);
        later.sort_by_key(|(_, constraint)| match constraint {
            Constraint::PrimaryKey(_) => 0,
            Constraint::Unique(_) => 1,
            Constraint::Check(_) => 2,
            Constraint::Index(_) => 3,
            Constraint::ForeignKey(_) => 4,
        });
        for (table, constraint) in &later {
            self.add_constraint(table, constraint);
        }
    }

    fn add_constraint(&mut self, table: &TableName, constraint: &Constraint) {
        let definition = match constraint {
            Constraint::PrimaryKey(key) => primary_key(key),
            Constraint::Unique(key) if key.unless.is_none() => unique(key),
            Constraint::Unique(key) => {
                let create = self.ddl.create_index("UNIQUE INDEX", table, key);
                return self.push(create);
            }
            Constraint::Index(key) => {
                let create = self.ddl.create_index("INDEX", table, key);
                return self.push(create);
            }
            Constraint::ForeignKey(key) => self.ddl.foreign_key(key),
            Constraint::Check(check) => self.ddl.check(check),
        };
        self.alter(table, &format!("ADD {definition}"));
    }
}

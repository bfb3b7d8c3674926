//! Changes of a schema → statements.

mod columns;
mod constraints;

use self::columns::{computed_columns, has_other_type};
use super::super::{Dialect, quote};
use super::block::precheck;
use crate::error::{Error, Result};
use crate::migrate::precheck::prechecks;
use crate::migrate::{Change, Constraint};
use crate::schema::Snapshot;
use crate::schema::snapshot::{ForeignKeySnapshot, TableName, TableSnapshot};
use crate::sql::ddl::Ddl;

/// The statements that make these changes, in one transaction.
pub(super) fn migration(from: &Snapshot, changes: &[Change]) -> Result<Vec<String>> {
    let ddl = Ddl::new(Dialect::Postgres);
    let mut migration = Migration {
        ddl,
        current: from.settled(),
        statements: Vec::new(),
        later: Vec::new(),
    };
    let checks = prechecks(changes, ddl);
    migration.statements.extend(checks.iter().map(precheck));
    migration.create_schemas(changes);
    for change in changes {
        migration.make(change, changes)?;
        let applied = migration.current.apply(change);
        applied.map_err(|reason| Error::migration(format!("{change}: {reason}")))?;
    }
    migration.add_later();
    Ok(migration.statements)
}

/// The tables whose computed columns go and come back, with all that is on them.
pub(super) fn rebuilt(from: &Snapshot, changes: &[Change]) -> Vec<TableName> {
    let mut current = from.clone();
    let mut rebuilt = Vec::new();
    for change in changes {
        if let Change::AlterColumn { table, from, to } = change
            && has_other_type(from, to)
            && computed_columns(&current, table).next().is_some()
        {
            rebuilt.push(table.clone());
        }
        if current.apply(change).is_err() {
            break;
        }
    }
    rebuilt
}

struct Migration {
    ddl: Ddl,
    /// The schema as the statements so far leave it.
    current: Snapshot,
    statements: Vec<String>,
    /// Constraints and indexes that come, or come back, when the columns under them are as they will be: by table.
    later: Vec<(TableName, Constraint)>,
}

impl Migration {
    fn push(&mut self, statement: String) {
        self.statements.push(statement);
    }

    fn alter(&mut self, table: &TableName, action: &str) {
        let table = self.ddl.grammar.table_name(table);
        self.push(format!("ALTER TABLE {table} {action}"));
    }

    fn create_schemas(&mut self, changes: &[Change]) {
        let is_known = |table: &&TableSnapshot| {
            let mut tables = self.current.tables.iter();
            tables.any(|known| known.name.schema == table.name.schema)
        };
        let created = changes.iter().filter_map(|change| match change {
            Change::CreateTable(table) => Some(table),
            _ => None,
        });
        let created: Vec<TableSnapshot> = created.filter(|t| !is_known(t)).cloned().collect();
        self.statements.extend(self.ddl.create_schemas(&created));
    }

    fn make(&mut self, change: &Change, all: &[Change]) -> Result<()> {
        match change {
            Change::CreateTable(table) => self.create_table(table)?,
            Change::DropTable(table) => {
                let table = self.ddl.grammar.table_name(table);
                self.push(format!("DROP TABLE {table}"));
            }
            Change::RenameTable { from, to, .. } => self.rename_table(from, to),
            Change::AddColumn { table, column } => self.add_column(table, column)?,
            Change::DropColumn { table, column } => {
                self.alter(table, &format!("DROP COLUMN {}", quote(&column.name)));
            }
            Change::RenameColumn { table, from, to } => {
                let action = format!("RENAME COLUMN {} TO {}", quote(from), quote(to));
                self.alter(table, &action);
                self.rename_in_later(table, from, to);
            }
            Change::AlterColumn { table, from, to } => self.alter_column(table, from, to)?,
            Change::AddConstraint { table, constraint } => {
                self.later.push((table.clone(), constraint.clone()));
            }
            Change::DropConstraint { table, constraint } => {
                self.set_aside_keys_on(table, constraint, all);
                self.drop_constraint(table, constraint);
            }
            Change::RenameConstraint {
                table,
                from,
                constraint,
            } => self.rename_constraint(table, from, constraint),
        }
        Ok(())
    }

    /// A table with the foreign keys whose targets are there; the others come later.
    fn create_table(&mut self, table: &TableSnapshot) -> Result<()> {
        let is_there = |key: &ForeignKeySnapshot| {
            let target = match key.target == table.name {
                true => Some(table),
                false => self.current.table(&key.target),
            };
            target.is_some_and(|target| is_key(target, &key.references))
        };
        let keys = table.foreign_keys.iter().cloned();
        let (now, later): (Vec<_>, Vec<_>) = keys.partition(is_there);
        let create = self.ddl.create_table(table, &now)?;
        self.push(create);
        self.statements.extend(self.ddl.create_indexes(table));
        let later = later.into_iter().map(Constraint::ForeignKey);
        self.later
            .extend(later.map(|key| (table.name.clone(), key)));
        Ok(())
    }

    fn rename_table(&mut self, from: &TableName, to: &TableName) {
        let mut place = from.clone();
        if from.schema != to.schema {
            let schema = to.schema.as_deref().unwrap_or("public");
            self.alter(&place, &format!("SET SCHEMA {}", quote(schema)));
            place.schema.clone_from(&to.schema);
        }
        if from.name != to.name {
            self.alter(&place, &format!("RENAME TO {}", quote(&to.name)));
        }
        for (table, constraint) in &mut self.later {
            if table == from {
                *table = to.clone();
            }
            if let Constraint::ForeignKey(key) = constraint
                && key.target == *from
            {
                key.target = to.clone();
            }
        }
    }

    fn rename_in_later(&mut self, table: &TableName, from: &str, to: &str) {
        for (holder, constraint) in &mut self.later {
            let Constraint::ForeignKey(key) = constraint else {
                continue;
            };
            let own = key.columns.iter_mut().filter(|_| holder == table);
            let target = key.references.iter_mut().filter(|_| key.target == *table);
            for name in own.chain(target).filter(|name| *name == from) {
                to.clone_into(name);
            }
        }
    }
}

/// Whether rows can be referred to by these columns.
fn is_key(table: &TableSnapshot, columns: &[String]) -> bool {
    let mut unique = table.unique.iter().filter(|key| key.unless.is_none());
    table.primary_key.columns == columns || unique.any(|key| key.columns == columns)
}

//! Whether two migrations that were made side by side come to the same in either order.

use std::collections::HashSet;

use super::{Change, Constraint};
use crate::schema::snapshot::{
    Condition, ForeignKeySnapshot, KeySnapshot, TableName, TableSnapshot,
};

/// What a change is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Part {
    Table(TableName),
    Column(TableName, String),
    /// A name of a constraint or an index, which all tables of a database schema share.
    Name(Option<String>, String),
}

/// What a change needs and makes.
#[derive(Default)]
struct Footprint {
    /// What is not the same afterwards.
    writes: HashSet<Part>,
    /// What has to be as it was.
    reads: HashSet<Part>,
    /// The tables whose columns are not all as they were.
    disturbs: HashSet<TableName>,
    /// The tables of which some SQL may name any column.
    names_any_of: HashSet<TableName>,
}

impl Change {
    /// Whether the order of the two matters, or one makes the other impossible.
    pub(crate) fn conflicts_with(&self, other: &Change) -> bool {
        let (own, other) = (self.footprint(), other.footprint());
        let disturbs =
            |one: &Footprint, two: &Footprint| !one.disturbs.is_disjoint(&two.names_any_of);
        !own.writes.is_disjoint(&other.writes)
            || !own.writes.is_disjoint(&other.reads)
            || !own.reads.is_disjoint(&other.writes)
            || disturbs(&own, &other)
            || disturbs(&other, &own)
    }

    /// Whether it changes what `rebuild` says again in full, as it makes this table anew.
    pub(crate) fn undoes(&self, rebuild: &Change, table: &TableSnapshot) -> bool {
        if *rebuild.table() != table.name {
            return false;
        }
        let mut said = Footprint::default();
        table
            .foreign_keys
            .iter()
            .for_each(|key| said.reference(key));
        *self.table() == table.name || !self.footprint().writes.is_disjoint(&said.reads)
    }

    fn footprint(&self) -> Footprint {
        let mut footprint = Footprint::default();
        match self {
            Change::CreateTable(table) => {
                footprint.writes(Part::Table(table.name.clone()));
                for constraint in table.constraints() {
                    footprint.constraint(&table.name, &constraint);
                }
                // Its own parts come with it.
                footprint.reads.retain(|part| match part {
                    Part::Table(name) | Part::Column(name, _) => *name != table.name,
                    Part::Name(..) => true,
                });
            }
            Change::DropTable(table) => footprint.writes(Part::Table(table.clone())),
            Change::RenameTable { from, to, .. } => {
                footprint.writes(Part::Table(from.clone()));
                footprint.writes(Part::Table(to.clone()));
            }
            Change::AddColumn { table, column } => {
                footprint.column(table, &column.name);
                if column.computed.is_some() {
                    footprint.names_any_of.insert(table.clone());
                }
            }
            Change::DropColumn { table, column } => footprint.other_column(table, &column.name),
            Change::AlterColumn { table, to, .. } => footprint.other_column(table, &to.name),
            Change::RenameColumn { table, from, to } => {
                footprint.other_column(table, from);
                footprint.column(table, to);
            }
            Change::AddConstraint { table, constraint } => footprint.constraint(table, constraint),
            Change::DropConstraint { table, constraint } => {
                footprint.constraint(table, constraint);
                // A foreign key that comes in the other migration may refer to this key.
                if let Constraint::PrimaryKey(key) | Constraint::Unique(key) = constraint {
                    for column in &key.columns {
                        footprint.column(table, column);
                    }
                }
            }
            Change::RenameConstraint {
                table,
                from,
                constraint,
            } => {
                footprint.constraint(table, constraint);
                footprint.constraint(table, &constraint.named(from));
            }
        }
        footprint
    }
}

impl Footprint {
    fn writes(&mut self, part: Part) {
        self.writes.insert(part);
    }

    fn column(&mut self, table: &TableName, column: &str) {
        self.writes(Part::Column(table.clone(), column.to_owned()));
        self.reads.insert(Part::Table(table.clone()));
    }

    fn other_column(&mut self, table: &TableName, column: &str) {
        self.column(table, column);
        self.disturbs.insert(table.clone());
    }

    fn constraint(&mut self, table: &TableName, constraint: &Constraint) {
        let name = constraint.name().to_owned();
        self.writes(Part::Name(table.schema.clone(), name));
        self.reads.insert(Part::Table(table.clone()));
        for column in constraint.columns() {
            self.reads
                .insert(Part::Column(table.clone(), column.clone()));
        }
        match constraint {
            Constraint::Unique(KeySnapshot {
                unless: Some(unless),
                ..
            }) => {
                self.reads
                    .insert(Part::Column(table.clone(), unless.clone()));
            }
            Constraint::ForeignKey(key) => self.reference(key),
            Constraint::Check(check) if matches!(check.condition, Condition::Sql(_)) => {
                self.names_any_of.insert(table.clone());
            }
            _ => {}
        }
    }

    fn reference(&mut self, key: &ForeignKeySnapshot) {
        self.reads.insert(Part::Table(key.target.clone()));
        for column in &key.references {
            self.reads
                .insert(Part::Column(key.target.clone(), column.clone()));
        }
    }
}

//! What every picture shows, whatever it is drawn with.

use std::fmt;

use orm_core::schema::Snapshot;
use orm_core::schema::snapshot::{ColumnSnapshot, ForeignKeySnapshot, TableName, TableSnapshot};

/// The tables of a schema and the lines between them.
pub(super) struct Chart<'s> {
    pub(super) tables: Vec<Table<'s>>,
    pub(super) references: Vec<Reference<'s>>,
    pub(super) joins: Vec<Join<'s>>,
}

/// A table.
pub(super) struct Table<'s> {
    pub(super) name: &'s TableName,
    pub(super) columns: Vec<Column<'s>>,
}

/// A column, and which keys it is part of.
pub(super) struct Column<'s> {
    pub(super) name: &'s str,
    pub(super) type_name: String,
    pub(super) nullable: bool,
    pub(super) marks: Vec<Mark>,
}

/// A key that a column is part of, or is by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Primary,
    Foreign,
    /// The column alone is unique, and is not the primary key.
    Unique,
}

/// A foreign key between two of the tables.
pub(super) struct Reference<'s> {
    /// The table that holds it.
    pub(super) table: &'s TableName,
    pub(super) key: &'s ForeignKeySnapshot,
    /// The table and the first of its columns that hold the key.
    pub(super) holder: (usize, usize),
    /// The table and the first of its columns that it refers to.
    pub(super) target: (usize, usize),
    /// How many rows hold a target's key.
    pub(super) holders: Cardinality,
    /// How many targets a holder has.
    pub(super) targets: Cardinality,
}

/// A many-to-many relation without columns of its own, between two of the tables.
pub(super) struct Join<'s> {
    /// The join table's name.
    pub(super) name: &'s TableName,
    /// The two tables, the earlier one first.
    pub(super) sides: [usize; 2],
}

/// How many rows there may be at the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cardinality {
    One,
    ZeroOrOne,
    ZeroOrMany,
}

impl<'s> Chart<'s> {
    pub(super) fn of(snapshot: &'s Snapshot) -> Self {
        let (joins, tables): (Vec<_>, Vec<_>) = snapshot
            .tables
            .iter()
            .partition(|table| is_mere_join(table));
        let references = tables.iter().enumerate().flat_map(|(holder, table)| {
            let keys = table.foreign_keys.iter();
            keys.filter_map({
                let tables = &tables;
                move |key| Reference::of(tables, holder, key)
            })
        });
        Chart {
            references: references.collect(),
            joins: joins
                .iter()
                .filter_map(|join| Join::of(&tables, join))
                .collect(),
            tables: tables.iter().map(|table| Table::of(table)).collect(),
        }
    }
}

impl Chart<'_> {
    /// For each table its place when all stand in a row, each after those that it refers to, but for cycles.
    pub(super) fn places(&self) -> Vec<usize> {
        let mut places = vec![None; self.tables.len()];
        let mut next = 0;
        let mut waiting: Vec<usize> = (0..self.tables.len()).rev().collect();
        let mut entered = vec![false; self.tables.len()];
        while let Some(&table) = waiting.last() {
            if entered[table] {
                waiting.pop();
                places[table].get_or_insert_with(|| {
                    next += 1;
                    next
                });
                continue;
            }
            entered[table] = true;
            let references = self.references.iter().rev();
            let held = references.filter(|reference| reference.holder.0 == table);
            let targets = held.map(|reference| reference.target.0);
            waiting.extend(targets.filter(|&target| !entered[target]));
        }
        places.into_iter().map(Option::unwrap_or_default).collect()
    }
}

/// Whether a table holds the pairs of a many-to-many relation and nothing else.
fn is_mere_join(table: &TableSnapshot) -> bool {
    table.joins.is_some()
        && table.foreign_keys.len() == 2
        && table
            .columns
            .iter()
            .all(|column| holds(table, &column.name))
}

fn holds(table: &TableSnapshot, column: &str) -> bool {
    let mut keys = table.foreign_keys.iter();
    keys.any(|key| key.columns.iter().any(|name| name == column))
}

fn position(tables: &[&TableSnapshot], name: &TableName) -> Option<usize> {
    tables.iter().position(|table| table.name == *name)
}

impl<'s> Table<'s> {
    fn of(table: &'s TableSnapshot) -> Self {
        let columns = table.columns.iter();
        Table {
            name: &table.name,
            columns: columns.map(|column| Column::of(table, column)).collect(),
        }
    }
}

impl<'s> Column<'s> {
    fn of(table: &TableSnapshot, column: &'s ColumnSnapshot) -> Self {
        let is_primary = table.primary_key.columns.contains(&column.name);
        let is_unique = table
            .unique
            .iter()
            .any(|key| key.columns == [column.name.as_str()]);
        let marks = [
            (Mark::Primary, is_primary),
            (Mark::Foreign, holds(table, &column.name)),
            (
                Mark::Unique,
                is_unique && table.primary_key.columns != [column.name.as_str()],
            ),
        ];
        Column {
            name: &column.name,
            type_name: column.type_name(),
            nullable: column.nullable,
            marks: marks
                .iter()
                .filter(|(_, is)| *is)
                .map(|(mark, _)| *mark)
                .collect(),
        }
    }
}

impl<'s> Reference<'s> {
    /// Nothing if the schema does not have the table, or a column, at either end.
    fn of(
        tables: &[&'s TableSnapshot],
        holder: usize,
        key: &'s ForeignKeySnapshot,
    ) -> Option<Self> {
        let target = position(tables, &key.target)?;
        let first = |table: usize, names: &[String]| {
            let mut columns = tables[table].columns.iter();
            let column = columns.position(|column| Some(&column.name) == names.first())?;
            Some((table, column))
        };
        let table = tables[holder];
        let may_be_null = |name: &String| table.column(name).is_some_and(|column| column.nullable);
        Some(Reference {
            table: &table.name,
            key,
            holder: first(holder, &key.columns)?,
            target: first(target, &key.references)?,
            holders: match is_unique(table, &key.columns) {
                true => Cardinality::ZeroOrOne,
                false => Cardinality::ZeroOrMany,
            },
            targets: match key.columns.iter().any(may_be_null) {
                true => Cardinality::ZeroOrOne,
                false => Cardinality::One,
            },
        })
    }
}

/// Whether no two rows have the same values in these columns.
fn is_unique(table: &TableSnapshot, columns: &[String]) -> bool {
    let mut keys = table.unique.iter().chain([&table.primary_key]);
    keys.any(|key| {
        !key.columns.is_empty() && key.columns.iter().all(|column| columns.contains(column))
    })
}

impl<'s> Join<'s> {
    fn of(tables: &[&TableSnapshot], join: &'s TableSnapshot) -> Option<Self> {
        let side = |key: &ForeignKeySnapshot| position(tables, &key.target);
        let mut sides = [side(&join.foreign_keys[0])?, side(&join.foreign_keys[1])?];
        sides.sort_unstable();
        Some(Join {
            name: &join.name,
            sides,
        })
    }
}

impl Mark {
    /// The two letters that Mermaid and most tools know it by.
    pub(super) fn letters(self) -> &'static str {
        match self {
            Mark::Primary => "PK",
            Mark::Foreign => "FK",
            Mark::Unique => "UK",
        }
    }
}

/// `book(author_id) → author(id)`
impl fmt::Display for Reference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Reference { table, key, .. } = self;
        let (columns, references) = (key.columns.join(", "), key.references.join(", "));
        write!(f, "{table}({columns}) → {}({references})", key.target)
    }
}

use std::collections::HashMap;
use std::fmt;

use super::{RelationKind, RelationRef, Table};
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::sql;

/// The tables of a program: what `schema![Author, Book]` gives.
///
/// Join tables of many-to-many relations belong to it without being named.
#[derive(Clone)]
pub struct Schema {
    tables: Vec<&'static Table>,
}

impl Schema {
    /// The schema of these tables.
    #[doc(hidden)]
    pub fn new(tables: impl IntoIterator<Item = &'static Table>) -> Self {
        let mut all: Vec<&'static Table> = Vec::new();
        for table in tables {
            add(&mut all, table);
        }
        let joins = all.clone();
        for join in joins.iter().flat_map(|table| table.many_to_many) {
            if join.generated {
                add(&mut all, (join.join)());
            }
        }
        Schema { tables: all }
    }

    /// The tables, join tables included, each one after those that it refers to as far as that is possible.
    pub fn tables(&self) -> Vec<&'static Table> {
        let mut ordered = Vec::with_capacity(self.tables.len());
        let mut waiting = self.tables.clone();
        while !waiting.is_empty() {
            let ready = waiting
                .iter()
                .position(|table| refers_to_no_other(table, &waiting))
                // A cycle: some table of it has to be first.
                .unwrap_or(0);
            ordered.push(waiting.remove(ready));
        }
        ordered
    }

    /// The SQL that creates all tables in this database; where it cannot be written, the reason as a comment.
    pub fn create_sql(&self, dialect: Dialect) -> String {
        match self.statements(dialect) {
            Ok(statements) => statements
                .into_iter()
                .map(|statement| format!("{statement};\n"))
                .collect::<Vec<_>>()
                .join("\n"),
            Err(error) => format!("-- {error}"),
        }
    }

    pub(crate) fn statements(&self, dialect: Dialect) -> Result<Vec<String>> {
        self.verify()?;
        sql::create_schema(&self.tables(), dialect)
    }

    /// Every relation leads to a listed model, and no name is taken twice.
    fn verify(&self) -> Result<()> {
        self.verify_names()?;
        for table in &self.tables {
            for relation in relations(table) {
                self.demand(table, relation.name(), relation.to())?;
                if let Some(join) = relation.join() {
                    self.demand(table, relation.name(), join.table)?;
                }
            }
        }
        Ok(())
    }

    /// SQLite does not tell names apart by the case of their letters.
    fn verify_names(&self) -> Result<()> {
        let mut taken: HashMap<(Option<&str>, String), &Table> = HashMap::new();
        for &table in &self.tables {
            for name in table.shared_names() {
                let Some(other) = taken.insert((table.schema, name.to_ascii_lowercase()), table)
                else {
                    continue;
                };
                return Err(Error::configuration(format!(
                    "the models `{}` and `{}` both need the name `{name}` for a table or an index; give one of them \
                     another table with `#[model(table = \"…\")]`, or another column with `#[column(name = \"…\")]`",
                    other.model, table.model
                )));
            }
        }
        Ok(())
    }

    fn demand(&self, table: &Table, relation: &str, target: &'static Table) -> Result<()> {
        if self.tables.contains(&target) {
            return Ok(());
        }
        Err(Error::configuration(format!(
            "`{}::{relation}` relates to `{}`, which the schema does not list; write `schema![…, {}]`",
            table.model, target.model, target.model
        )))
    }
}

fn add(all: &mut Vec<&'static Table>, table: &'static Table) {
    // A model that is named twice is one table; two models of one name are a mistake that `verify` reports.
    let is_known = all.iter().any(|known| {
        std::ptr::eq(*known, table) || (*known == table && known.model == table.model)
    });
    if !is_known {
        all.push(table);
    }
}

fn relations(table: &'static Table) -> impl Iterator<Item = RelationRef> {
    let reference = move |kind, index| RelationRef { kind, table, index };
    let foreign_keys =
        (0..table.foreign_keys.len()).map(move |index| reference(RelationKind::ForeignKey, index));
    let many_to_many =
        (0..table.many_to_many.len()).map(move |index| reference(RelationKind::ManyToMany, index));
    foreign_keys.chain(many_to_many)
}

fn refers_to_no_other(table: &'static Table, waiting: &[&'static Table]) -> bool {
    table.foreign_keys.iter().all(|key| {
        let target = (key.target)();
        target == table || !waiting.contains(&target)
    })
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.tables).finish()
    }
}

//! What is not dropped unless the table is named.

use std::collections::HashSet;

use orm_core::migrate::{Change, History};
use orm_core::schema::snapshot::TableName;
use orm_core::{Error, Result};

use super::rename;

/// What would be dropped, and of which table.
pub(crate) struct Loss {
    /// What would drop it.
    cause: String,
    what: String,
    pub(crate) table: String,
    /// What to do where it was meant to have a new name.
    hints: Vec<String>,
}

/// What these migrations drop when they are run. A table or a column that one of them made holds nothing yet, and nothing is
/// lost with it: so an empty database can be migrated from the first to the last.
pub(crate) fn by_running(history: &History, names: &[String]) -> Result<Vec<Loss>> {
    let mut losses = Vec::new();
    let mut new = New::default();
    for name in names {
        let changes = history.changes(name);
        for change in changes {
            if let Some(table) = change.loses().filter(|_| !new.holds(change)) {
                let (gone, what) = match change {
                    Change::DropColumn { table, column } => (
                        format!("{table}.{}", column.name),
                        dropped_column(table, &column.name),
                    ),
                    _ => (table.to_string(), dropped_table(table)),
                };
                let hints = rename::hints(&history.before(name)?, changes).into_iter();
                let hints = hints.filter(|hint| hint.gone == gone);
                losses.push(Loss {
                    cause: name.clone(),
                    what,
                    table: table.to_string(),
                    hints: hints.map(|hint| hint.after(name)).collect(),
                });
            }
            new.note(change);
        }
    }
    Ok(losses)
}

/// What these migrations drop when they are taken back: what they made, and what was stored there since.
pub(crate) fn by_reverting(history: &History, names: &[String]) -> Vec<Loss> {
    let mut losses = Vec::new();
    for name in names {
        for change in history.changes(name) {
            let what = match change {
                Change::CreateTable(table) => dropped_table(&table.name),
                Change::AddColumn { table, column } if column.computed.is_none() => {
                    dropped_column(table, &column.name)
                }
                _ => continue,
            };
            losses.push(Loss {
                cause: format!("taking back {name}"),
                what,
                table: change.table().to_string(),
                hints: Vec::new(),
            });
        }
    }
    losses
}

/// Refuses to lose what is stored in tables that are not named.
pub(crate) fn refuse(losses: Vec<Loss>, allowed: &[String]) -> Result<()> {
    let refused = losses.iter().filter(|loss| !allowed.contains(&loss.table));
    let refused: Vec<&Loss> = refused.collect();
    if refused.is_empty() {
        return Ok(());
    }
    let hints = refused.iter().flat_map(|loss| &loss.hints);
    let hints: String = hints.map(|hint| format!("; {hint}")).collect();
    let mut tables: Vec<&str> = refused.iter().map(|loss| loss.table.as_str()).collect();
    tables.sort_unstable();
    tables.dedup();
    Err(Error::misuse(format!(
        "{}; nothing was run: say --allow-data-loss {} if that is meant{hints}",
        reasons(&refused).join("; "),
        tables.join(",")
    )))
}

/// What would be lost, a text for each cause.
pub(crate) fn reasons(losses: &[&Loss]) -> Vec<String> {
    let of_each = losses.chunk_by(|one, other| one.cause == other.cause);
    of_each.map(reason).collect()
}

fn reason(losses: &[&Loss]) -> String {
    let all: Vec<&str> = losses.iter().map(|loss| loss.what.as_str()).collect();
    let holds = match all.len() {
        1 => "it holds",
        _ => "they hold",
    };
    let cause = &losses[0].cause;
    format!("{cause} would drop {} with all {holds}", all.join(", "))
}

fn dropped_table(table: &TableName) -> String {
    format!("the table {table}")
}

fn dropped_column(table: &TableName, column: &str) -> String {
    format!("the column {table}.{column}")
}

/// What the migrations before have made, under its present names.
#[derive(Default)]
struct New {
    tables: HashSet<String>,
    columns: HashSet<(String, String)>,
}

impl New {
    fn note(&mut self, change: &Change) {
        let table = change.table().to_string();
        match change {
            Change::CreateTable(_) => {
                self.tables.insert(table);
            }
            Change::AddColumn { column, .. } => {
                self.columns.insert((table, column.name.clone()));
            }
            Change::RenameTable { from, .. } => self.rename_table(&from.to_string(), &table),
            Change::RenameColumn { from, to, .. } => self.rename_column(table, from, to),
            _ => {}
        }
    }

    fn rename_column(&mut self, table: String, from: &str, to: &str) {
        if self.columns.remove(&(table.clone(), from.to_owned())) {
            self.columns.insert((table, to.to_owned()));
        }
    }

    fn rename_table(&mut self, from: &str, to: &str) {
        if self.tables.remove(from) {
            self.tables.insert(to.to_owned());
        }
        let columns = std::mem::take(&mut self.columns).into_iter();
        let columns = columns.map(|(table, column)| match table == from {
            true => (to.to_owned(), column),
            false => (table, column),
        });
        self.columns = columns.collect();
    }

    fn holds(&self, change: &Change) -> bool {
        let table = change.table().to_string();
        let is_new_column = match change {
            Change::DropColumn { column, .. } => {
                self.columns.contains(&(table.clone(), column.name.clone()))
            }
            _ => false,
        };
        is_new_column || self.tables.contains(&table)
    }
}

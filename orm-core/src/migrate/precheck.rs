//! What has to hold of the rows before a migration changes anything: each a query that gives a row where it does not.

use std::collections::HashMap;

use super::conversion::{lost_values, qualified};
use super::{Change, Constraint};
use crate::dialect::quote;
use crate::schema::snapshot::{
    ColumnSnapshot, Condition, DefaultSnapshot, ForeignKeySnapshot, KeySnapshot, TableName,
};
use crate::sql::ddl::Ddl;

/// A condition on the rows that are there before a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Precheck {
    /// What follows `SELECT 1` and gives a row where the condition is not met.
    pub(crate) from: String,
    /// What is wrong then, and its mend.
    pub(crate) message: String,
}

/// The conditions under which these changes can be made, in terms of the schema before them.
pub(crate) fn prechecks(changes: &[Change], ddl: Ddl) -> Vec<Precheck> {
    let mut former = Former {
        ddl,
        tables: HashMap::new(),
        columns: HashMap::new(),
        changes,
    };
    let mut checks = Vec::new();
    for change in changes {
        checks.extend(former.precheck(change));
        former.note(change);
    }
    checks
}

/// What tables and columns were before the migration; a table that was not there is `None`.
struct Former<'c> {
    ddl: Ddl,
    tables: HashMap<TableName, Option<TableName>>,
    columns: HashMap<(TableName, String), FormerColumn>,
    changes: &'c [Change],
}

/// What a column was before the migration.
#[derive(Clone)]
enum FormerColumn {
    /// It was called so.
    Called(String),
    /// It was not there, and holds this afterwards.
    New(Fill),
}

/// What a new column holds in the rows that are there.
#[derive(Clone, Copy, PartialEq)]
enum Fill {
    Null,
    /// The same in each row.
    Default,
    /// What cannot be asked of the rows as they are.
    Computed,
}

impl Fill {
    fn of(column: &ColumnSnapshot) -> Self {
        let is_computed =
            column.generated || column.backfill.is_some() || column.computed.is_some();
        match &column.default {
            _ if is_computed => Fill::Computed,
            Some(DefaultSnapshot::Sql(sql)) if !is_a_moment(sql) => Fill::Computed,
            Some(_) => Fill::Default,
            None => Fill::Null,
        }
    }
}

impl FormerColumn {
    fn name(self) -> Option<String> {
        match self {
            FormerColumn::Called(name) => Some(name),
            FormerColumn::New(_) => None,
        }
    }
}

impl Former<'_> {
    fn note(&mut self, change: &Change) {
        match change {
            Change::CreateTable(table) => {
                self.tables.insert(table.name.clone(), None);
            }
            Change::RenameTable { from, to, .. } => {
                self.tables.insert(to.clone(), Some(from.clone()));
            }
            Change::AddColumn { table, column } => {
                let key = (table.clone(), column.name.clone());
                let fill = Fill::of(column);
                self.columns.insert(key, FormerColumn::New(fill));
            }
            Change::RenameColumn { table, from, to } => {
                let key = (table.clone(), to.clone());
                let former = FormerColumn::Called(from.clone());
                self.columns.insert(key, former);
            }
            _ => {}
        }
    }

    /// The quoted name that a table had.
    fn table(&self, name: &TableName) -> Option<String> {
        let former = match self.tables.get(name) {
            None => Some(name),
            Some(former) => former.as_ref(),
        };
        former.map(|name| self.ddl.grammar.table_name(name))
    }

    fn column(&self, table: &TableName, name: &str) -> FormerColumn {
        let known = self.columns.get(&(table.clone(), name.to_owned()));
        known.map_or_else(|| FormerColumn::Called(name.to_owned()), Clone::clone)
    }

    /// The names that columns had, if they all were there.
    fn columns(&self, table: &TableName, names: &[String]) -> Option<Vec<String>> {
        let former = |name: &String| self.column(table, name).name();
        names.iter().map(former).collect()
    }

    fn precheck(&self, change: &Change) -> Option<Precheck> {
        match change {
            Change::AddColumn { table, column } => {
                let is_filled = column.nullable
                    || column.generated
                    || column.default.is_some()
                    || column.backfill.is_some()
                    || column.computed.is_some();
                let rows = self.table(table).filter(|_| !is_filled)?;
                Some(Precheck {
                    from: format!("FROM {rows}"),
                    message: format!(
                        "{table} has rows, and nothing says what the new column {table}.{name} holds in them: give it a \
                         default; or make it an Option, fill it, and take the Option away in the next migration",
                        name = column.name
                    ),
                })
            }
            Change::AlterColumn { table, from, to } => self.values(table, from, to),
            Change::AddConstraint { table, constraint } => match constraint {
                Constraint::PrimaryKey(key) | Constraint::Unique(key) => self.unique(table, key),
                Constraint::ForeignKey(key) => self.foreign_key(table, key),
                Constraint::Check(check) => self.check(table, &check.condition),
                Constraint::Index(_) => None,
            },
            _ => None,
        }
    }

    fn values(
        &self,
        table: &TableName,
        from: &ColumnSnapshot,
        to: &ColumnSnapshot,
    ) -> Option<Precheck> {
        let rows = self.table(table)?;
        let names = self.columns(table, std::slice::from_ref(&to.name))?;
        let column = qualified(&rows, &names[0]);
        let mut conditions = Vec::new();
        let mut reasons = Vec::new();
        if from.nullable && !to.nullable {
            conditions.push(format!("{column} IS NULL"));
            reasons.push("is NULL".to_owned());
        }
        if let Some((condition, reason)) = lost_values(from, to, &column) {
            conditions.push(condition);
            reasons.push(reason);
        }
        if conditions.is_empty() || to.computed.is_some() {
            return None;
        }
        Some(Precheck {
            from: format!("FROM {rows} WHERE {}", conditions.join(" OR ")),
            message: format!(
                "{table}.{} {} in some row, which the new column cannot hold: change those rows first",
                to.name,
                reasons.join(" or ")
            ),
        })
    }

    /// Rows that would agree; a new column in which all have the default tells none of them apart.
    fn unique(&self, table: &TableName, key: &KeySnapshot) -> Option<Precheck> {
        let rows = self.table(table)?;
        let mut columns = Vec::new();
        for name in &key.columns {
            match self.column(table, name) {
                FormerColumn::Called(former) => columns.push(qualified(&rows, &former)),
                FormerColumn::New(Fill::Default) => {}
                FormerColumn::New(Fill::Null | Fill::Computed) => return None,
            }
        }
        let mut conditions: Vec<String> = columns
            .iter()
            .map(|column| format!("{column} IS NOT NULL"))
            .collect();
        match key.unless.as_ref().map(|unless| self.column(table, unless)) {
            None | Some(FormerColumn::New(Fill::Null)) => {}
            Some(FormerColumn::Called(former)) => {
                conditions.push(format!("{} IS NULL", qualified(&rows, &former)));
            }
            Some(FormerColumn::New(Fill::Default | Fill::Computed)) => return None,
        }
        let all_agree = columns.is_empty();
        let several = match all_agree {
            // The second row, if there is one.
            true => " LIMIT 1 OFFSET 1".to_owned(),
            false => format!(" GROUP BY {} HAVING count(*) > 1", columns.join(", ")),
        };
        let rows = match conditions.is_empty() {
            true => rows,
            false => format!("{rows} WHERE {}", conditions.join(" AND ")),
        };
        Some(Precheck {
            from: format!("FROM {rows}{several}"),
            message: format!(
                "several rows of {table} {agree} in ({}), which is to be unique: {mend}",
                key.columns.join(", "),
                agree = if columns.len() == key.columns.len() {
                    "agree"
                } else {
                    "would agree"
                },
                mend = match columns.len() == key.columns.len() {
                    true => "change or delete all but one of each first",
                    false =>
                        "make the new column first, without a default, and fill it; make it unique in a later migration",
                },
            ),
        })
    }

    fn foreign_key(&self, table: &TableName, key: &ForeignKeySnapshot) -> Option<Precheck> {
        if self.was_a_foreign_key(table, key) {
            return None;
        }
        let (rows, target) = (self.table(table)?, self.table(&key.target)?);
        let columns = self.columns(table, &key.columns)?;
        let references = self.columns(&key.target, &key.references)?;
        let alias = quote("referred");
        let is_set = columns
            .iter()
            .map(|name| format!("{} IS NOT NULL", qualified(&rows, name)));
        let pairs = columns.iter().zip(&references);
        let agrees = pairs.map(|(name, reference)| {
            format!(
                "{} = {}",
                qualified(&alias, reference),
                qualified(&rows, name)
            )
        });
        Some(Precheck {
            from: format!(
                "FROM {rows} WHERE {} AND NOT EXISTS (SELECT 1 FROM {target} AS {alias} WHERE {})",
                is_set.collect::<Vec<_>>().join(" AND "),
                agrees.collect::<Vec<_>>().join(" AND ")
            ),
            message: format!(
                "some row of {table} refers by ({}) to a row of {} that is not there: change or delete it first",
                key.columns.join(", "),
                key.target
            ),
        })
    }

    /// Whether the same columns referred to the same, and only what happens to them is new.
    fn was_a_foreign_key(&self, table: &TableName, key: &ForeignKeySnapshot) -> bool {
        self.changes.iter().any(|change| {
            matches!(change, Change::DropConstraint { table: other, constraint: Constraint::ForeignKey(former) }
                if other == table
                    && (&former.columns, &former.target, &former.references)
                        == (&key.columns, &key.target, &key.references))
        })
    }

    /// Whether a column could hold none but these values before.
    fn were_variants(&self, table: &TableName, column: &String, values: &[String]) -> bool {
        self.changes.iter().any(|change| match change {
            Change::DropConstraint {
                table: other,
                constraint: Constraint::Check(check),
            } => match &check.condition {
                Condition::Variants {
                    column: former,
                    values: known,
                } => {
                    other == table
                        && former == column
                        && known.iter().all(|value| values.contains(value))
                }
                Condition::Sql(_) => false,
            },
            _ => false,
        })
    }

    /// The SQL of a condition names columns as they are called afterwards. It cannot be asked of the rows as they are where it
    /// names a column that was not there, or where names went round.
    fn check(&self, table: &TableName, condition: &Condition) -> Option<Precheck> {
        let mut rows = self.table(table)?;
        let condition = match condition {
            Condition::Variants { column, values } if self.were_variants(table, column, values) => {
                return None;
            }
            Condition::Variants { column, values } => {
                let names = self.columns(table, std::slice::from_ref(column))?;
                Condition::Variants {
                    column: names[0].clone(),
                    values: values.clone(),
                }
            }
            Condition::Sql(sql) => {
                rows = self.renamed(table, rows, sql)?;
                condition.clone()
            }
        };
        Some(Precheck {
            from: format!("FROM {rows} WHERE NOT ({})", self.ddl.condition(&condition)),
            message: format!(
                "some row of {table} does not meet the new condition {}: change it first",
                self.ddl.condition(&condition)
            ),
        })
    }

    /// A table's rows as they are, with the names beside them that their columns will have and that some SQL may use.
    fn renamed(&self, table: &TableName, rows: String, sql: &str) -> Option<String> {
        let of_table = self.columns.iter().filter(|((other, _), _)| other == table);
        let mut names: Vec<(&String, Option<String>)> = of_table
            .map(|((_, name), former)| (name, former.clone().name()))
            .collect();
        names.sort();
        let mut renamed = String::new();
        for (name, former) in &names {
            let goes_round = names.iter().any(|(_, other)| other.as_ref() == Some(*name));
            match former {
                None if may_name(sql, name) => return None,
                None => {}
                Some(_) if goes_round => return None,
                Some(former) => {
                    renamed.push_str(&format!(", {} AS {}", quote(former), quote(name)));
                }
            }
        }
        let alias = quote(&table.name);
        Some(match renamed.is_empty() {
            true => rows,
            false => format!("(SELECT *{renamed} FROM {rows}) AS {alias}"),
        })
    }
}

/// Whether an SQL default is the moment of the statement, and so the same in each row that it fills.
fn is_a_moment(sql: &str) -> bool {
    let sql = sql.trim_matches(['(', ')']);
    let moments = ["CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "now"];
    moments
        .iter()
        .any(|moment| sql.eq_ignore_ascii_case(moment))
}

/// Whether some SQL may name a column: in quotes, or not.
fn may_name(sql: &str, column: &str) -> bool {
    let doubled = column.replace('"', "\"\"");
    sql.to_lowercase().contains(&doubled.to_lowercase())
}

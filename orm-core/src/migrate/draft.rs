//! A migration before it is written: its changes, and the SQL of both ways.

use super::diff::diff_back;
use super::plan::Plan;
use super::{Change, SafeFile, Script, diff, safe_plan};
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::schema::Snapshot;
use crate::schema::snapshot::TableName;

/// What stands in a script before the name of each migration that it stands for.
pub(super) const REPLACES: &str = "-- replaces ";

/// The text of a step that has nothing to do here.
const ON_THE_WAY: &str =
    "-- nothing here: it is a step of Postgres on the way to the next migration\n\nSELECT 1;\n";

/// A migration that has not been written yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What it changes.
    pub changes: Vec<Change>,
    before: Snapshot,
    after: Snapshot,
    /// The migrations that it stands for.
    replaces: Vec<String>,
    /// The SQL for Postgres, where the changes are made step by step.
    step: Option<SafeFile>,
}

impl Draft {
    /// What leads from one schema to another; `None` where nothing does, since they are the same.
    #[must_use]
    pub fn between(before: &Snapshot, after: &Snapshot) -> Option<Draft> {
        let changes = diff(before, after);
        (!changes.is_empty()).then(|| Draft {
            changes,
            before: before.settled(),
            after: after.settled(),
            replaces: Vec::new(),
            step: None,
        })
    }

    /// A migration whose SQL a person writes.
    #[must_use]
    pub fn empty(schema: &Snapshot) -> Draft {
        Draft {
            changes: Vec::new(),
            before: schema.settled(),
            after: schema.settled(),
            replaces: Vec::new(),
            step: None,
        }
    }

    /// The same changes for Postgres step by step, so that no step stops programs which use the database.
    ///
    /// # Errors
    ///
    /// Those of [`Plan::new`].
    pub fn steps(&self) -> Result<Vec<Draft>> {
        let mut before = self.before.clone();
        let mut drafts = Vec::new();
        for file in safe_plan(&self.before, &self.changes, Dialect::Postgres)? {
            let mut after = before.clone();
            for change in &file.changes {
                after.apply(change).map_err(Error::migration)?;
            }
            drafts.push(Draft {
                changes: file.changes.clone(),
                before,
                after: after.clone(),
                replaces: Vec::new(),
                step: Some(file),
            });
            before = after;
        }
        Ok(drafts)
    }

    /// What a step is called beside the others.
    pub(super) fn step_name(&self) -> Option<&str> {
        self.step.as_ref().map(|step| step.name.as_str())
    }

    /// Whether it changes nothing of the schema by itself, and a later step does.
    pub(super) fn is_on_the_way(&self) -> bool {
        self.step.is_some() && self.changes.is_empty()
    }

    /// The same in the place of these migrations.
    pub(super) fn replacing(self, names: &[String]) -> Draft {
        Draft {
            replaces: names.to_vec(),
            ..self
        }
    }

    /// The tables whose rows or values are lost.
    #[must_use]
    pub fn loses(&self) -> Vec<&TableName> {
        let mut tables: Vec<&TableName> = self.changes.iter().filter_map(Change::loses).collect();
        tables.dedup();
        tables
    }

    /// What it is called where nobody says: after its only change, or its first one.
    #[must_use]
    pub fn name(&self) -> String {
        if self.before.tables.is_empty() {
            return "initial".to_owned();
        }
        let of = |table: &TableName| identifier(&table.to_string());
        match self.changes.first() {
            None => "by_hand".to_owned(),
            Some(Change::CreateTable(table)) => format!("create_{}", of(&table.name)),
            Some(Change::DropTable(table)) => format!("drop_{}", of(table)),
            Some(Change::RenameTable { to, .. }) => format!("rename_to_{}", of(to)),
            Some(Change::AddColumn { table, column }) => {
                format!("add_{}_{}", of(table), identifier(&column.name))
            }
            Some(Change::DropColumn { table, column }) => {
                format!("drop_{}_{}", of(table), identifier(&column.name))
            }
            Some(change) => format!("alter_{}", of(change.table())),
        }
    }

    /// Its SQL for a database, under this version and name.
    ///
    /// # Errors
    ///
    /// Those of [`Plan::new`].
    pub fn script(&self, version: i64, name: &str, dialect: Dialect) -> Result<Script> {
        let up = self.up(dialect)?;
        let down = self.down(dialect);
        Ok(Script {
            dialect,
            version,
            name: name.to_owned().into(),
            up: up.into(),
            down: Some(down.into()),
        })
    }

    fn up(&self, dialect: Dialect) -> Result<String> {
        match &self.step {
            Some(step) if dialect == Dialect::Postgres => return Ok(step.sql()),
            Some(_) if self.changes.is_empty() => return Ok(ON_THE_WAY.to_owned()),
            _ => {}
        }
        let plan = Plan::new(&self.before, &self.changes, dialect)?;
        let replaces = self.replaces.iter();
        let replaces: String = replaces.map(|name| format!("{REPLACES}{name}\n")).collect();
        Ok(replaces + &file(&self.changes, &plan.statements))
    }

    /// The way back; where there is none, what says so.
    fn down(&self, dialect: Dialect) -> String {
        if let Some(step) = self.step.as_ref().filter(|_| self.is_on_the_way()) {
            return match dialect == Dialect::Postgres && !step.undo.is_empty() {
                true => statements(&step.undo),
                false => ON_THE_WAY.to_owned(),
            };
        }
        let grammar = dialect.grammar();
        let refuse = |reason: String| {
            let message = format!("this migration cannot be taken back: {reason}");
            let header = format!("-- {message}\n");
            format!("{header}\n{}", statements(&grammar.refusal(&message)))
        };
        let lost: Vec<String> = self.loses().iter().map(ToString::to_string).collect();
        if !lost.is_empty() {
            return refuse(format!("what it dropped of {} is gone", lost.join(", ")));
        }
        let changes = diff_back(&self.after, &self.hinted());
        match Plan::new(&self.after, &changes, dialect) {
            Ok(plan) => file(&changes, &plan.statements),
            Err(Error::Unsupported { what, .. }) => refuse(what),
            Err(error) => refuse(error.to_string()),
        }
    }

    /// The schema before, which says of what was renamed what it is called now.
    fn hinted(&self) -> Snapshot {
        let mut hinted = self.before.clone();
        for change in &self.changes {
            match change {
                Change::RenameTable { from, to, .. } => {
                    let table = hinted.tables.iter_mut().find(|table| table.name == *from);
                    if let Some(table) = table {
                        table.renamed_from = Some(to.clone());
                    }
                }
                Change::RenameColumn { table, from, to } => {
                    let holder = hinted
                        .tables
                        .iter_mut()
                        .find(|known| known.renamed_from.as_ref().unwrap_or(&known.name) == table);
                    let columns = holder.into_iter().flat_map(|holder| &mut holder.columns);
                    for column in columns.filter(|column| column.name == *from) {
                        column.renamed_from = Some(to.clone());
                    }
                }
                _ => {}
            }
        }
        hinted
    }
}

/// A file's text: what changes, as comments, and the statements.
fn file(changes: &[Change], sql: &[String]) -> String {
    let mut text = String::new();
    for change in changes {
        let loss = match change.loses() {
            Some(_) => ", and what it holds is lost",
            None => "",
        };
        text.push_str(&format!("-- {change}{loss}\n"));
    }
    if changes.is_empty() {
        text.push_str("-- written by hand\n");
    }
    if !sql.is_empty() {
        text.push('\n');
    }
    text + &statements(sql)
}

fn statements(sql: &[String]) -> String {
    let statements: Vec<String> = sql
        .iter()
        .map(|statement| format!("{statement};\n"))
        .collect();
    statements.join("\n")
}

/// Letters, digits and underscores.
pub(crate) fn identifier(text: &str) -> String {
    let lower = text.to_lowercase();
    let letters = lower
        .chars()
        .map(|letter| match letter.is_ascii_alphanumeric() {
            true => letter,
            false => '_',
        });
    letters.collect()
}

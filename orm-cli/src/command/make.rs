use std::collections::BTreeSet;
use std::path::PathBuf;

use orm_core::migrate::{Change, Draft, Folder, Script, Written};
use orm_core::schema::Schema;
use orm_core::{Dialect, Result};
use serde_json::{Map, Value, json};

use super::rename;
use crate::arguments::Make;
use crate::output::{ADDED, CHANGED, FAINT, GONE, Output, PLAIN};

pub(crate) fn run(
    schema: &Schema,
    mut folder: Folder,
    make: &Make,
    usual: Option<Dialect>,
    output: &mut Output<'_>,
) -> Result<bool> {
    if !make.dialect.is_empty() {
        folder = folder.for_dialects(make.dialect.iter().map(|&name| Dialect::from(name)));
    }
    let draft = match make.empty {
        true => Some(Draft::empty(&folder.history()?.snapshot()?)),
        false => folder.draft(schema)?,
    };
    let Some(draft) = draft else {
        output.line(ADDED, "The migrations have all that the models have.");
        output.value(&json!({ "loses": [], "migrations": [] }));
        return Ok(false);
    };
    changes(&draft, output);
    let before = folder.history()?.snapshot()?;
    for hint in rename::hints(&before, &draft.changes) {
        output.line(CHANGED, format_args!("? {}", hint.before()));
    }
    let loses: Vec<String> = draft.loses().iter().map(ToString::to_string).collect();
    let drafts = match make.safe {
        true => draft.steps()?,
        false => vec![draft.clone()],
    };
    let mut migrations = Vec::new();
    for draft in &drafts {
        migrations.push(show(draft, &folder, make, usual, output)?);
    }
    match make.dry_run {
        true => output.line(PLAIN, "Nothing was written."),
        false => {
            let written = write(&folder, draft, make)?;
            for (migration, written) in migrations.iter_mut().zip(&written) {
                migration["name"] = written.name.as_str().into();
                migration["files"] = json!(written.files);
            }
            let files = written.iter().flat_map(|written| &written.files);
            // Each of several migrations writes the snapshot anew.
            let files: BTreeSet<&PathBuf> = files.collect();
            for file in files {
                output.line(FAINT, format_args!("wrote {}", file.display()));
            }
            output.line(PLAIN, next_step(make));
        }
    }
    output.value(&json!({ "loses": loses, "migrations": migrations }));
    Ok(false)
}

fn write(folder: &Folder, draft: Draft, make: &Make) -> Result<Vec<Written>> {
    let name = make.name.as_deref();
    match make.safe {
        true => folder.write_safe(&draft, name),
        false => Ok(vec![folder.write(draft, name)?]),
    }
}

fn next_step(make: &Make) -> &'static str {
    match make.empty {
        true => "Write its SQL, both ways, and run it with `migrate up`.",
        false => "Read the SQL, and run it with `migrate up`.",
    }
}

/// The changes, each in the colour of its kind, and what is lost by them.
fn changes(draft: &Draft, output: &mut Output<'_>) {
    for change in &draft.changes {
        let style = match change {
            Change::CreateTable(_) | Change::AddColumn { .. } | Change::AddConstraint { .. } => {
                ADDED
            }
            Change::DropTable(_) | Change::DropColumn { .. } | Change::DropConstraint { .. } => {
                GONE
            }
            // These follow from a table's or a column's new name.
            Change::RenameConstraint { .. } => FAINT,
            _ => CHANGED,
        };
        output.line(style, change);
    }
    for table in draft.loses() {
        output.line(
            GONE,
            format_args!("! what it drops of {table} cannot be brought back"),
        );
    }
}

/// Prints the SQL of a migration, for the database that is in use or, where nothing will be written, for each; gives what
/// programs read about it.
fn show(
    draft: &Draft,
    folder: &Folder,
    make: &Make,
    usual: Option<Dialect>,
    output: &mut Output<'_>,
) -> Result<Value> {
    let name = make.name.clone().unwrap_or_else(|| draft.name());
    let mut sql = Map::new();
    let dialects = folder.dialects();
    let usual = dialects.iter().find(|&&dialect| Some(dialect) == usual);
    let usual = usual.or(dialects.first());
    for &dialect in dialects {
        let script = draft.script(0, &name, dialect)?;
        let is_usual = Some(&dialect) == usual;
        if !make.empty && (make.dry_run || is_usual) {
            print(&script, output);
        }
        sql.insert(dialect.to_string().to_lowercase(), script.up.into());
    }
    Ok(json!({ "name": name, "changes": draft.changes, "sql": sql, "files": [] }))
}

/// The statements: the changes that the file names before them have been said.
fn print(script: &Script, output: &mut Output<'_>) {
    let is_said = |line: &&str| line.starts_with("-- ") && *line != "-- no-transaction";
    let statements: Vec<&str> = script.up.lines().skip_while(is_said).collect();
    let statements = statements.join("\n");
    output.line(FAINT, format_args!("\nSQL for {}:\n", script.dialect));
    output.line(PLAIN, format_args!("{}\n", statements.trim_start()));
}

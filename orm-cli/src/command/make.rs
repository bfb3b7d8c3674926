use orm_core::migrate::{Change, Draft, Folder, Script};
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
        output.value(&json!({ "name": null, "changes": [], "loses": [], "sql": {}, "files": [] }));
        return Ok(false);
    };
    let name = make.name.clone().unwrap_or_else(|| draft.name());
    let scripts = folder.dialects().iter();
    let scripts = scripts.map(|&dialect| draft.script(0, &name, dialect));
    let scripts: Vec<Script> = scripts.collect::<Result<_>>()?;
    changes(&draft, output);
    let before = folder.history()?.snapshot()?;
    for hint in rename::hints(&before, &draft.changes) {
        output.line(CHANGED, format_args!("? {hint}"));
    }
    for script in &scripts {
        let is_usual = script.dialect == usual.unwrap_or(scripts[0].dialect);
        if !make.empty && (make.dry_run || is_usual) {
            show(script, output);
        }
    }
    let mut value = json!({
        "name": name,
        "changes": draft.changes,
        "loses": draft.loses().iter().map(ToString::to_string).collect::<Vec<_>>(),
        "sql": sql(&scripts),
        "files": [],
    });
    match make.dry_run {
        true => output.line(PLAIN, "Nothing was written."),
        false => {
            let written = folder.write(draft, make.name.as_deref())?;
            for file in &written.files {
                output.line(FAINT, format_args!("wrote {}", file.display()));
            }
            output.line(PLAIN, next_step(make));
            value["name"] = written.name.into();
            value["files"] = json!(written.files);
        }
    }
    output.value(&value);
    Ok(false)
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

/// The statements: the changes that the file names before them have been said.
fn show(script: &Script, output: &mut Output<'_>) {
    let lines = script.up.lines().skip_while(|line| line.starts_with("-- "));
    let statements: Vec<&str> = lines.collect();
    output.line(FAINT, format_args!("\nSQL for {}:", script.dialect));
    output.line(PLAIN, statements.join("\n"));
    output.line(PLAIN, "");
}

fn sql(scripts: &[Script]) -> Map<String, Value> {
    let texts = scripts.iter().map(|script| {
        let dialect = script.dialect.to_string().to_lowercase();
        (dialect, script.up.clone().into_owned().into())
    });
    texts.collect()
}

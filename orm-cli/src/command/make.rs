use orm_core::migrate::{Change, Draft, Folder, Written};
use orm_core::schema::Schema;
use orm_core::{Dialect, Result};

use crate::arguments::Make;
use crate::output::{ADDED, CHANGED, FAINT, GONE, Output, PLAIN};

pub(crate) fn run(
    schema: &Schema,
    mut folder: Folder,
    make: &Make,
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
        output.line(PLAIN, "The migrations have all that the models have.");
        output.value(&serde_json::json!({ "changes": [] }));
        return Ok(false);
    };
    changes(&draft, output);
    if make.dry_run {
        return show(&draft, &folder, make, output);
    }
    let name = make.name.as_deref();
    let written = match make.safe {
        true => folder.write_safe(&draft, name)?,
        false => vec![folder.write(draft, name)?],
    };
    told(&written, output);
    Ok(false)
}

fn told(written: &[Written], output: &mut Output<'_>) {
    output.line(PLAIN, "");
    for file in written.iter().flat_map(|written| &written.files) {
        output.line(FAINT, format_args!("wrote {}", file.display()));
    }
    output.line(PLAIN, "Read the SQL, and run it with `migrate up`.");
    let written = written.iter().map(|written| {
        serde_json::json!({
            "name": written.name,
            "changes": written.draft.changes,
            "files": written.files,
        })
    });
    output.value(&serde_json::json!({ "written": written.collect::<Vec<_>>() }));
}

/// The changes, each in the colour of its kind, and what is lost by them.
pub(crate) fn changes(draft: &Draft, output: &mut Output<'_>) {
    for change in &draft.changes {
        let style = match change {
            Change::CreateTable(_) | Change::AddColumn { .. } | Change::AddConstraint { .. } => {
                ADDED
            }
            Change::DropTable(_) | Change::DropColumn { .. } | Change::DropConstraint { .. } => {
                GONE
            }
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

/// The SQL that would be written.
fn show(draft: &Draft, folder: &Folder, make: &Make, output: &mut Output<'_>) -> Result<bool> {
    let mut scripts = serde_json::Map::new();
    for &dialect in folder.dialects() {
        let name = make.name.clone().unwrap_or_else(|| draft.name());
        let script = draft.script(0, &name, dialect)?;
        output.line(PLAIN, format_args!("\n-- {dialect}\n{}", script.up));
        scripts.insert(dialect.to_string().to_lowercase(), script.up.into());
    }
    output.value(&serde_json::json!({ "changes": draft.changes, "sql": scripts }));
    Ok(false)
}

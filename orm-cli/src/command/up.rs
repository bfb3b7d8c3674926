use orm_core::Result;
use orm_core::db::Db;
use orm_core::migrate::{Folder, Script};

use super::loss::{self, Loss};
use super::progress::Progress;
use crate::arguments::Up;
use crate::output::{ADDED, FAINT, GONE, Output, PLAIN};

pub(crate) async fn run(
    folder: &Folder,
    up: &Up,
    db: &Db,
    output: &mut Output<'_>,
) -> Result<bool> {
    let migrations = folder.migrations()?;
    let most = up.most.unwrap_or(usize::MAX);
    let mut pending = migrations.pending(db).await?;
    pending.truncate(most);
    let names: Vec<String> = pending.iter().map(Script::stem).collect();
    let losses = loss::by_running(&folder.history()?, &names)?;
    if up.plan {
        plan(&pending, &names, &losses, output);
        return Ok(false);
    }
    loss::refuse(losses, &up.allow_data_loss)?;
    let progress = Progress::new(names);
    let runs = migrations
        .up(db, most, &mut |run| {
            progress.done(run, |run| {
                output.line(ADDED, format_args!("ran {} in {:.1?}", run.name, run.took));
            });
        })
        .await;
    drop(progress);
    let runs = runs?;
    if runs.is_empty() {
        output.line(FAINT, "The database has had all migrations.");
    }
    let names: Vec<&String> = runs.iter().map(|run| &run.name).collect();
    output.value(&serde_json::json!({ "ran": names }));
    Ok(false)
}

/// What would run, and what would be lost by it.
fn plan(pending: &[Script], names: &[String], losses: &[Loss], output: &mut Output<'_>) {
    for script in pending {
        output.line(FAINT, format_args!("-- {}", script.stem()));
        output.line(PLAIN, &script.up);
    }
    for reason in loss::reasons(&losses.iter().collect::<Vec<_>>()) {
        output.line(GONE, format_args!("! {reason}"));
    }
    match names.len() {
        0 => output.line(FAINT, "The database has had all migrations."),
        1 => output.line(PLAIN, "1 migration would run; nothing was."),
        count => output.line(
            PLAIN,
            format_args!("{count} migrations would run; nothing was."),
        ),
    }
    let losses: Vec<&String> = losses.iter().map(|loss| &loss.table).collect();
    output.value(&serde_json::json!({ "pending": names, "loses": losses }));
}

use orm_core::Result;
use orm_core::db::Db;
use orm_core::migrate::{Change, Folder};

use super::{loss, progress};
use crate::arguments::Down;
use crate::output::{CHANGED, FAINT, Output};

pub(crate) async fn run(
    folder: &Folder,
    down: &Down,
    db: &Db,
    output: &mut Output<'_>,
) -> Result<bool> {
    let migrations = folder.migrations()?;
    let status = migrations.status(db).await?;
    let applied = status.into_iter().rev().filter(|status| status.applied);
    let names: Vec<String> = applied.map(|status| status.name).take(down.most).collect();
    loss::refuse(
        &folder.history()?,
        names.clone(),
        &down.allow_data_loss,
        lost_by_reverting,
    )?;
    let bar = progress::bar(names.len());
    let runs = migrations
        .down(db, down.most, &mut |run| {
            bar.set_message(run.name.clone());
            bar.inc(1);
        })
        .await;
    bar.finish_and_clear();
    let runs = runs?;
    for run in &runs {
        output.line(
            CHANGED,
            format_args!("took back {} in {:.1?}", run.name, run.took),
        );
    }
    if runs.is_empty() {
        output.line(FAINT, "The database has had no migration.");
    }
    let names: Vec<&String> = runs.iter().map(|run| &run.name).collect();
    output.value(&serde_json::json!({ "took_back": names }));
    Ok(false)
}

/// What a migration made is dropped when it is taken back, and with it what was stored there since.
fn lost_by_reverting(change: &Change) -> Option<String> {
    match change {
        Change::CreateTable(table) => Some(table.name.to_string()),
        Change::AddColumn { table, column } if column.computed.is_none() => Some(table.to_string()),
        _ => None,
    }
}

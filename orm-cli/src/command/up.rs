use orm_core::Result;
use orm_core::db::Db;
use orm_core::migrate::Folder;

use super::{loss, progress};
use crate::arguments::Up;
use crate::output::{ADDED, FAINT, Output, PLAIN};

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
    if up.plan {
        for script in &pending {
            output.line(ADDED, format_args!("-- {}", script.stem()));
            output.line(PLAIN, &script.up);
        }
        let names: Vec<String> = pending.iter().map(|script| script.stem()).collect();
        output.value(&serde_json::json!({ "pending": names }));
        return Ok(false);
    }
    let names = pending.iter().map(|script| script.stem());
    loss::refuse(&folder.history()?, names, &up.allow_data_loss, |change| {
        change.loses().map(ToString::to_string)
    })?;
    let bar = progress::bar(pending.len());
    let runs = migrations
        .up(db, most, &mut |run| {
            bar.set_message(run.name.clone());
            bar.inc(1);
        })
        .await;
    bar.finish_and_clear();
    let runs = runs?;
    for run in &runs {
        output.line(ADDED, format_args!("ran {} in {:.1?}", run.name, run.took));
    }
    if runs.is_empty() {
        output.line(FAINT, "The database has had all migrations.");
    }
    let names: Vec<&String> = runs.iter().map(|run| &run.name).collect();
    output.value(&serde_json::json!({ "ran": names }));
    Ok(false)
}

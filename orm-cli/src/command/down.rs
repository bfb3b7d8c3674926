use orm_core::Result;
use orm_core::db::Db;
use orm_core::migrate::Folder;

use super::loss;
use super::progress::Progress;
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
    let losses = loss::by_reverting(&folder.history()?, &names);
    loss::refuse(losses, &down.allow_data_loss)?;
    let progress = Progress::new(names);
    let runs = migrations
        .down(db, down.most, &mut |run| {
            progress.done(run, |run| {
                let text = format!("took back {} in {:.1?}", run.name, run.took);
                output.line(CHANGED, text);
            });
        })
        .await;
    drop(progress);
    let runs = runs?;
    if runs.is_empty() {
        output.line(FAINT, "The database has had no migration.");
    }
    let names: Vec<&String> = runs.iter().map(|run| &run.name).collect();
    output.value(&serde_json::json!({ "took_back": names }));
    Ok(false)
}

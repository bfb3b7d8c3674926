use orm_core::Result;
use orm_core::db::Db;
use orm_core::migrate::Folder;

use crate::output::{ADDED, CHANGED, FAINT, Output};

pub(crate) async fn run(folder: &Folder, db: &Db, output: &mut Output<'_>) -> Result<bool> {
    let status = folder.migrations()?.status(db).await?;
    for migration in &status {
        match migration.applied {
            true => output.line(ADDED, format_args!("ran      {}", migration.name)),
            false => output.line(CHANGED, format_args!("pending  {}", migration.name)),
        }
    }
    if status.is_empty() {
        output.line(
            FAINT,
            "There are no migrations; make one with `migrate make`.",
        );
    }
    output.value(&status);
    Ok(false)
}

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
    let ran = status.iter().filter(|migration| migration.applied).count();
    match status.len() - ran {
        0 => output.line(FAINT, "The database has had all migrations."),
        pending => output.line(
            FAINT,
            format_args!("{ran} ran, {pending} pending: `migrate up` runs what is pending."),
        ),
    }
    output.value(&status);
    Ok(false)
}

use orm_core::db::Db;
use orm_core::migrate::live;
use orm_core::{Error, Result};

use crate::arguments::Inspect;
use crate::inspect::models;
use crate::output::{ADDED, Output, PLAIN};

pub(crate) async fn run(arguments: &Inspect, db: &Db, output: &mut Output<'_>) -> Result<bool> {
    let live = live::read(db).await?;
    let source = models(&live);
    match &arguments.output {
        None => output.line(PLAIN, source.trim_end()),
        Some(file) => {
            std::fs::write(file, &source).map_err(|error| {
                Error::misuse(format!("{} cannot be written: {error}", file.display()))
            })?;
            output.line(ADDED, format_args!("wrote {}", file.display()));
        }
    }
    output.value(&serde_json::json!({ "source": source, "database": live }));
    Ok(false)
}

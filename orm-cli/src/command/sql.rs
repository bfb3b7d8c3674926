use orm_core::migrate::{Folder, Script};
use orm_core::{Dialect, Error, Result};

use crate::arguments::Sql;
use crate::output::{FAINT, Output, PLAIN};

pub(crate) fn run(
    folder: &Folder,
    sql: &Sql,
    dialect: Dialect,
    output: &mut Output<'_>,
) -> Result<bool> {
    let migrations = folder.migrations()?;
    let is_meant = |stem: &str| sql.name.as_ref().is_none_or(|name| stem.contains(name));
    let scripts: Vec<&Script> = migrations
        .scripts(dialect)
        .filter(|script| is_meant(&script.stem()))
        .collect();
    if let (true, Some(name)) = (scripts.is_empty(), &sql.name) {
        return Err(Error::misuse(format!(
            "no migration for {dialect} has `{name}` in its name: `migrate status` lists them"
        )));
    }
    let mut texts = serde_json::Map::new();
    for script in scripts {
        let text = match sql.down {
            true => script
                .down
                .as_deref()
                .unwrap_or("-- there is no way back\n"),
            false => &script.up,
        };
        output.line(FAINT, format_args!("-- {}", script.stem()));
        output.line(PLAIN, text);
        texts.insert(script.stem(), text.into());
    }
    output.value(&texts);
    Ok(false)
}

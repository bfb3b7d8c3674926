use orm_core::migrate::Folder;
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
    let scripts: Vec<_> = migrations
        .scripts(dialect)
        .filter(|script| is_meant(&script.stem()))
        .collect();
    if scripts.is_empty() {
        let name = sql.name.as_deref().unwrap_or_default();
        return Err(Error::misuse(format!(
            "there is no migration `{name}` for {dialect}"
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

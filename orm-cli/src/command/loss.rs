//! What is not dropped unless the table is named.

use orm_core::migrate::{Change, History};
use orm_core::{Error, Result};

/// Refuses migrations that drop rows or values of tables which are not named.
pub(crate) fn refuse(
    history: &History,
    names: impl IntoIterator<Item = String>,
    allowed: &[String],
    loses: impl Fn(&Change) -> Option<String>,
) -> Result<()> {
    let mut lost: Vec<String> = Vec::new();
    let mut reasons: Vec<String> = Vec::new();
    for name in names {
        for change in history.changes(&name) {
            let table = loses(change).filter(|table| !allowed.contains(table));
            if let Some(table) = table {
                reasons.push(format!("{name} drops what is stored: {change}"));
                if !lost.contains(&table) {
                    lost.push(table);
                }
            }
        }
    }
    match lost.is_empty() {
        true => Ok(()),
        false => Err(Error::misuse(format!(
            "{}; say --allow-data-loss {} if that is meant",
            reasons.join("; "),
            lost.join(",")
        ))),
    }
}

//! The lengths of texts, checked before anything is sent.

use crate::error::{Error, Result};
use crate::schema::Table;
use crate::types::Datum;

/// Refuses a text that is longer than its column.
pub(super) fn check(value: &Datum, table: &Table, column: usize) -> Result<()> {
    let (Datum::Text(text), Some(most)) = (value, table.columns[column].max_length) else {
        return Ok(());
    };
    // Bytes are never fewer than characters.
    let most = most as usize;
    if text.len() <= most || text.chars().count() <= most {
        return Ok(());
    }
    Err(Error::invalid_value(
        table,
        column,
        format!("the text is longer than {most} characters"),
    ))
}

/// The same for rows of a value for each of these columns.
pub(super) fn check_rows(table: &Table, columns: &[usize], rows: &[Vec<Datum>]) -> Result<()> {
    for (position, &column) in columns.iter().enumerate() {
        for row in rows {
            check(&row[position], table, column)?;
        }
    }
    Ok(())
}

use super::{length, write};
use crate::db::{Bind, Statement};
use crate::dialect::Dialect;
use crate::error::Result;
use crate::query::syntax::Insert;
use crate::types::Datum;

/// An insertion of many rows that gives nothing back: where the database can take rows behind the text, those are the
/// statement's values, row by row, and the text has no placeholders.
pub(crate) fn load(insert: &Insert, dialect: Dialect) -> Result<Statement> {
    let Some(text) = dialect.grammar().copy(insert.table, &insert.columns) else {
        return write(dialect, |writer| writer.insert(insert));
    };
    length::check_rows(insert.table, &insert.columns, &insert.rows)?;
    let table = insert.table;
    let bind = |(&column, value): (&usize, &Datum)| {
        Bind::new(
            value.clone(),
            table.columns[column].ty,
            Some((table, column)),
        )
    };
    let values = |row| insert.columns.iter().zip(row).map(bind);
    Ok(Statement {
        text,
        binds: insert.rows.iter().flat_map(values).collect(),
        table: Some(table),
        timeout: None,
    })
}

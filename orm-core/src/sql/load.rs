use super::{length, write};
use crate::db::{Bind, ColumnName, Statement};
use crate::dialect::Dialect;
use crate::error::Result;
use crate::query::syntax::Insert;

/// An insertion of many rows that gives nothing back: where the database can take rows behind the text, those are the
/// statement's values, row by row, and the text has no placeholders.
pub(crate) fn load(insert: &Insert, dialect: Dialect) -> Result<Statement> {
    let Some(text) = dialect.grammar().copy(insert.table, &insert.columns) else {
        return write(dialect, |writer| writer.insert(insert));
    };
    length::check_rows(insert.table, &insert.columns, &insert.rows)?;
    let table = insert.table;
    let bind = |(&column, value): (&usize, &_)| Bind {
        value: Clone::clone(value),
        ty: table.columns[column].ty,
        column: Some(ColumnName {
            table: table.name,
            column: table.columns[column].name,
        }),
    };
    let values = |row| insert.columns.iter().zip(row).map(bind);
    Ok(Statement {
        text,
        binds: insert.rows.iter().flat_map(values).collect(),
        table: Some(table),
        timeout: None,
    })
}

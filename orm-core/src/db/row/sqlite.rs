//! SQLite's five storage classes as cells.

use sqlx::sqlite::{Sqlite, SqliteRow, SqliteValueRef};
use sqlx::{Decode, Row as _, TypeInfo as _, ValueRef as _};

use crate::types::{Cell, SqlType, Unreadable};

/// The cell at a position, as a column of type `ty` stores it.
pub(super) fn cell(row: &SqliteRow, position: usize, ty: SqlType) -> Result<Cell<'_>, Unreadable> {
    let value = row
        .try_get_raw(position)
        .map_err(|_| Unreadable::new("the result has no such column"))?;
    if value.is_null() {
        return Ok(Cell::Null);
    }
    let info = value.type_info();
    match (ty, info.name()) {
        (SqlType::Int16 | SqlType::Int32 | SqlType::Int64, "INTEGER") => get(value).map(Cell::Int),
        (SqlType::Text, "TEXT") => get(value).map(Cell::Text),
        _ => Err(Unreadable::new("unexpected storage class")),
    }
}

fn get<'r, T: Decode<'r, Sqlite>>(value: SqliteValueRef<'r>) -> Result<T, Unreadable> {
    T::decode(value).map_err(|_| Unreadable::new("the text is not UTF-8"))
}

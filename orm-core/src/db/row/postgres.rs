//! Postgres' binary format as cells.

use sqlx::postgres::PgRow;
use sqlx::{Row as _, ValueRef as _};

use crate::types::{Cell, SqlType, Unreadable};

/// The cell at a position, as a column of type `ty` stores it.
pub(super) fn cell(row: &PgRow, position: usize, ty: SqlType) -> Result<Cell<'_>, Unreadable> {
    let value = row
        .try_get_raw(position)
        .map_err(|_| Unreadable::new("the result has no such column"))?;
    if value.is_null() {
        return Ok(Cell::Null);
    }
    let bytes = value
        .as_bytes()
        .map_err(|_| Unreadable::new("the column holds NULL"))?;
    match (ty, bytes) {
        (SqlType::Int64, bytes) if let Ok(bytes) = bytes.try_into() => {
            Ok(Cell::Int(i64::from_be_bytes(bytes)))
        }
        _ => Err(Unreadable::new("unexpected type")),
    }
}

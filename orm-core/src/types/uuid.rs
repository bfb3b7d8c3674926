use uuid::Uuid;

use super::{Cell, Datum, Element, Ordered, SqlType, Unreadable, Value};

/// `uuid` on Postgres, a blob of 16 bytes on SQLite. The order is that of the bytes, so UUIDs of version 7 sort by their
/// time.
impl Value for Uuid {
    const TYPE: SqlType = SqlType::Uuid;

    fn to_datum(&self) -> Datum {
        Datum::Uuid(*self.as_bytes())
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        match cell {
            Cell::Uuid(bytes) => Ok(Uuid::from_bytes(bytes)),
            other => Err(Unreadable::expected("a UUID", &other)),
        }
    }
}

impl Ordered for Uuid {}
impl Element for Uuid {}

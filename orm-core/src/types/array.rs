use super::{Cell, Datum, List, SqlType, Unreadable, Value};

/// A value that a `Vec` column holds many of. Arrays exist on Postgres only.
#[diagnostic::on_unimplemented(
    message = "`Vec<{Self}>` cannot be stored in a column",
    label = "not the element of an array column",
    note = "an array column (Postgres only) holds `bool`, `i16`, `i32`, `i64`, `f32`, `f64`, `String`, or a value of the features `chrono`, `time`, `uuid` and `decimal`"
)]
pub trait Element: Value {}

impl Element for bool {}
impl Element for i16 {}
impl Element for i32 {}
impl Element for i64 {}
impl Element for f32 {}
impl Element for f64 {}
impl Element for String {}

impl<T: Element> Value for Vec<T> {
    const TYPE: SqlType = SqlType::Array(&T::TYPE);

    fn to_datum(&self) -> Datum {
        Datum::Array(self.iter().map(Value::to_datum).collect())
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        match cell {
            Cell::Array(values) => values.into_iter().map(T::from_cell).collect(),
            other => Err(Unreadable::expected("an array", &other)),
        }
    }
}

impl<T: Element> List for Vec<T> {
    type Item = T;
}

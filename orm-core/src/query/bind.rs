use super::syntax::Value;
use crate::types::{ColumnType, Datum, Element, SqlType};

/// A value bound to SQL of one's own: of any column type, an `Option` of one, `&str`, and an array as a `Vec` or a slice.
///
/// An array is one parameter. Postgres has arrays, `= ANY($1)`; on SQLite it is a JSON array, whose values
/// `IN (SELECT value FROM json_each($1))` gives, with bytes and UUIDs as hexadecimal digits for `unhex(value)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be bound to SQL",
    label = "not a value of a column type",
    note = "values are `bool`, `i16`, `i32`, `i64`, `f32`, `f64`, `String`, `&str`, `Vec<u8>`, those of the features `chrono`, `time`, `uuid`, `decimal` and `json`, and an `Option` or a `Vec` of each"
)]
pub trait IntoBind {
    #[doc(hidden)]
    fn into_bind(self) -> Value;
}

fn value(datum: Datum, ty: SqlType) -> Value {
    Value {
        datum,
        ty,
        column: None,
    }
}

#[diagnostic::do_not_recommend]
impl<T: ColumnType> IntoBind for T {
    fn into_bind(self) -> Value {
        value(self.into_column_datum(), T::TYPE)
    }
}

#[diagnostic::do_not_recommend]
impl IntoBind for &str {
    fn into_bind(self) -> Value {
        value(Datum::Text(self.to_owned()), SqlType::Text)
    }
}

#[diagnostic::do_not_recommend]
impl IntoBind for &String {
    fn into_bind(self) -> Value {
        self.as_str().into_bind()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Element> IntoBind for &[T] {
    fn into_bind(self) -> Value {
        self.to_vec().into_bind()
    }
}

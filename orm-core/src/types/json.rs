use std::io;
use std::ops::{Deref, DerefMut};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::ser::Formatter;

use super::{Cell, Datum, Document, SqlType, Unreadable, Value};

/// A value of your own, stored as a JSON document: `jsonb` on Postgres, text on SQLite.
///
/// `T` needs `Serialize` and `Deserialize`; a `serde_json::Value` is a column type by itself.
///
/// ```
/// use orm::prelude::*;
/// # use orm_core::types::Json;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
/// struct Settings {
///     theme: String,
/// }
///
/// #[derive(Model)]
/// struct User {
///     id: i64,
///     settings: Json<Settings>,
/// }
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # schema![User].create_all(&db).await?;
/// let dark = Settings { theme: "dark".into() };
/// let user = User::create().settings(Json(dark)).save(&db).await?;
/// assert_eq!(user.settings.theme, "dark");
/// assert_eq!(serde_json::to_string(&user.settings).unwrap(), r#"{"theme":"dark"}"#);
/// # Ok(()) }
/// ```
///
/// What to know of JSON in a database:
///
/// - JSON's `null` is a value, and not `NULL`: `Option<Json<T>>` has both, and `None` is `NULL`.
/// - Postgres' `jsonb` keeps neither the order of an object's keys nor a key twice; SQLite keeps the text.
/// - Numbers that fit in `i64`, `u64` or `f64` return exactly. A whole number beyond them, written by others, is read as the
///   nearest `f64`.
/// - Text with the character U+0000, more than 127 levels of nesting, and a map whose keys are not text are
///   [`Error::InvalidValue`](crate::error::Error::InvalidValue). `NaN` and the infinities become `null`, as serde_json has it.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Json(value)
    }
}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> Value for Json<T>
where
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    const TYPE: SqlType = SqlType::Json;

    fn to_datum(&self) -> Datum {
        write(&self.0)
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        read(cell).map(Json)
    }
}

/// See [`Json`] for what to know of JSON in a database.
impl Value for serde_json::Value {
    const TYPE: SqlType = SqlType::Json;

    fn to_datum(&self) -> Datum {
        write(self)
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        read(cell)
    }
}

impl<T> Document for Json<T> where Json<T>: Value {}
impl Document for serde_json::Value {}

fn write(value: &impl Serialize) -> Datum {
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, PlainNumbers);
    match value.serialize(&mut serializer) {
        Ok(()) => String::from_utf8(text).map_or(Datum::Invalid(UNSERIALIZABLE), Datum::Json),
        Err(_) => Datum::Invalid(UNSERIALIZABLE),
    }
}

const UNSERIALIZABLE: &str = "it does not serialize to JSON; an object's keys must be text, and its `Serialize` must not fail";

fn read<T: DeserializeOwned>(cell: Cell<'_>) -> Result<T, Unreadable> {
    match cell {
        Cell::Json(text) => serde_json::from_str(text).map_err(|error| unreadable(&error)),
        other => Err(Unreadable::expected("JSON", &other)),
    }
}

/// serde's message may quote the document, so only the place is told.
fn unreadable(error: &serde_json::Error) -> Unreadable {
    let what = match error.classify() {
        serde_json::error::Category::Data => "the JSON is none of the field's type",
        _ => "the text is no JSON that can be read",
    };
    let (line, column) = (error.line(), error.column());
    Unreadable::new(format!("{what}, at line {line} column {column}"))
}

/// Writes a float without an exponent. `jsonb` would write `1e16` as `10000000000000000`, which reads back as an
/// integer; `10000000000000000.0` it leaves as it is.
struct PlainNumbers;

impl Formatter for PlainNumbers {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        write_plain(writer, &value.to_string())
    }

    fn write_f32<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        write_plain(writer, &value.to_string())
    }
}

fn write_plain<W: ?Sized + io::Write>(writer: &mut W, number: &str) -> io::Result<()> {
    writer.write_all(number.as_bytes())?;
    if number.contains('.') {
        return Ok(());
    }
    writer.write_all(b".0")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    fn text(value: impl Value) -> String {
        match value.to_datum() {
            Datum::Json(text) => text,
            other => panic!("not JSON: {other:?}"),
        }
    }

    #[test]
    fn floats_have_no_exponent() {
        assert_eq!(text(json!(1e16)), "10000000000000000.0");
        assert_eq!(text(json!(1.5e-7)), "0.00000015");
        assert_eq!(text(json!([-0.0, 1.0, 2])), "[-0.0,1.0,2]");
        assert_eq!(text(json!(u64::MAX)), "18446744073709551615");
    }

    #[test]
    fn numbers_return_exactly() {
        for number in [f64::MAX, f64::MIN_POSITIVE, 5e-324, 0.1 + 0.2, 1e22, -1e300] {
            let text = text(json!(number));
            assert_eq!(
                serde_json::Value::from_cell(Cell::Json(&text)),
                Ok(json!(number))
            );
        }
    }

    #[test]
    fn keys_that_are_no_text_are_refused() {
        let map = BTreeMap::from([(vec![1_u8], 1)]);
        assert!(write(&map) == Datum::Invalid(UNSERIALIZABLE));
    }

    #[test]
    fn a_reason_holds_no_value() {
        let reason = Json::<i64>::from_cell(Cell::Json(r#""secret""#)).unwrap_err();
        assert_eq!(
            reason.to_string(),
            "the JSON is none of the field's type, at line 1 column 8"
        );
        let reason = serde_json::Value::from_cell(Cell::Json("1e400")).unwrap_err();
        assert_eq!(
            reason.to_string(),
            "the text is no JSON that can be read, at line 1 column 5"
        );
    }

    #[test]
    fn null_is_a_value() {
        assert_eq!(text(json!(null)), "null");
        assert_eq!(text(Json(None::<i64>)), "null");
    }
}

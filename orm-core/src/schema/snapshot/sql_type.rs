//! A type by its name in a file: `int64`, `text[]`.

use serde::{Deserialize, Deserializer, Serializer, de};

use crate::types::SqlType;

/// The types that a list can be of, and their names.
static NAMES: [(&str, SqlType); 15] = [
    ("bool", SqlType::Bool),
    ("int16", SqlType::Int16),
    ("int32", SqlType::Int32),
    ("int64", SqlType::Int64),
    ("float32", SqlType::Float32),
    ("float64", SqlType::Float64),
    ("text", SqlType::Text),
    ("bytes", SqlType::Bytes),
    ("timestamp", SqlType::Timestamp),
    ("datetime", SqlType::DateTime),
    ("date", SqlType::Date),
    ("time", SqlType::Time),
    ("uuid", SqlType::Uuid),
    ("decimal", SqlType::Decimal),
    ("json", SqlType::Json),
];

/// The name of a type.
pub(crate) fn name(ty: SqlType) -> String {
    if let SqlType::Array(element) = ty {
        return format!("{}[]", name(*element));
    }
    let named = NAMES.iter().find(|(_, known)| *known == ty);
    named.map_or_else(String::new, |(name, _)| (*name).to_owned())
}

fn named(name: &str) -> Option<SqlType> {
    let of = |name: &str| NAMES.iter().find(|(known, _)| *known == name);
    match name.strip_suffix("[]") {
        Some(element) => of(element).map(|(_, element)| SqlType::Array(element)),
        None => of(name).map(|(_, ty)| *ty),
    }
}

pub(super) fn serialize<S: Serializer>(ty: &SqlType, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&name(*ty))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<SqlType, D::Error> {
    let name = String::deserialize(from)?;
    named(&name).ok_or_else(|| de::Error::custom(format!("`{name}` is no type of a column")))
}

use std::fmt;

use serde::{Deserialize, Serialize};

use super::sql_type;
use crate::types::SqlType;

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnSnapshot {
    /// Its name.
    pub name: String,
    /// The name that it had before; a hint for the next migration, and no part of the schema.
    #[serde(skip)]
    pub renamed_from: Option<String>,
    /// What it stores.
    #[serde(rename = "type", with = "sql_type")]
    pub ty: SqlType,
    /// The most characters of a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// Whether it may be `NULL`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nullable: bool,
    /// Whether the database makes the value: an integer key.
    #[serde(default, skip_serializing_if = "is_false")]
    pub generated: bool,
    /// What the database puts where an insert gives no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<DefaultSnapshot>,
    /// The SQL that the database computes it by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub computed: Option<String>,
    /// What rows that are there already get when the column is added to them, where it has no default; a hint for the next
    /// migration, and no part of the schema.
    #[serde(skip)]
    pub backfill: Option<DefaultSnapshot>,
}

/// A column's default in the database.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DefaultSnapshot {
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A floating-point or decimal number, as it was written.
    Number(String),
    /// Text.
    Text(String),
    /// An SQL expression.
    Sql(String),
}

fn is_false(value: &bool) -> bool {
    !value
}

impl ColumnSnapshot {
    /// The name of its type, as it stands in a snapshot's file, with the length where it has one: `int64`, `text(100)`.
    #[must_use]
    pub fn type_name(&self) -> String {
        let name = sql_type::name(self.ty);
        match self.max_length {
            Some(length) => format!("{name}({length})"),
            None => name,
        }
    }

    /// The same without the hints for the next migration: what the schema says.
    pub(crate) fn settled(&self) -> Self {
        ColumnSnapshot {
            renamed_from: None,
            backfill: None,
            ..self.clone()
        }
    }
}

/// `text(200), may be NULL, default 'x'`
impl fmt::Display for ColumnSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.type_name())?;
        if self.nullable {
            f.write_str(", may be NULL")?;
        }
        if self.generated {
            f.write_str(", generated")?;
        }
        if let Some(default) = &self.default {
            write!(f, ", default {default}")?;
        }
        if let Some(sql) = &self.computed {
            write!(f, ", computed as {sql}")?;
        }
        Ok(())
    }
}

impl fmt::Display for DefaultSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DefaultSnapshot::Bool(value) => write!(f, "{value}"),
            DefaultSnapshot::Int(value) => write!(f, "{value}"),
            DefaultSnapshot::Number(number) => f.write_str(number),
            DefaultSnapshot::Text(text) => write!(f, "{text:?}"),
            DefaultSnapshot::Sql(sql) => write!(f, "{sql}"),
        }
    }
}

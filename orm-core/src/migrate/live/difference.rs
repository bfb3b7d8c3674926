use std::fmt;

use serde::Serialize;

use crate::schema::snapshot::TableName;

/// Something in which a database is not as its schema says.
///
/// Its text says both sides: `book.rating: real in the database, double precision in the schema`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// The table.
    pub table: TableName,
    /// What of it.
    pub part: Part,
    /// How it is in the database; `None` if it is not there.
    pub database: Option<String>,
    /// How it is in the schema; `None` if it is not there.
    pub schema: Option<String>,
    /// Whether a program that uses the models can tell.
    pub weight: Weight,
}

/// What of a table differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Part {
    /// The whole table, or what it was made with.
    Table,
    /// A column.
    Column(String),
    /// The primary key.
    PrimaryKey,
    /// A unique constraint.
    Unique(String),
    /// An index.
    Index(String),
    /// A foreign key.
    ForeignKey(String),
    /// A check.
    Check(String),
    /// A constraint of another kind.
    Constraint(String),
}

/// How much a difference weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The same thing in another form, read and written by the models alike: another name of a constraint or an index, another
    /// name of a type that holds the same, another way of numbering rows, a check that only repeats what the models see to,
    /// partitions.
    Form,
    /// What one takes the other refuses, or what is stored, computed or found fast differs.
    Substance,
}

impl Difference {
    /// Whether it is more than another form of the same.
    #[must_use]
    pub fn is_substantial(&self) -> bool {
        self.weight == Weight::Substance
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}: ", self.table, self.part)?;
        match (&self.database, &self.schema) {
            (Some(database), Some(schema)) => {
                write!(f, "{database} in the database, {schema} in the schema")
            }
            (Some(database), None) => write!(f, "{database} in the database, not in the schema"),
            (None, Some(schema)) => write!(f, "{schema} in the schema, not in the database"),
            (None, None) => Ok(()),
        }
    }
}

/// `.rating`, `, index book_title_idx`
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Table => Ok(()),
            Part::Column(name) => write!(f, ".{name}"),
            Part::PrimaryKey => f.write_str(", primary key"),
            Part::Unique(name) => write!(f, ", unique constraint {name}"),
            Part::Index(name) => write!(f, ", index {name}"),
            Part::ForeignKey(name) => write!(f, ", foreign key {name}"),
            Part::Check(name) => write!(f, ", check {name}"),
            Part::Constraint(name) => write!(f, ", constraint {name}"),
        }
    }
}

use std::fmt;

use serde::Serialize;

use crate::dialect::quote;
use crate::schema::Action;
use crate::schema::snapshot::TableName;

/// A primary key or a unique constraint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LiveKey {
    /// Its name; one database knows constraints without.
    pub name: Option<String>,
    /// The columns, in order.
    pub columns: Vec<String>,
    /// What it was made with besides: `NULLS NOT DISTINCT`, `DEFERRABLE`.
    pub options: Option<String>,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LiveIndex {
    /// Its name.
    pub name: String,
    /// Whether no two rows may agree in it.
    pub unique: bool,
    /// How it is kept, where that is not the usual manner: `gin`.
    pub method: Option<String>,
    /// What it is over, as the database writes it: `title`, `lower(title)`, `year DESC`.
    pub parts: Vec<String>,
    /// The columns, where each part is but a column.
    pub columns: Option<Vec<String>>,
    /// What it was made with besides: `INCLUDE (price)`, `NULLS NOT DISTINCT`.
    pub options: Option<String>,
    /// The condition of the rows that are in it.
    pub predicate: Option<String>,
    /// Whether it is used. One whose creation failed midway is kept by the database and does not do its work.
    pub valid: bool,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LiveForeignKey {
    /// Its name; one database knows constraints without.
    pub name: Option<String>,
    /// The columns that hold it.
    pub columns: Vec<String>,
    /// The table that it refers to.
    pub target: TableName,
    /// The columns there.
    pub references: Vec<String>,
    /// What happens to the holder when the target's row is deleted.
    pub on_delete: Action,
    /// What happens to the holder when the target's key changes.
    pub on_update: Action,
    /// What it was made with besides: `DEFERRABLE INITIALLY DEFERRED`, `MATCH FULL`.
    pub options: Option<String>,
    /// Whether it holds for the rows that were there before it.
    pub validated: bool,
}

/// A condition on each row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LiveCheck {
    /// Its name; one database knows constraints without.
    pub name: Option<String>,
    /// What has to be true, or unknown.
    pub condition: String,
    /// Whether it holds for the rows that were there before it.
    pub validated: bool,
}

/// A constraint of another kind: an exclusion.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LiveConstraint {
    /// Its name.
    pub name: String,
    /// What the database writes for it.
    pub definition: String,
}

impl LiveForeignKey {
    /// The same with its columns in the order of their names: which goes with which is all that matters.
    pub(crate) fn sorted(&self) -> Self {
        let pairs = self
            .columns
            .iter()
            .cloned()
            .zip(self.references.iter().cloned());
        let mut pairs: Vec<(String, String)> = pairs.collect();
        pairs.sort();
        let (columns, references) = pairs.into_iter().unzip();
        LiveForeignKey {
            columns,
            references,
            ..self.clone()
        }
    }
}

impl LiveIndex {
    /// Whether it is over columns of all rows and nothing else is special about it.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.valid
            && self.columns.is_some()
            && self.method.is_none()
            && self.options.is_none()
            && self.predicate.is_none()
    }
}

/// `("a", "b") DEFERRABLE`
impl fmt::Display for LiveKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({})", list(&self.columns))?;
        suffix(f, self.options.as_deref())
    }
}

/// `unique gin (lower(title)) WHERE year > 0`
impl fmt::Display for LiveIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.unique {
            f.write_str("unique ")?;
        }
        if let Some(method) = &self.method {
            write!(f, "{method} ")?;
        }
        write!(f, "({})", self.parts.join(", "))?;
        suffix(f, self.options.as_deref())?;
        if let Some(predicate) = &self.predicate {
            write!(f, " WHERE {predicate}")?;
        }
        if !self.valid {
            f.write_str(", invalid: drop it and create it again")?;
        }
        Ok(())
    }
}

/// `("author_id") REFERENCES author ("id") ON DELETE CASCADE`
impl fmt::Display for LiveForeignKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (columns, references) = (list(&self.columns), list(&self.references));
        write!(f, "({columns}) REFERENCES {} ({references})", self.target)?;
        write!(f, " ON DELETE {}", self.on_delete.sql())?;
        if self.on_update != Action::NoAction {
            write!(f, " ON UPDATE {}", self.on_update.sql())?;
        }
        suffix(f, self.options.as_deref())?;
        suffix(f, (!self.validated).then_some("NOT VALID"))
    }
}

impl fmt::Display for LiveCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({})", self.condition)?;
        suffix(f, (!self.validated).then_some("NOT VALID"))
    }
}

impl fmt::Display for LiveConstraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.definition)
    }
}

fn list(columns: &[String]) -> String {
    let names: Vec<String> = columns.iter().map(|name| quote(name)).collect();
    names.join(", ")
}

fn suffix(f: &mut fmt::Formatter<'_>, text: Option<&str>) -> fmt::Result {
    match text {
        Some(text) => write!(f, " {text}"),
        None => Ok(()),
    }
}

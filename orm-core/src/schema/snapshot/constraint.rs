use serde::{Deserialize, Serialize};

use super::TableName;
use crate::schema::Action;

/// Columns that are a key together: a primary key, a unique constraint, or an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySnapshot {
    /// The constraint's or the index's name.
    pub name: String,
    /// The columns, in order.
    pub columns: Vec<String>,
    /// A unique key leaves out the rows in which this column is set: those that were deleted softly leave their values to
    /// others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unless: Option<String>,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKeySnapshot {
    /// The constraint's name.
    pub name: String,
    /// The columns that hold it.
    pub columns: Vec<String>,
    /// The table that it refers to.
    pub target: TableName,
    /// The columns there.
    pub references: Vec<String>,
    /// What happens to the holder when the target's row is deleted.
    pub on_delete: Action,
    /// What happens to the holder when the target's key changes.
    #[serde(default = "no_action", skip_serializing_if = "is_no_action")]
    pub on_update: Action,
}

/// A condition on each row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckSnapshot {
    /// The constraint's name.
    pub name: String,
    /// What has to be true, or unknown.
    #[serde(flatten)]
    pub condition: Condition,
}

/// What a check demands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Condition {
    /// A condition in SQL.
    Sql(String),
    /// A column's text is one of these.
    Variants {
        /// The column.
        column: String,
        /// The texts.
        values: Vec<String>,
    },
}

fn no_action() -> Action {
    Action::NoAction
}

fn is_no_action(action: &Action) -> bool {
    *action == Action::NoAction
}

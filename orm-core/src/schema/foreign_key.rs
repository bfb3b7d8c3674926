use std::fmt;

use super::Table;

/// A foreign key: the relation's holder refers to at most one row of the target.
#[derive(Clone, Copy)]
pub struct ForeignKey {
    /// The accessor's name, and the relation's.
    pub name: &'static str,
    /// The columns that hold the key, as positions in the holder's table.
    pub columns: &'static [usize],
    /// The table referred to.
    pub target: fn() -> &'static Table,
    /// The target's columns referred to, where they are not its primary key.
    pub references: Option<&'static [usize]>,
    /// The accessor on the target's side.
    pub related_name: Option<&'static str>,
    /// What happens to the holder when the target's row is deleted.
    pub on_delete: Action,
    /// What happens to the holder when the target's key changes.
    pub on_update: Action,
    /// Whether a target has at most one holder: a one-to-one.
    pub unique: bool,
    /// Whether the columns have an index of their own.
    pub index: bool,
}

/// What the database does with the rows that refer to a row which goes or changes its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// Refuse, at once.
    Restrict,
    /// Refuse, at the end of the statement.
    NoAction,
    /// Delete or change them too.
    Cascade,
    /// Set their foreign key to `NULL`.
    SetNull,
    /// Set their foreign key to the column's default.
    SetDefault,
}

impl Action {
    /// The action in SQL.
    pub const fn sql(self) -> &'static str {
        match self {
            Action::Restrict => "RESTRICT",
            Action::NoAction => "NO ACTION",
            Action::Cascade => "CASCADE",
            Action::SetNull => "SET NULL",
            Action::SetDefault => "SET DEFAULT",
        }
    }
}

impl ForeignKey {
    /// A foreign key to the target's primary key.
    pub const fn new(
        name: &'static str,
        columns: &'static [usize],
        target: fn() -> &'static Table,
    ) -> Self {
        ForeignKey {
            name,
            columns,
            target,
            references: None,
            related_name: None,
            on_delete: Action::Restrict,
            on_update: Action::NoAction,
            unique: false,
            index: true,
        }
    }

    /// Refers to these columns of the target instead of its primary key.
    pub const fn references(mut self, columns: &'static [usize]) -> Self {
        self.references = Some(columns);
        self
    }

    /// Names the accessor on the target's side.
    pub const fn related_name(mut self, name: &'static str) -> Self {
        self.related_name = Some(name);
        self
    }

    /// Sets what a deletion of the target's row does.
    pub const fn on_delete(mut self, action: Action) -> Self {
        self.on_delete = action;
        self
    }

    /// Sets what a change of the target's key does.
    pub const fn on_update(mut self, action: Action) -> Self {
        self.on_update = action;
        self
    }

    /// Makes it a one-to-one.
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Leaves out the index on its columns.
    pub const fn without_index(mut self) -> Self {
        self.index = false;
        self
    }

    /// The target's columns referred to, as positions in its table.
    pub fn referenced(&self) -> &'static [usize] {
        self.references
            .unwrap_or_else(|| (self.target)().primary_key)
    }
}

impl fmt::Debug for ForeignKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ForeignKey")
            .field("name", &self.name)
            .field("columns", &self.columns)
            .field("target", &(self.target)().name)
            .finish_non_exhaustive()
    }
}

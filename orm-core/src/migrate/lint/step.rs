//! What a statement does to tables, in the words that rules are about. A statement may do several things, one after the
//! other.

use crate::schema::snapshot::TableName;

/// One thing that a statement does.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    CreateTable(NewTable),
    DropTable {
        table: TableName,
        cascade: bool,
    },
    Alter {
        table: TableName,
        action: Action,
    },
    CreateIndex(NewIndex),
    DropIndex {
        index: TableName,
        concurrently: bool,
    },
    Reindex {
        target: Reindexed,
        concurrently: bool,
    },
    RenameIndex {
        index: TableName,
        to: String,
    },
    CreateTrigger(TableName),
    DropTrigger(TableName),
    CreatePolicy(TableName),
    DropPolicy(TableName),
    CreateEnum(TableName),
    AddEnumValue {
        ty: TableName,
        value: String,
    },
    RenameEnumValue(TableName),
    CreateDomain {
        name: TableName,
        constrained: bool,
    },
    CreateFunction {
        name: TableName,
        volatility: Volatility,
    },
    CreateView {
        name: TableName,
        reads: Vec<TableName>,
        /// What its query names: columns among others.
        names: Vec<String>,
    },
    DropView(TableName),
    RenameSchema,
    Truncate(TableName),
    Cluster(Option<TableName>),
    Vacuum {
        table: Option<TableName>,
        full: bool,
    },
    Update {
        table: TableName,
        filtered: bool,
    },
    Delete {
        table: TableName,
        filtered: bool,
    },
    Insert(TableName),
    /// Waits at most so long for a lock; whether that is not for ever.
    LockTimeout {
        limited: bool,
    },
    Comment(Option<TableName>),
    CreateStatistics(TableName),
    /// Nothing that a rule is about.
    Harmless,
}

impl Step {
    /// The table whose rows it is about, as far as that is named.
    pub(super) fn table(&self) -> Option<&TableName> {
        match self {
            Step::CreateTable(NewTable { name: table, .. })
            | Step::CreateIndex(NewIndex { table, .. })
            | Step::Reindex {
                target: Reindexed::Table(table),
                ..
            }
            | Step::Alter { table, .. }
            | Step::DropTable { table, .. }
            | Step::CreateTrigger(table)
            | Step::DropTrigger(table)
            | Step::CreatePolicy(table)
            | Step::DropPolicy(table)
            | Step::Truncate(table)
            | Step::Update { table, .. }
            | Step::Delete { table, .. }
            | Step::CreateStatistics(table)
            | Step::DropView(table)
            | Step::Insert(table) => Some(table),
            Step::Cluster(table) | Step::Comment(table) | Step::Vacuum { table, .. } => {
                table.as_ref()
            }
            _ => None,
        }
    }
}

/// What an `ALTER TABLE` does.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Action {
    AddColumn(NewColumn),
    DropColumn(String),
    AlterType {
        column: String,
        ty: Type,
        using: bool,
    },
    SetDefault(String),
    DropDefault(String),
    SetNotNull(String),
    DropNotNull(String),
    AlterGeneration(String),
    SetStorage,
    AddConstraint(NewConstraint),
    ValidateConstraint(String),
    DropConstraint(String),
    RenameColumn {
        from: String,
        to: String,
    },
    RenameConstraint {
        from: String,
        to: String,
    },
    RenameTable(String),
    SetSchema(String),
    AttachPartition(TableName),
    DetachPartition {
        part: TableName,
        concurrently: bool,
    },
    Rewrite,
    EnableRowSecurity,
    SwitchTrigger,
    /// Statistics targets and storage parameters, which reads and writes do not wait for.
    Tune,
    Other,
}

/// A table that was not there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NewTable {
    pub(super) name: TableName,
    pub(super) columns: Vec<NewColumn>,
    pub(super) constraints: Vec<NewConstraint>,
    pub(super) partition_of: Option<TableName>,
}

/// A column that was not there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NewColumn {
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) not_null: bool,
    pub(super) default: Option<Expression>,
    pub(super) source: Source,
    pub(super) constraints: Vec<NewConstraint>,
}

/// Where a column's values come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// From who inserts, or the default.
    Given,
    /// From a sequence: `serial`, or an identity.
    Sequence,
    /// Computed when the row is written, and stored.
    Stored,
    /// Computed when the row is read.
    Virtual,
}

/// A constraint that was not there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NewConstraint {
    pub(super) name: Option<String>,
    pub(super) kind: Kind,
    pub(super) not_valid: bool,
    /// Its text, without its name and whether it is tried; empty where it stands in the definition of a column.
    pub(super) definition: String,
}

/// What a constraint demands.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Check(Expression),
    NotNull(String),
    Unique(Vec<String>),
    PrimaryKey(Vec<String>),
    UniqueUsing(String),
    PrimaryKeyUsing(String),
    ForeignKey {
        columns: Vec<String>,
        target: TableName,
        references: Vec<String>,
    },
    Exclude,
}

/// An index that was not there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NewIndex {
    pub(super) name: Option<String>,
    pub(super) table: TableName,
    pub(super) columns: Vec<String>,
    pub(super) unique: bool,
    pub(super) concurrently: bool,
    /// Its text behind `ON`.
    pub(super) definition: String,
}

/// What is indexed anew.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reindexed {
    Table(TableName),
    Index(TableName),
    Everything,
}

/// A type as it is written: `varchar(200)`, `timestamptz`, `text[]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Type {
    pub(super) name: String,
    pub(super) modifiers: Vec<i64>,
    pub(super) array: bool,
}

/// An expression, which is not understood but for what it calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expression {
    pub(super) text: String,
    /// The functions that it calls.
    pub(super) calls: Vec<String>,
    /// The column that it says is not null, where it says no more.
    pub(super) not_null: Option<String>,
}

/// How often a function's result changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Volatility {
    /// The same throughout a statement.
    Stable,
    /// Nobody said.
    Unknown,
    /// Another one for each row.
    Volatile,
}

//! What is to be written: models, decided but not yet in Rust.

use orm_core::migrate::live::{LiveColumn, LiveTable};
use orm_core::schema::Action;
use orm_core::types::SqlType;

use super::naming::Taken;

/// A model.
pub(super) struct Model<'l> {
    pub(super) table: &'l LiveTable,
    /// The struct's name.
    pub(super) name: String,
    pub(super) fields: Vec<Field<'l>>,
    /// Foreign keys of several columns, as positions among the fields.
    pub(super) foreign_keys: Vec<(Vec<usize>, ForeignKey)>,
    pub(super) many_to_many: Vec<ManyToMany>,
    /// Sets of fields that are unique together, and that have an index.
    pub(super) unique: Vec<Vec<usize>>,
    pub(super) indexes: Vec<Vec<usize>>,
    pub(super) checks: Vec<String>,
    /// What the model does not say of its table.
    pub(super) notes: Vec<String>,
    /// Names of its fields and accessors, those included that others give it.
    pub(super) taken: Taken,
}

/// A field.
pub(super) struct Field<'l> {
    pub(super) column: &'l LiveColumn,
    pub(super) name: String,
    pub(super) ty: SqlType,
    pub(super) max_length: Option<u32>,
    pub(super) nullable: bool,
    pub(super) is_key: bool,
    /// The type's other name: an integer key would otherwise be taken for one that the database gives.
    pub(super) alias: Option<String>,
    pub(super) default: Option<Default>,
    pub(super) unique: bool,
    pub(super) index: bool,
    pub(super) check: Option<String>,
    pub(super) foreign_key: Option<ForeignKey>,
}

/// A default that the database knows.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Default {
    Bool(bool),
    /// A number as it is written in Rust.
    Number(String),
    Text(String),
    Sql(String),
}

/// A foreign key, but for its columns.
pub(super) struct ForeignKey {
    /// The target's struct.
    pub(super) target: String,
    /// Whether a target has one holder at most.
    pub(super) unique: bool,
    /// The accessor, unless it is the one that is made of the field's name.
    pub(super) name: Option<String>,
    /// The accessor on the other side.
    pub(super) related_name: String,
    /// The target's field, where it is not the key.
    pub(super) references: Option<String>,
    pub(super) on_delete: Action,
    pub(super) on_update: Action,
    pub(super) index: bool,
}

/// A many-to-many relation.
pub(super) struct ManyToMany {
    pub(super) target: String,
    pub(super) name: String,
    pub(super) related_name: String,
    /// The model between; none where the relation makes its table by itself.
    pub(super) through: Option<String>,
    /// The two fields of the model between, where it has others that refer to the same.
    pub(super) through_fields: Option<[String; 2]>,
}

impl Model<'_> {
    /// The fields of these columns, unless one of them has none.
    pub(super) fn positions(&self, columns: &[String]) -> Option<Vec<usize>> {
        let position = |name: &String| {
            let mut fields = self.fields.iter();
            fields.position(|field| field.column.name == *name)
        };
        columns.iter().map(position).collect()
    }

    /// The fields of the primary key, in its order.
    pub(super) fn key(&self) -> Vec<usize> {
        let key = self.table.primary_key.as_ref();
        key.and_then(|key| self.positions(&key.columns))
            .unwrap_or_default()
    }

    /// Says something about a part of the table that the model does not have.
    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}

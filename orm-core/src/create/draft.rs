use super::nested::{NestedDraft, NestedDrafts};
use crate::error::{Error, Result};
use crate::query::syntax::Insert;
use crate::schema::{RelationRef, Table};
use crate::types::{Datum, SqlType};

/// A row in the making, its type erased: the columns that are set, and what is created with it.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Draft {
    pub(crate) table: &'static Table,
    pub(crate) values: Vec<Option<Datum>>,
    /// What is created or linked along its relations, once the row is there.
    pub(crate) nested: NestedDrafts,
}

impl Draft {
    pub(crate) fn new(table: &'static Table) -> Self {
        Draft {
            table,
            values: vec![None; table.columns.len()],
            nested: NestedDrafts::default(),
        }
    }

    pub(crate) fn put(&mut self, column: usize, datum: Datum) {
        self.values[column] = Some(datum);
    }

    /// Sets several columns.
    pub(crate) fn with(mut self, columns: &[usize], values: Vec<Datum>) -> Self {
        for (&column, value) in columns.iter().zip(values) {
            self.put(column, value);
        }
        self
    }

    /// Leaves these columns to the row that this one is created with. One that is set already is refused when it is sent:
    /// a value that a default or a hook gives later is not a person's, and gives way.
    pub(super) fn expect_from_parent(&mut self, columns: &[usize]) {
        for &column in columns {
            if self.values[column].is_some() {
                self.values[column] = Some(Datum::Invalid(
                    "the row that this one is created with supplies its foreign key; do not set it",
                ));
            }
        }
    }

    /// Sets what was left to the row that this one is created with.
    pub(crate) fn supply(&mut self, columns: &[usize], values: Vec<Datum>) {
        for (&column, value) in columns.iter().zip(values) {
            if !matches!(self.values[column], Some(Datum::Invalid(_))) {
                self.put(column, value.referable());
            }
        }
    }

    /// Links the row, once it is there, to a row with this key, from which the relation leads to it.
    pub(crate) fn linked(mut self, relation: RelationRef, key: Vec<Datum>) -> Self {
        let row = NestedDraft::Existing(key);
        self.nested.push(relation.reverse(), row);
        self
    }

    /// Refuses rows that bring others or links along, where a row that is there already might take their place.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`].
    pub(crate) fn refuse_nested(drafts: &[Draft]) -> Result<()> {
        match drafts.iter().find(|draft| !draft.nested.is_empty()) {
            None => Ok(()),
            Some(Draft { table, .. }) => Err(Error::configuration(format!(
                "this `{}` brings rows or links along, and only a row alone can be there already; \
                 write the row first, and give it the others by its relations",
                table.model
            ))),
        }
    }

    /// What is nested in each of these rows, which then are as if they stood alone.
    pub(crate) fn take_nested(drafts: &mut [Draft]) -> Vec<NestedDrafts> {
        let drafts = drafts.iter_mut();
        drafts
            .map(|draft| std::mem::take(&mut draft.nested))
            .collect()
    }

    /// Calls each `default_with` and `on_update_with` whose column is not set, and begins a version.
    pub(crate) fn fill_in_defaults(&mut self) {
        for (column, value) in self.table.columns.iter().zip(&mut self.values) {
            if value.is_some() {
                continue;
            }
            if let Some(default) = column.default_with.or(column.on_update_with) {
                *value = Some(default());
            } else if column.version {
                *value = Some(first_version(column.ty));
            }
        }
    }

    /// Says `NULL` where a column is left to be that: rows that differ in nothing else are of one shape.
    pub(crate) fn fill_in_nulls(&mut self) {
        for (column, value) in self.table.columns.iter().zip(&mut self.values) {
            let is_left_out = column.default.is_some() || column.computed.is_some();
            if value.is_none() && column.nullable && !is_left_out {
                *value = Some(Datum::Null);
            }
        }
    }

    /// The columns that are set.
    pub(crate) fn columns(&self) -> Vec<usize> {
        (0..self.values.len())
            .filter(|&column| self.values[column].is_some())
            .collect()
    }

    /// The values of the columns that are set.
    pub(crate) fn into_row(self) -> Vec<Datum> {
        self.values.into_iter().flatten().collect()
    }

    /// The values of some columns, where all of them are set.
    pub(crate) fn values_of(&self, columns: &[usize]) -> Option<Vec<Datum>> {
        columns
            .iter()
            .map(|&column| self.values[column].clone())
            .collect()
    }

    pub(crate) fn insert(
        table: &'static Table,
        columns: Vec<usize>,
        rows: Vec<Vec<Datum>>,
    ) -> Insert {
        Insert {
            table,
            columns,
            rows,
            conflict: None,
            returning: (0..table.columns.len()).collect(),
        }
    }
}

/// Versions begin at 1.
fn first_version(ty: SqlType) -> Datum {
    match ty {
        SqlType::Int32 => Datum::Int32(1),
        _ => Datum::Int64(1),
    }
}

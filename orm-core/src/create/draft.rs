use crate::error::{Error, Result};
use crate::query::syntax::Insert;
use crate::schema::{RelationRef, Table};
use crate::types::Datum;

/// A row in the making, its type erased: the columns that are set, and what it is to be linked to.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Draft {
    pub(crate) table: &'static Table,
    pub(crate) values: Vec<Option<Datum>>,
    /// A many-to-many to the new row, and the near side's key.
    pub(crate) link: Option<(RelationRef, Vec<Datum>)>,
}

impl Draft {
    pub(crate) fn new(table: &'static Table) -> Self {
        Draft {
            table,
            values: vec![None; table.columns.len()],
            link: None,
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

    /// Links the row, once it is there, to a row with this key.
    pub(crate) fn linked(mut self, relation: RelationRef, near: Vec<Datum>) -> Self {
        self.link = Some((relation, near));
        self
    }

    /// Refuses what is linked to another row, where a row that is there already might take its place.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`].
    pub(crate) fn refuse_more_than_a_row(&self) -> Result<()> {
        match &self.link {
            None => Ok(()),
            Some((relation, _)) => Err(Error::configuration(format!(
                "a `{}` that is created along `{}` is a row and a link, and only a row can be there already; \
                 create it by `{}::create()`, then link it by `.add(…)`",
                self.table.model,
                relation.name(),
                self.table.model
            ))),
        }
    }

    /// Calls each `default_with` whose column is not set.
    pub(crate) fn fill_in_defaults(&mut self) {
        for (column, value) in self.table.columns.iter().zip(&mut self.values) {
            if value.is_none()
                && let Some(default) = column.default_with
            {
                *value = Some(default());
            }
        }
    }

    /// Says `NULL` where a column is left to be that: rows that differ in nothing else are of one shape.
    pub(crate) fn fill_in_nulls(&mut self) {
        for (column, value) in self.table.columns.iter().zip(&mut self.values) {
            if value.is_none() && column.nullable && column.default.is_none() {
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

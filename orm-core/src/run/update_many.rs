use std::collections::HashSet;

use super::prepare::{prepare_common, validate_rows};
use crate::db::{Handle, Session};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::query::syntax::{Expr, UpdateMany};
use crate::schema::Table;
use crate::sql;
use crate::types::Datum;

/// New values for rows that exist, for each its own.
pub(crate) struct NewValues {
    table: &'static Table,
    /// The columns of the key, and after them those that are set.
    columns: Vec<usize>,
    rows: Vec<Vec<Datum>>,
    /// What else is set, in all rows alike.
    common: Vec<(usize, Expr)>,
}

impl NewValues {
    pub(crate) fn of<'r, M: Model>(
        rows: impl IntoIterator<Item = &'r M>,
        mut set: Vec<usize>,
    ) -> Self {
        let table = M::table();
        let mut known = HashSet::new();
        // What is counted is not given.
        set.retain(|&column| known.insert(column) && !table.columns[column].version);
        let columns = [table.primary_key, &set].concat();
        let values = |row: &M| columns.iter().map(|&column| row.datum(column)).collect();
        NewValues {
            table,
            rows: rows.into_iter().map(values).collect(),
            columns,
            common: Vec::new(),
        }
    }

    /// Writes them in one statement, or in one transaction where one does not take them all; gives how many rows they met.
    pub(crate) async fn update(mut self, db: Handle<'_>) -> Result<u64> {
        let (key, set) = self.columns.split_at(self.table.primary_key.len());
        refuse_keys(self.table, set, &[])?;
        refuse_duplicates(self.table, self.rows.iter().map(|row| &row[..key.len()]))?;
        self.common = prepare_common(self.table, set)?.terms;
        validate_rows(self.table, &self.columns, &self.rows)?;
        let most = sql::update_chunk(self.table, &self.columns, db.dialect());
        if self.rows.is_empty() {
            return Ok(0);
        }
        if self.rows.len() <= most {
            return self
                .update_chunk(self.rows.clone(), &mut db.session().await?)
                .await;
        }
        let mut unit = db.unit().await?;
        let mut changed = 0;
        for rows in self.rows.chunks(most) {
            changed += self.update_chunk(rows.to_vec(), &mut unit).await?;
        }
        unit.commit().await?;
        Ok(changed)
    }

    async fn update_chunk(&self, rows: Vec<Vec<Datum>>, session: &mut Session<'_>) -> Result<u64> {
        let update = UpdateMany {
            table: self.table,
            columns: self.columns.clone(),
            rows,
            assignments: self.common.clone(),
        };
        let statement = sql::update_many(&update, session.dialect())?;
        session.execute(&statement).await
    }
}

/// Refuses to set a column of the key: other rows refer to a row by it. Those by which the row was found are what they are.
pub(super) fn refuse_keys(table: &Table, set: &[usize], found_by: &[usize]) -> Result<()> {
    let is_key = |column: &&usize| table.primary_key.contains(column) && !found_by.contains(column);
    match set.iter().find(is_key) {
        None => Ok(()),
        Some(&column) => Err(Error::configuration(format!(
            "`{}::{}` is part of the key that says which row is meant, so it cannot be set here; \
             `{}::by_key(…).set(…)` moves one row to another key",
            table.model, table.columns[column].field, table.model
        ))),
    }
}

/// Refuses a batch in which two rows have the same key.
pub(super) fn refuse_duplicates<'k>(
    table: &Table,
    keys: impl Iterator<Item = &'k [Datum]>,
) -> Result<()> {
    let mut known = HashSet::new();
    let mut keys = keys;
    match keys.all(|key| known.insert(key)) {
        true => Ok(()),
        false => Err(Error::duplicate_in_batch(table)),
    }
}

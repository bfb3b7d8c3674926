use std::collections::{BTreeMap, HashSet};

use super::prepare::{prepare_common, prepare_values, validate_rows};
use super::scope::Scope;
use super::write::{all_columns, fetch_rows};
use crate::db::{Handle, Session, Statement};
use crate::dialect::Dialect;
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
}

/// Rows of which the same columns are set: one statement, or a few.
struct Group {
    table: &'static Table,
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
        }
    }

    /// Writes them in one statement, or in one transaction where one does not take them all; gives how many rows they met.
    pub(crate) async fn update<M: Model>(self, db: Handle<'_>) -> Result<u64> {
        let groups = self.into_groups::<M>()?;
        let chunks: Vec<Chunk<'_>> = groups.iter().flat_map(|group| group.chunks(db)).collect();
        if M::HOOKS.after_save.is_some() && !chunks.is_empty() {
            return update_and_follow_up::<M>(&chunks, db).await;
        }
        match &chunks[..] {
            [] => Ok(0),
            [only] => only.execute(&mut db.session().await?).await,
            several => {
                let mut unit = db.unit().await?;
                let mut changed = 0;
                for chunk in several {
                    changed += chunk.execute(&mut unit).await?;
                }
                unit.commit().await?;
                Ok(changed)
            }
        }
    }

    /// The rows as the model's hook leaves them. It may set more columns than were asked for, and in some rows only.
    fn into_groups<M: Model>(self) -> Result<Vec<Group>> {
        let (key, set) = self.columns.split_at(self.table.primary_key.len());
        refuse_keys(self.table, set, &[])?;
        refuse_duplicates(self.table, self.rows.iter().map(|row| &row[..key.len()]))?;
        if M::HOOKS.before_save.is_none() {
            validate_rows(self.table, &self.columns, &self.rows)?;
            return Ok(vec![Group::new(self.table, self.columns, self.rows)?]);
        }
        let mut invalid = Vec::new();
        let mut groups: BTreeMap<Vec<usize>, Vec<Vec<Datum>>> = BTreeMap::new();
        for (position, mut row) in self.rows.into_iter().enumerate() {
            let values = row.split_off(key.len());
            let given = set.iter().copied().zip(values);
            let (columns, values): (Vec<_>, Vec<_>) =
                prepare_values::<M>(position, given, &mut invalid)?
                    .into_iter()
                    .unzip();
            row.extend(values);
            groups
                .entry([key, &columns].concat())
                .or_default()
                .push(row);
        }
        Error::unless_valid(invalid)?;
        let groups = groups.into_iter();
        let groups = groups.map(|(columns, rows)| Group::new(self.table, columns, rows));
        groups.collect()
    }
}

impl Group {
    fn new(table: &'static Table, columns: Vec<usize>, rows: Vec<Vec<Datum>>) -> Result<Self> {
        let set = &columns[table.primary_key.len()..];
        refuse_keys(table, set, &[])?;
        let common = prepare_common(table, set)?.terms;
        Ok(Group {
            table,
            columns,
            rows,
            common,
        })
    }

    /// The rows, as many at a time as one statement takes.
    fn chunks(&self, db: Handle<'_>) -> impl Iterator<Item = Chunk<'_>> {
        let most = sql::update_chunk(self.table, &self.columns, db.dialect());
        let chunks = self.rows.chunks(most);
        chunks.map(|rows| Chunk { group: self, rows })
    }
}

/// Rows that one statement changes.
struct Chunk<'g> {
    group: &'g Group,
    rows: &'g [Vec<Datum>],
}

impl Chunk<'_> {
    async fn execute(&self, session: &mut Session<'_>) -> Result<u64> {
        let statement = self.statement(Vec::new(), session.dialect())?;
        session.execute(&statement).await
    }

    /// The statement that gives these columns of each row back.
    fn statement(&self, returning: Vec<usize>, dialect: Dialect) -> Result<Statement> {
        let update = UpdateMany {
            table: self.group.table,
            columns: self.group.columns.clone(),
            rows: self.rows.to_vec(),
            assignments: self.group.common.clone(),
            returning,
        };
        sql::update_many(&update, dialect)
    }
}

/// Writes all of them, and runs the hook that follows with the rows as stored.
async fn update_and_follow_up<M: Model>(chunks: &[Chunk<'_>], db: Handle<'_>) -> Result<u64> {
    let scope = Scope::begin(db, true).await?;
    let mut stored: Vec<M> = Vec::new();
    for chunk in chunks {
        let statement = chunk.statement(all_columns::<M>(), db.dialect())?;
        stored.extend(fetch_rows(&statement, &mut scope.handle().session().await?).await?);
    }
    scope.run(M::HOOKS.after_save, &stored).await?;
    scope.commit().await?;
    Ok(stored.len() as u64)
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

use std::collections::HashMap;

use super::bulk::{Group, group};
use super::prepare::{prepare_common, prepare_rows};
use super::update_many::{refuse_duplicates, refuse_keys};
use super::write::fetch_rows;
use crate::create::Draft;
use crate::db::{Handle, Session};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::query::syntax::{Conflict, Resolution};
use crate::schema::Table;
use crate::sql;
use crate::types::{Datum, SqlType};

/// Inserts rows, and resolves the conflicts with those that are there. Gives for each the row as stored, in the order
/// given, and nothing where the row that is there was left as it is.
pub(crate) async fn upsert<M: Model>(
    mut drafts: Vec<Draft>,
    conflict: Conflict,
    db: Handle<'_>,
) -> Result<Vec<Option<M>>> {
    let table = M::table();
    Draft::refuse_nested(&drafts)?;
    prepare_rows::<M>(&mut drafts)?;
    drafts.iter_mut().for_each(Draft::fill_in_nulls);
    let conflict = completed(table, conflict)?;
    let mut stored: Vec<Option<M>> = std::iter::repeat_with(|| None).take(drafts.len()).collect();
    let batch = Batch::sort(table, drafts, conflict)?;
    for (position, row) in batch.save(db).await? {
        stored[position] = Some(row);
    }
    Ok(stored)
}

/// What a row that is there is changed to, with what follows each change.
fn completed(table: &'static Table, mut conflict: Conflict) -> Result<Conflict> {
    if let Resolution::Update { assignments, .. } = &mut conflict.resolution {
        let set: Vec<usize> = assignments.iter().map(|(column, _)| *column).collect();
        refuse_keys(table, &set, &conflict.key)?;
        let common = prepare_common(table, &set)?.terms;
        assignments.retain(|(column, _)| !common.iter().any(|(known, _)| known == column));
        assignments.extend(common);
    }
    Ok(conflict)
}

/// Rows, and where each stood.
type Placed<T> = Vec<(usize, T)>;

/// Rows by what is known of their unique key.
struct Batch {
    table: &'static Table,
    conflict: Conflict,
    /// Those whose key is known, each with another one.
    keyed: Placed<Draft>,
    /// Those that can meet no other row: the key holds a `NULL`, or the database makes it, or the row is deleted softly
    /// from the beginning.
    free: Placed<Draft>,
    /// Those whose key is left to the database's default, or is not equal where the database says that it is.
    unknown: Placed<Draft>,
}

impl Batch {
    fn sort(table: &'static Table, drafts: Vec<Draft>, conflict: Conflict) -> Result<Self> {
        let mut batch = Batch {
            table,
            conflict,
            keyed: Vec::new(),
            free: Vec::new(),
            unknown: Vec::new(),
        };
        for (position, draft) in drafts.into_iter().enumerate() {
            batch.kind(&draft).push((position, draft));
        }
        batch.settle_duplicates()?;
        Ok(batch)
    }

    fn kind(&mut self, draft: &Draft) -> &mut Placed<Draft> {
        let table = self.table;
        let is_free = |&column: &usize| match &draft.values[column] {
            Some(value) => value.is_null(),
            None => table.columns[column].generated,
        };
        let is_comparable = |&column: &usize| {
            let ty = table.columns[column].ty;
            draft.values[column].is_some() && !matches!(ty, SqlType::Json | SqlType::Array(_))
        };
        let key = &self.conflict.key;
        let is_deleted = key != table.primary_key
            && (table.soft_delete).is_some_and(|column| {
                let deleted = draft.values[column].as_ref();
                deleted.is_some_and(|deleted| !deleted.is_null())
            });
        if is_deleted || key.iter().any(is_free) {
            &mut self.free
        } else if key.iter().all(is_comparable) {
            &mut self.keyed
        } else {
            &mut self.unknown
        }
    }

    /// Of rows with the same key only the first would be inserted; which of them would be the last to change the row that
    /// is there, the databases do not agree on.
    fn settle_duplicates(&mut self) -> Result<()> {
        let key = &self.conflict.key;
        let keys: Vec<Vec<Datum>> = (self.keyed.iter())
            .filter_map(|(_, draft)| draft.values_of(key))
            .collect();
        match &self.conflict.resolution {
            Resolution::Ignore => {
                let mut known = std::collections::HashSet::new();
                let mut is_first = keys.into_iter().map(|key| known.insert(key));
                self.keyed.retain(|_| is_first.next().unwrap_or(true));
                Ok(())
            }
            Resolution::Update { .. } => {
                refuse_duplicates(self.table, keys.iter().map(Vec::as_slice))
            }
        }
    }

    async fn save<M: Model>(self, db: Handle<'_>) -> Result<Placed<M>> {
        match self.keyed.len() + self.free.len() + self.unknown.len() {
            0 => Ok(Vec::new()),
            1 => self.send(&mut db.session().await?).await,
            _ => {
                let mut unit = db.unit().await?;
                let stored = self.send(&mut unit).await?;
                unit.commit().await?;
                Ok(stored)
            }
        }
    }

    async fn send<M: Model>(self, session: &mut Session<'_>) -> Result<Placed<M>> {
        let mut stored = Vec::new();
        for group in group(self.keyed) {
            let most = sql::insert_chunk(self.table, &group.columns, session.dialect());
            stored.extend(insert_chunks(group, &self.conflict, most, session).await?);
        }
        for group in group(self.unknown) {
            stored.extend(insert_chunks(group, &self.conflict, 1, session).await?);
        }
        for group in group(self.free) {
            stored.extend(group.insert(session).await?);
        }
        Ok(stored)
    }
}

async fn insert_chunks<M: Model>(
    group: Group,
    conflict: &Conflict,
    most: usize,
    session: &mut Session<'_>,
) -> Result<Placed<M>> {
    let mut stored = Vec::new();
    let mut drafts = group.drafts.into_iter().peekable();
    while drafts.peek().is_some() {
        let chunk = drafts.by_ref().take(most).collect();
        let (table, columns) = (group.table, &group.columns);
        stored.extend(insert_chunk(table, columns, chunk, conflict, session).await?);
    }
    Ok(stored)
}

/// One statement. The database may give the rows back in any order, and does not say which it left out, so they are matched
/// by their unique key; where there is one row, it can be no other.
async fn insert_chunk<M: Model>(
    table: &'static Table,
    columns: &[usize],
    drafts: Placed<Draft>,
    conflict: &Conflict,
    session: &mut Session<'_>,
) -> Result<Placed<M>> {
    let only = match &drafts[..] {
        [(position, _)] => Some(*position),
        _ => None,
    };
    let (mut places, mut rows) = (HashMap::new(), Vec::new());
    for (position, draft) in drafts {
        places.extend(draft.values_of(&conflict.key).map(|key| (key, position)));
        rows.push(draft.into_row());
    }
    let mut insert = Draft::insert(table, columns.to_vec(), rows);
    insert.conflict = Some(conflict.clone());
    let statement = sql::insert(&insert, session.dialect())?;
    let stored: Vec<M> = fetch_rows(&statement, session).await?;
    let place = |row: &M| {
        let key: Vec<Datum> = conflict
            .key
            .iter()
            .map(|&column| row.datum(column))
            .collect();
        let place = only.or_else(|| places.get(&key).copied());
        place.ok_or_else(|| Error::changed_key(table))
    };
    stored
        .into_iter()
        .map(|row| Ok((place(&row)?, row)))
        .collect()
}

use std::pin::pin;

use futures::stream::{Stream, StreamExt};

use super::prepare::prepare_row;
use crate::create::{BulkLoad, Draft};
use crate::db::{Executor, Handle, Unit};
use crate::error::{Error, Result};
use crate::load::Loading;
use crate::model::Model;
use crate::schema::Table;
use crate::sql;
use crate::types::Datum;

/// How many bytes one statement sends, about.
const CHUNK: usize = 1 << 20;

/// What a value takes in memory, beside its text or bytes.
const VALUE: usize = 64;

impl<M, S, P> BulkLoad<M, S, P>
where
    M: Model,
    S: Stream + Send,
    P: FnMut(u64) + Send,
{
    /// Inserts the rows in one transaction, and says how many they were. The next rows are taken from the stream once the
    /// database has those before them, so that memory is bounded, and a slow database slows the stream down.
    ///
    /// A statement of it has no deadline. Dropping the future leaves nothing stored.
    ///
    /// # Errors
    ///
    /// The violated constraint's; [`Error::InvalidValue`] where a value cannot be stored;
    /// [`Error::Configuration`] where a row leaves a column to the database's default that the first row sets, or the
    /// other way round, and where a row brings more than itself along. No row was stored then.
    pub fn save<'db>(self, db: &'db impl Executor) -> Loading<'db, u64>
    where
        S: 'db,
        P: 'db,
    {
        let load = load::<M>(self.drafts, self.progress, db.handle());
        Box::pin(load)
    }
}

async fn load<M: Model>(
    drafts: impl Stream<Item = Draft> + Send,
    mut progress: impl FnMut(u64) + Send,
    db: Handle<'_>,
) -> Result<u64> {
    let mut drafts = pin!(drafts);
    let Some(mut first) = drafts.next().await else {
        return Ok(0);
    };
    let mut unit = db.unit().await?;
    complete::<M>(&mut first, 0)?;
    let mut chunk = Chunk::begin(M::table(), first, db);
    let mut loaded = 0;
    loop {
        let next = drafts.next().await;
        if chunk.is_full() || next.is_none() {
            loaded += chunk.send(&mut unit).await?;
            progress(loaded);
        }
        match next {
            Some(mut draft) => {
                let place = loaded + chunk.rows.len() as u64;
                complete::<M>(&mut draft, place)?;
                chunk.push(draft, place)?;
            }
            None => break,
        }
    }
    unit.commit().await?;
    Ok(loaded)
}

/// Rows of the same columns that are sent together.
struct Chunk {
    table: &'static Table,
    columns: Vec<usize>,
    rows: Vec<Vec<Datum>>,
    size: usize,
    /// The most rows of one statement.
    most: usize,
}

impl Chunk {
    fn begin(table: &'static Table, first: Draft, db: Handle<'_>) -> Self {
        let columns = first.columns();
        let row = first.into_row();
        Chunk {
            table,
            most: sql::load_chunk(table, &columns, db.dialect()),
            columns,
            size: size(&row),
            rows: vec![row],
        }
    }

    fn push(&mut self, draft: Draft, place: u64) -> Result<()> {
        let columns = draft.columns();
        if columns != self.columns {
            return Err(unlike(self.table, &self.columns, &columns, place + 1));
        }
        let row = draft.into_row();
        self.size += size(&row);
        self.rows.push(row);
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.size >= CHUNK || self.rows.len() >= self.most
    }

    async fn send(&mut self, unit: &mut Unit<'_>) -> Result<u64> {
        self.size = 0;
        let rows = std::mem::take(&mut self.rows);
        let mut insert = Draft::insert(self.table, self.columns.clone(), rows);
        insert.returning = Vec::new();
        let statement = sql::load(&insert, unit.dialect())?;
        unit.load(&statement, self.columns.len()).await
    }
}

/// Completes and validates the row at this place of the stream.
fn complete<M: Model>(draft: &mut Draft, place: u64) -> Result<()> {
    Draft::refuse_nested(std::slice::from_ref(draft))?;
    let mut invalid = Vec::new();
    let row = usize::try_from(place).unwrap_or(usize::MAX);
    prepare_row::<M>(row, draft, &mut invalid)?;
    Error::unless_valid(invalid)?;
    draft.fill_in_nulls();
    Ok(())
}

fn size(row: &[Datum]) -> usize {
    let size = |value: &Datum| match value {
        Datum::Text(text) | Datum::Json(text) => text.len() + VALUE,
        Datum::Bytes(bytes) => bytes.len() + VALUE,
        Datum::Array(values) => size(values) + VALUE,
        _ => VALUE,
    };
    row.iter().map(size).sum()
}

/// The first column that only one of two rows sets.
fn unlike(table: &Table, first: &[usize], other: &[usize], number: u64) -> Error {
    let is_in_one = |column: &usize| first.contains(column) != other.contains(column);
    let column = (0..table.columns.len()).find(is_in_one).unwrap_or_default();
    let (this, that) = match other.contains(&column) {
        true => ("sets", "leaves it to the database's default"),
        false => ("leaves to the database's default", "sets it"),
    };
    Error::configuration(format!(
        "row {number} of the bulk load {this} `{}::{}`, and the first row {that}; set it in every row or in none",
        table.model, table.columns[column].field
    ))
}

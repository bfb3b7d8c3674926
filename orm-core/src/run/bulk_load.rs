use std::pin::pin;
use std::time::Duration;

use futures::stream::{Stream, StreamExt};

use super::prepare::prepare_row;
use super::scope::Scope;
use super::write::fetch_rows;
use crate::create::{BulkLoad, Draft};
use crate::db::{Executor, Handle, Unit};
use crate::error::{Error, Result};
use crate::load::Loading;
use crate::model::Model;
use crate::query::syntax::Insert;
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
    /// A statement of it has no deadline, unless [`timeout`](BulkLoad::timeout) gives it one; those of a model with a hook that
    /// follows have the usual one. Dropping the future leaves nothing stored.
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
        let load = load::<M>(self.drafts, self.progress, self.timeout, db.handle());
        Box::pin(load)
    }
}

async fn load<M: Model>(
    drafts: impl Stream<Item = Draft> + Send,
    mut progress: impl FnMut(u64) + Send,
    timeout: Option<Duration>,
    db: Handle<'_>,
) -> Result<u64> {
    let mut drafts = pin!(drafts);
    let Some(mut first) = drafts.next().await else {
        return Ok(0);
    };
    let mut way = Way::begin::<M>(db).await?;
    complete::<M>(&mut first, 0)?;
    let mut chunk = Chunk::begin(first, &way, db);
    let mut loaded = 0;
    loop {
        let next = drafts.next().await;
        if chunk.is_full() || next.is_none() {
            loaded += way.send::<M>(chunk.take(), timeout).await?;
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
    way.commit().await?;
    Ok(loaded)
}

/// How rows get into the database.
enum Way<'db> {
    /// As fast as it takes them, and none comes back.
    Copied(Box<Unit<'db>>),
    /// By statements that give them back, for the hook that follows.
    FollowedUp(Scope<'db>),
}

impl<'db> Way<'db> {
    async fn begin<M: Model>(db: Handle<'db>) -> Result<Self> {
        Ok(match M::HOOKS.after_save {
            None => Way::Copied(Box::new(db.unit().await?)),
            Some(_) => Way::FollowedUp(Scope::begin(db, true).await?),
        })
    }

    async fn send<M: Model>(
        &mut self,
        mut insert: Insert,
        timeout: Option<Duration>,
    ) -> Result<u64> {
        match self {
            Way::Copied(unit) => {
                insert.returning = Vec::new();
                let mut statement = sql::load(&insert, unit.dialect())?;
                statement.timeout = timeout;
                unit.load(&statement, insert.columns.len()).await
            }
            Way::FollowedUp(scope) => {
                let mut session = scope.handle().session().await?;
                let mut statement = sql::insert(&insert, session.dialect())?;
                statement.timeout = timeout;
                let rows: Vec<M> = fetch_rows(&statement, &mut session).await?;
                drop(session);
                scope.run(M::HOOKS.after_save, &rows).await?;
                Ok(rows.len() as u64)
            }
        }
    }

    async fn commit(self) -> Result<()> {
        match self {
            Way::Copied(unit) => unit.commit().await,
            Way::FollowedUp(scope) => scope.commit().await,
        }
    }
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
    fn begin(first: Draft, way: &Way<'_>, db: Handle<'_>) -> Self {
        let (table, columns) = (first.table, first.columns());
        let row = first.into_row();
        let most = match way {
            Way::Copied(_) => sql::load_chunk(table, &columns, db.dialect()),
            Way::FollowedUp(_) => sql::insert_chunk(table, &columns, db.dialect()),
        };
        Chunk {
            table,
            most,
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

    /// The rows so far.
    fn take(&mut self) -> Insert {
        self.size = 0;
        let rows = std::mem::take(&mut self.rows);
        Draft::insert(self.table, self.columns.clone(), rows)
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

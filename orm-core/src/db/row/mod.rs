//! Reading a row: the driver's bytes become [`Cell`]s, and those the fields of a model.

#[cfg(feature = "postgres")]
mod brought;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

#[cfg(feature = "postgres")]
pub(super) use self::postgres::Formats;
#[cfg(feature = "postgres")]
use self::postgres::Record as PostgresRecord;
#[cfg(feature = "sqlite")]
pub(super) use self::sqlite::Storage;
#[cfg(feature = "sqlite")]
use super::sqlite::Record;
use crate::error::{Error, Result};
use crate::schema::Table;
use crate::types::{Cell, ColumnType, Datum, SqlType, Unreadable};

/// A row of a result, read by position from left to right.
///
/// A model reads its fields in the order in which its columns were asked for, and leaves the row at the next column:
/// several models may stand in one row, side by side.
pub struct Row<'r> {
    source: Source<'r>,
    position: usize,
    /// Where in the result each value stands, unless in the order in which they are read.
    places: Option<&'r [usize]>,
    /// Whether the rows of relations to many are among its values.
    brings_rows: bool,
    /// Whose columns are read: which one first, and where it stands.
    entered: Option<(&'static Table, usize, usize)>,
}

/// What errors call the table of a row of which nobody said it.
const UNNAMED: &str = "result";

#[derive(Clone, Copy)]
enum Source<'r> {
    #[cfg(feature = "postgres")]
    Postgres(PostgresRecord<'r>),
    #[cfg(feature = "sqlite")]
    Sqlite(Record<'r>),
}

impl<'r> Row<'r> {
    /// A row from Postgres, at its first column.
    #[cfg(feature = "postgres")]
    pub(super) fn postgres(row: PostgresRecord<'r>) -> Self {
        Row::new(Source::Postgres(row))
    }

    /// A row from SQLite, at its first column.
    #[cfg(feature = "sqlite")]
    pub(super) fn sqlite(row: Record<'r>) -> Self {
        Row::new(Source::Sqlite(row))
    }

    fn new(source: Source<'r>) -> Self {
        Row {
            source,
            position: 0,
            places: None,
            brings_rows: false,
            entered: None,
        }
    }

    /// Says whose columns come next, for the errors about them.
    pub(crate) fn enter(&mut self, table: &'static Table) {
        self.enter_at(table, 0);
    }

    /// As [`enter`](Row::enter), where the columns begin with this one.
    pub(crate) fn enter_at(&mut self, table: &'static Table, column: usize) {
        self.entered = Some((table, column, self.position));
    }

    /// Says that what comes next is no column of a table.
    pub(crate) fn leave(&mut self) {
        self.entered = None;
    }

    /// Says whether the rows of relations to many are among its values.
    pub(crate) fn bring_rows(&mut self, brings_rows: bool) {
        self.brings_rows = brings_rows;
    }

    /// Whether the rows of relations to many are among its values.
    pub(crate) fn brings_rows(&self) -> bool {
        self.brings_rows
    }

    /// Reads each row of the next column, which is an array of rows.
    pub(crate) fn each_brought(
        &mut self,
        read: &mut dyn FnMut(&mut Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let position = self.position;
        self.position += 1;
        match self.source {
            #[cfg(feature = "postgres")]
            Source::Postgres(row) => {
                let undecodable = |reason| self.undecodable(position, reason);
                let mut records = row.records(self.place(position)).map_err(undecodable)?;
                let mut fields = Vec::new();
                while records.next_into(&mut fields).map_err(undecodable)? {
                    let mut brought = Row::postgres(PostgresRecord::Brought(&fields));
                    brought.brings_rows = true;
                    read(&mut brought)?;
                }
                Ok(())
            }
            #[cfg(feature = "sqlite")]
            Source::Sqlite(_) => {
                let reason = Unreadable::new("a row of SQLite brings no others");
                let _ = read;
                Err(self.undecodable(position, reason))
            }
        }
    }

    /// The next column as a value of type `T`.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] where the column holds another type than `T`, a value that `T` has not, or `NULL` and `T` is no
    /// `Option`.
    #[expect(
        clippy::should_implement_trait,
        reason = "each column has a type of its own, so a row is no iterator"
    )]
    pub fn next<T: ColumnType>(&mut self) -> Result<T> {
        let position = self.position;
        let cell = self.cell(T::TYPE)?;
        T::read(cell).map_err(|reason| self.undecodable(position, reason))
    }

    /// The next column as the cell that a column of type `ty` gives.
    #[inline]
    pub(crate) fn cell(&mut self, ty: SqlType) -> Result<Cell<'r>> {
        let position = self.position;
        self.position += 1;
        let cell = match self.source {
            #[cfg(feature = "postgres")]
            Source::Postgres(row) => row.cell(self.place(position), ty),
            #[cfg(feature = "sqlite")]
            Source::Sqlite(row) => sqlite::cell(row, self.place(position), ty),
        };
        cell.map_err(|reason| self.undecodable(position, reason))
    }

    /// The next column as a value that compares equal to the one that a model gives for it.
    pub(crate) fn datum(&mut self, ty: SqlType) -> Result<Datum> {
        Ok(self.cell(ty)?.to_datum(ty))
    }

    /// Goes back to a column, to read it once more.
    pub(crate) fn rewind(&mut self, position: usize) {
        self.position = position;
    }

    /// Leaves out the next `count` columns.
    pub(crate) fn skip(&mut self, count: usize) {
        self.position += count;
    }

    /// Which column is read next; the first one is 0.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// Whether a column holds `NULL`: the key of a related row that is not there.
    pub(crate) fn is_null_at(&self, position: usize) -> bool {
        match self.source {
            #[cfg(feature = "postgres")]
            Source::Postgres(row) => row.is_null(self.place(position)),
            #[cfg(feature = "sqlite")]
            Source::Sqlite(row) => row.is_null(self.place(position)),
        }
    }

    #[cold]
    fn undecodable(&self, position: usize, reason: Unreadable) -> Error {
        let known = self.entered.and_then(|(table, first, start)| {
            let column = table.columns.get(first + position.checked_sub(start)?)?;
            Some((table.name, column.name.to_owned()))
        });
        let (table, column) = known.unwrap_or_else(|| (UNNAMED, self.name_of(position)));
        Error::Decode {
            table: table.to_owned(),
            column,
            reason: reason.to_string(),
            source: None,
        }
    }

    /// What the database calls a column of the result.
    fn name_of(&self, position: usize) -> String {
        let name = self.column_names().get(self.place(position)).copied();
        name.map_or_else(|| format!("column {}", position + 1), str::to_owned)
    }

    /// The names of the result's columns.
    pub(crate) fn column_names(&self) -> Vec<&'r str> {
        match self.source {
            #[cfg(feature = "postgres")]
            Source::Postgres(row) => row.names().collect(),
            #[cfg(feature = "sqlite")]
            Source::Sqlite(row) => row.names().collect(),
        }
    }

    /// The same row from its beginning, its values standing at these places.
    pub(crate) fn arranged<'a>(&'a self, places: &'a [usize]) -> Row<'a> {
        Row {
            places: Some(places),
            ..Row::new(self.source)
        }
    }

    #[inline]
    fn place(&self, position: usize) -> usize {
        let place = self.places.and_then(|places| places.get(position));
        place.copied().unwrap_or(position)
    }
}

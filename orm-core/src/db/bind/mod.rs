//! Binding: a [`Datum`](crate::types::Datum) in the form that a database stores it in, or the reason why it cannot.

mod check;
#[cfg(feature = "postgres")]
mod postgres;
mod set;
mod sqlite;

#[cfg(feature = "postgres")]
use sqlx::Arguments as _;

pub(crate) use self::set::set_needs_unhex;
pub(crate) use self::sqlite::Stored;
use crate::db::{Bind, ColumnName};
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::types::{Datum, SqlType};

/// The arguments of a statement on Postgres.
///
/// # Errors
///
/// [`Error::InvalidValue`] where a value cannot be stored exactly as it is.
#[cfg(feature = "postgres")]
pub(crate) fn postgres(binds: &[Bind]) -> Result<sqlx::postgres::PgArguments> {
    let mut arguments = sqlx::postgres::PgArguments::default();
    arguments.reserve(binds.len(), binds.len() * 8);
    for (position, Bind { value, ty, column }) in binds.iter().enumerate() {
        let ty = *ty;
        arguments
            .add(postgres::Parameter { value, ty })
            .map_err(|reason| invalid(column.as_ref(), position, &reason.to_string()))?;
    }
    Ok(arguments)
}

/// Rows of `width` values in the format that Postgres copies from.
///
/// # Errors
///
/// As [`postgres`].
#[cfg(feature = "postgres")]
pub(crate) fn postgres_rows(binds: &[Bind], width: usize) -> Result<Vec<u8>> {
    let mut rows = postgres::Rows::new();
    for row in binds.chunks(width) {
        rows.begin(width);
        for (position, Bind { value, ty, column }) in row.iter().enumerate() {
            rows.push(value, *ty)
                .map_err(|reason| invalid(column.as_ref(), position, reason))?;
        }
    }
    Ok(rows.end())
}

/// The values of a statement on SQLite, in the form in which it stores them.
///
/// # Errors
///
/// [`Error::InvalidValue`] where a value cannot be stored exactly as it is, [`Error::Unsupported`] for an array.
#[cfg(feature = "sqlite")]
pub(crate) fn sqlite(binds: &[Bind]) -> Result<Vec<Stored<'_>>> {
    binds
        .iter()
        .enumerate()
        .map(|(position, bind)| stored(&bind.value, bind.ty, bind.column, position))
        .collect()
}

/// A set of values of type `ty` as the one text that SQLite's `json_each` reads; see [`set`]. On Postgres a
/// `Datum::Array` is the set.
///
/// # Errors
///
/// As [`sqlite`].
pub(crate) fn sqlite_set(
    values: &[Datum],
    ty: SqlType,
    column: Option<ColumnName>,
) -> Result<Datum> {
    if let SqlType::Array(_) = ty {
        return Err(arrays());
    }
    set::write(values, ty)
        .map(Datum::Text)
        .map_err(|reason| invalid(column.as_ref(), 0, reason))
}

/// A set of rows of values, as [`sqlite_set`]: of single values where each row has one, else of arrays.
///
/// # Errors
///
/// As [`sqlite`].
pub(crate) fn sqlite_rows(
    rows: &[Vec<Datum>],
    types: &[SqlType],
    columns: &[Option<ColumnName>],
) -> Result<Datum> {
    if let [ty] = types {
        let values: Vec<Datum> = rows.iter().flatten().cloned().collect();
        return sqlite_set(&values, *ty, columns[0]);
    }
    set::write_rows(rows, types)
        .map(Datum::Text)
        .map_err(|(place, reason)| invalid(columns[place].as_ref(), 0, reason))
}

/// The form in which SQLite stores one value: what a literal in its DDL is written from.
///
/// # Errors
///
/// As [`sqlite`].
pub(crate) fn sqlite_stored(
    value: &Datum,
    ty: SqlType,
    column: Option<ColumnName>,
) -> Result<Stored<'_>> {
    stored(value, ty, column, 0)
}

fn stored(
    value: &Datum,
    ty: SqlType,
    column: Option<ColumnName>,
    position: usize,
) -> Result<Stored<'_>> {
    if let SqlType::Array(_) = ty {
        return Err(arrays());
    }
    sqlite::store(value, ty).map_err(|reason| invalid(column.as_ref(), position, reason))
}

fn arrays() -> Error {
    Error::Unsupported {
        what: "array columns; store the list as `Json<Vec<…>>`, or its items as rows of their own"
            .to_owned(),
        dialect: Dialect::Sqlite,
    }
}

/// A parameter that belongs to no column is named by its position.
fn invalid(column: Option<&ColumnName>, position: usize, reason: &str) -> Error {
    let (table, column) = match column {
        Some(ColumnName { table, column }) => ((*table).to_owned(), (*column).to_owned()),
        None => ("statement".to_owned(), format!("${}", position + 1)),
    };
    Error::InvalidValue {
        table,
        column,
        reason: reason.to_owned(),
        source: None,
    }
}

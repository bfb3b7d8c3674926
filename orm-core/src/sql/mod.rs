//! Syntax tree → text and binds.

mod compound;
pub(crate) mod ddl;
mod drop;
mod expr;
mod fold;
mod fragment;
mod function;
mod grouped_join;
mod grouping;
mod length;
mod load;
mod lock;
mod numbered;
mod pattern;
mod raw;
mod recursive;
mod related;
mod repeated;
mod row_by_key;
mod scope;
mod select;
mod semi_join;
mod subquery;
mod template;
pub(crate) mod tokens;
mod update_many;
mod upsert;
mod window;
mod write;
mod writer;

use crate::db::Statement;
use crate::dialect::Dialect;
use crate::error::Result;
use crate::query::syntax::{Compound, Delete, Insert, Recursive, Select, Update, UpdateMany};
use crate::schema::Table;
use crate::types::SqlType;

pub(crate) use self::ddl::{create_schema, create_table_sql};
pub(crate) use self::drop::{detach_rows, drop_schema, referrer};
pub(crate) use self::expr::type_of;
pub(crate) use self::fold::AggregateForm;
pub(crate) use self::load::load;
pub(crate) use self::pattern::escape_pattern;
pub(crate) use self::raw::{Verb, raw};
use self::row_by_key::row_by_key;
pub(crate) use self::select::may_be_null;
pub(crate) use self::writer::Writer;

/// A query for rows.
pub(crate) fn select(select: &Select, dialect: Dialect) -> Result<Statement> {
    match select.sole_key() {
        Some(key) => row_by_key(select, key, dialect),
        None => write(dialect, |writer| writer.select(select)),
    }
}

/// Rows that are reached step after step.
pub(crate) fn recursive(recursive: &Recursive, dialect: Dialect) -> Result<Statement> {
    write(dialect, |writer| writer.recursive(recursive))
}

/// Rows of several queries.
pub(crate) fn compound(compound: &Compound, dialect: Dialect) -> Result<Statement> {
    write(dialect, |writer| writer.compound(compound))
}

/// A page of a query, and how many rows the query has, whose order asks for the outputs at these positions. Each row of
/// the result begins with that number; where the page is empty there is one row with no more than it.
pub(crate) fn numbered_page(
    select: &Select,
    positions: &[usize],
    dialect: Dialect,
) -> Result<Statement> {
    write(dialect, |writer| writer.numbered_page(select, positions))
}

/// How many rows a query has.
pub(crate) fn count(select: &Select, dialect: Dialect) -> Result<Statement> {
    write(dialect, |writer| writer.count(select))
}

/// Whether a query has a row.
pub(crate) fn exists(select: &Select, dialect: Dialect) -> Result<Statement> {
    write(dialect, |writer| writer.exists(select))
}

/// A change of rows.
pub(crate) fn update(update: &Update, dialect: Dialect) -> Result<Statement> {
    write(dialect, |writer| writer.update(update))
}

/// A deletion of rows.
pub(crate) fn delete(delete: &Delete, dialect: Dialect) -> Result<Statement> {
    write(dialect, |writer| writer.delete(delete))
}

/// An insertion of rows.
pub(crate) fn insert(insert: &Insert, dialect: Dialect) -> Result<Statement> {
    write(dialect, |writer| writer.insert(insert))
}

/// A change of many rows, each to its own values.
pub(crate) fn update_many(update: &UpdateMany, dialect: Dialect) -> Result<Statement> {
    write(dialect, |writer| writer.update_many(update))
}

/// The most rows that one insertion of these columns takes.
pub(crate) fn insert_chunk(table: &Table, columns: &[usize], dialect: Dialect) -> usize {
    // Arrays of arrays lose their inner shape on the way, so such rows go one by one.
    match columns.is_empty() || has_arrays(table, columns) {
        true => 1,
        false => dialect.grammar().rows_chunk(columns.len()),
    }
}

/// The most rows for which one statement takes a value of each of these columns.
pub(crate) fn update_chunk(table: &Table, columns: &[usize], dialect: Dialect) -> usize {
    let grammar = dialect.grammar();
    match has_arrays(table, columns) {
        true => grammar.max_binds() / columns.len(),
        false => grammar.rows_chunk(columns.len()),
    }
}

/// The most rows that one loading of these columns takes.
pub(crate) fn load_chunk(table: &Table, columns: &[usize], dialect: Dialect) -> usize {
    match dialect.grammar().copy(table, columns) {
        Some(_) => usize::MAX,
        None => insert_chunk(table, columns, dialect),
    }
}

/// Whether a column holds lists.
pub(crate) fn has_arrays(table: &Table, columns: &[usize]) -> bool {
    let mut types = columns.iter().map(|&column| table.columns[column].ty);
    types.any(|ty| matches!(ty, SqlType::Array(_)))
}

/// The statement's text, or why there is none, as an SQL comment.
pub(crate) fn text(statement: Result<Statement>) -> String {
    match statement {
        Ok(statement) => statement.text,
        Err(error) => format!("-- {error}"),
    }
}

fn write(dialect: Dialect, body: impl FnOnce(&mut Writer<'_>) -> Result<()>) -> Result<Statement> {
    let mut writer = Writer::new(dialect.grammar());
    body(&mut writer)?;
    writer.finish()
}

//! A table made anew with the rows of the old one.
//!
//! The database's documentation of `ALTER TABLE` has the recipe, in twelve steps and with foreign keys switched off, which
//! works outside of a transaction alone. Here they stay on, so that the whole is one transaction: the old table steps aside
//! by a rename, which takes the references to it along; these are then made to name the table again, before the old one is
//! dropped with nothing that refers to it.

use super::super::Sqlite;
use super::kept::Kept;
use super::{refer_again, rename, spare};
use crate::dialect::{Dialect, Grammar, quote};
use crate::error::{Error, Result};
use crate::migrate::conversion::{Conversion, conversion};
use crate::schema::snapshot::{ColumnSnapshot, TableName, TableSnapshot};
use crate::sql::ddl::Ddl;
use crate::types::SqlType;

pub(super) fn rebuild(kept: &Kept<'_>, ddl: Ddl) -> Result<Vec<String>> {
    let table = Sqlite.table_name(&kept.next.name);
    let (new, old) = (spare("new", &kept.next.name), spare("old", &kept.next.name));
    let mut statements = vec![create(kept.next, ddl)?, copy(kept, &table, &new, ddl)?];
    // Views and triggers that name the table go on naming it, and are not looked at while it is away.
    statements.push("PRAGMA legacy_alter_table = ON".to_owned());
    statements.push(rename(&table, &old));
    statements.push(rename(&new, &table));
    statements.extend(refer_again(&old, &table));
    if kept
        .next
        .foreign_keys
        .iter()
        .any(|key| key.target == kept.next.name)
    {
        // Where foreign keys are not enforced, those of the table to itself do not follow its name.
        statements.extend(refer_again(&new, &table));
    }
    statements.push("PRAGMA legacy_alter_table = OFF".to_owned());
    statements.extend(keep_counter(kept, &table, &old));
    statements.push(format!("DROP TABLE {old}"));
    Ok(statements)
}

/// The table as it will be, under another name. Where it refers to itself it does so from the start.
fn create(next: &TableSnapshot, ddl: Ddl) -> Result<String> {
    let mut new = next.clone();
    new.name = TableName::new(format!("_orm_new_{}", next.name));
    for key in new
        .foreign_keys
        .iter_mut()
        .filter(|key| key.target == next.name)
    {
        key.target = new.name.clone();
    }
    new.checks = ddl.checks(next);
    let create = ddl.create_table_with(&new, &new.checks, &new.foreign_keys)?;
    Ok(format!(
        "-- {} is made anew with its rows: ALTER TABLE cannot say what changes.\n{create}",
        next.name
    ))
}

fn copy(kept: &Kept<'_>, from: &str, to: &str, ddl: Ddl) -> Result<String> {
    let mut columns = Vec::new();
    let mut values = Vec::new();
    for column in &kept.next.columns {
        if column.computed.is_some() {
            continue;
        }
        let value = match (kept.former_column(&column.name), &column.backfill) {
            (Some(former), _) => converted(&kept.next.name, former, column)?,
            (None, Some(backfill)) if column.default.is_none() => {
                ddl.literal(backfill, column.ty)?
            }
            (None, _) => continue,
        };
        columns.push(quote(&column.name));
        values.push(value);
    }
    Ok(format!(
        "INSERT INTO {to} ({})\nSELECT {} FROM {from}",
        columns.join(", "),
        values.join(", ")
    ))
}

/// A column's value as it is stored in the new column.
fn converted(table: &TableName, from: &ColumnSnapshot, to: &ColumnSnapshot) -> Result<String> {
    let value = quote(&to.name);
    if conversion(from.ty, to.ty) == Conversion::Unknown {
        return Err(Error::no_conversion(table, from, to, Dialect::Sqlite));
    }
    Ok(match (from.ty, to.ty) {
        // No function of the database writes decimals so that their texts sort as numbers do.
        (from_ty, SqlType::Decimal) if from_ty != SqlType::Decimal => {
            return Err(Error::no_conversion(table, from, to, Dialect::Sqlite));
        }
        (SqlType::Int16 | SqlType::Int32 | SqlType::Int64, SqlType::Text) => {
            format!("CAST({value} AS TEXT)")
        }
        (SqlType::Int16 | SqlType::Int32, SqlType::Float32 | SqlType::Float64) => {
            format!("CAST({value} AS REAL)")
        }
        (SqlType::Date, SqlType::DateTime | SqlType::Timestamp) => {
            format!("{value} || ' 00:00:00.000000'")
        }
        (SqlType::Uuid, SqlType::Text) => uuid_text(&value),
        _ => value,
    })
}

/// `67e55044-10b1-426f-9247-bb680e5fe0c8`
fn uuid_text(value: &str) -> String {
    let digits = format!("lower(hex({value}))");
    let groups = [(1, 8), (9, 4), (13, 4), (17, 4), (21, 12)];
    let groups = groups.map(|(start, length)| format!("substr({digits}, {start}, {length})"));
    groups.join(" || '-' || ")
}

/// Keys that were given once are not given again.
fn keep_counter(kept: &Kept<'_>, table: &str, old: &str) -> Vec<String> {
    let is_counted = |table: &TableSnapshot| table.columns.iter().any(|column| column.generated);
    if !is_counted(kept.former) || !is_counted(kept.next) {
        return Vec::new();
    }
    let text = |name: &str| Sqlite.text_literal(&name[1..name.len() - 1].replace("\"\"", "\""));
    let (table, old) = (text(table), text(old));
    vec![
        format!("DELETE FROM \"sqlite_sequence\" WHERE \"name\" = {table}"),
        format!("UPDATE \"sqlite_sequence\" SET \"name\" = {table} WHERE \"name\" = {old}"),
    ]
}

//! Changes of a schema → statements.
//!
//! A table is altered where `ALTER TABLE` says exactly what is meant, and rebuilt otherwise. All of it runs in one
//! transaction with foreign keys enforced, so that it is done with the entry in the table of migrations or not at all.

mod alter;
mod drop;
mod guard;
mod kept;
mod rebuild;

use self::kept::Kept;
use super::super::{Dialect, Grammar, quote};
use super::Sqlite;
use crate::error::{Error, Result};
use crate::migrate::Change;
use crate::migrate::precheck::prechecks;
use crate::schema::Snapshot;
use crate::schema::snapshot::{TableName, TableSnapshot};
use crate::sql::ddl::Ddl;

/// The statements that make these changes, in one transaction.
pub(super) fn migration(from: &Snapshot, changes: &[Change]) -> Result<Vec<String>> {
    let ddl = Ddl::new(Dialect::Sqlite);
    let from = from.settled();
    let mut to = from.clone();
    for change in changes {
        let applied = to.apply(change);
        applied.map_err(|reason| Error::migration(format!("{change}: {reason}")))?;
    }
    to.sort();
    let kept: Vec<Kept<'_>> = Kept::all(&from, &to, changes);
    let rebuilt: Vec<&Kept<'_>> = kept.iter().filter(|kept| kept.needs_rebuild(ddl)).collect();
    let mut guards: Vec<String> = prechecks(changes, ddl)
        .iter()
        .map(guard::precheck)
        .collect();
    for table in &rebuilt {
        guards.extend(guard::unknown_parts(table, ddl)?);
    }
    let dropped = dropped(&from, changes);
    let mut statements = Vec::new();
    let is_guarded = !guards.is_empty() || !rebuilt.is_empty();
    if is_guarded {
        statements.extend(guard::begin());
        statements.extend(guards);
    }
    statements.extend(drop::set_aside(&dropped, &to));
    statements.extend(renames(changes));
    statements.extend(kept.iter().flat_map(|table| rename_columns(table, ddl)));
    for change in changes {
        if let Change::CreateTable(table) = change {
            statements.push(ddl.create_table(table, &table.foreign_keys)?);
        }
    }
    for table in &kept {
        match table.needs_rebuild(ddl) {
            true => statements.extend(rebuild::rebuild(table, ddl)?),
            false => statements.extend(alter::alter(table, ddl)?),
        }
    }
    statements.extend(drop::drop_tables(&dropped, &to));
    for change in changes {
        if let Change::CreateTable(table) = change {
            statements.extend(ddl.create_indexes(table));
        }
    }
    for table in &kept {
        match table.needs_rebuild(ddl) {
            true => statements.extend(ddl.create_indexes(table.next)),
            false => statements.extend(alter::create_indexes(table, ddl)),
        }
    }
    if !rebuilt.is_empty() {
        statements.extend(guard::end_of_rebuild());
    }
    if is_guarded {
        statements.push(guard::end());
    }
    Ok(statements)
}

/// The tables that are made anew, under the names that they have afterwards.
pub(super) fn rebuilt(from: &Snapshot, changes: &[Change]) -> Vec<TableName> {
    let ddl = Ddl::new(Dialect::Sqlite);
    let mut to = from.clone();
    if changes.iter().any(|change| to.apply(change).is_err()) {
        return Vec::new();
    }
    let kept = Kept::all(from, &to, changes);
    let rebuilt = kept.iter().filter(|kept| kept.needs_rebuild(ddl));
    rebuilt.map(|kept| kept.next.name.clone()).collect()
}

/// What stops with these words.
pub(super) fn refusal(message: &str) -> Vec<String> {
    let mut statements = guard::begin().to_vec();
    let message = Sqlite.text_literal(message);
    statements.push(format!("INSERT INTO \"_orm_stop\" VALUES ({message})"));
    statements
}

/// The tables that go, in the order in which they do.
fn dropped<'f>(from: &'f Snapshot, changes: &[Change]) -> Vec<&'f TableSnapshot> {
    let names = changes.iter().filter_map(|change| match change {
        Change::DropTable(name) => Some(name),
        _ => None,
    });
    names.filter_map(|name| from.table(name)).collect()
}

fn renames(changes: &[Change]) -> Vec<String> {
    let mut renames = Vec::new();
    for change in changes {
        let Change::RenameTable { from, to, .. } = change else {
            continue;
        };
        let (former, next) = (Sqlite.table_name(from), Sqlite.table_name(to));
        match former.eq_ignore_ascii_case(&next) {
            // To the database it would be the same name, and taken.
            true => {
                let between = spare("case", to);
                renames.push(rename(&former, &between));
                renames.push(rename(&between, &next));
            }
            false => renames.push(rename(&former, &next)),
        }
    }
    renames
}

/// Columns get their new names before any table is made anew, since the foreign keys that refer to them follow.
fn rename_columns(kept: &Kept<'_>, ddl: Ddl) -> Vec<String> {
    let mut statements = Vec::new();
    for change in &kept.changes {
        if let Change::RenameColumn { from, to, .. } = change {
            // A column of the new name goes: it is dropped at its turn, or not copied.
            if kept.former.column(to).is_some() {
                match kept.needs_rebuild(ddl) {
                    true => statements.push(rename_column(kept, to, &format!("_orm_gone_{to}"))),
                    false => continue,
                }
            }
            statements.push(rename_column(kept, from, to));
        }
    }
    statements
}

fn rename_column(kept: &Kept<'_>, from: &str, to: &str) -> String {
    let table = Sqlite.table_name(&kept.next.name);
    let (from, to) = (quote(from), quote(to));
    format!("ALTER TABLE {table} RENAME COLUMN {from} TO {to}")
}

fn rename(from: &str, to: &str) -> String {
    format!("ALTER TABLE {from} RENAME TO {to}")
}

/// A name, quoted, that no table of a program has.
fn spare(purpose: &str, table: &TableName) -> String {
    quote(&format!("_orm_{purpose}_{table}"))
}

/// Has whatever refers to a table that was renamed refer to another name again, triggers on it included.
fn refer_again(spare: &str, table: &str) -> Vec<String> {
    let text = |name: &str| Sqlite.text_literal(name);
    let unquoted = |name: &str| text(&name[1..name.len() - 1].replace("\"\"", "\""));
    let (spare_text, table_text) = (text(spare), text(table));
    let (spare_name, table_name) = (unquoted(spare), unquoted(table));
    let mut statements = vec![
        "-- What referred to the table that steps aside refers to the one in its place.\n\
         PRAGMA writable_schema = ON"
            .to_owned(),
    ];
    // Triggers are read in the order of their rows, and their table has to be known by then.
    statements.push(format!(
        "UPDATE \"sqlite_schema\" SET \"rowid\" = \"rowid\" + (SELECT max(\"rowid\") FROM \"sqlite_schema\"), \
         \"tbl_name\" = {table_name}, \"sql\" = replace(\"sql\", {spare_text}, {table_text}) \
         WHERE \"type\" = 'trigger' AND \"tbl_name\" = {spare_name}"
    ));
    statements.push(format!(
        "UPDATE \"sqlite_schema\" SET \"sql\" = replace(\"sql\", {spare_text}, {table_text}) \
         WHERE \"type\" IN ('table', 'trigger') AND \"name\" <> {spare_name} AND instr(\"sql\", {spare_text}) > 0"
    ));
    // A table that refers to itself is no longer referred to by what is left of it.
    statements.push(format!(
        "UPDATE \"sqlite_schema\" SET \"sql\" = replace(\"sql\", 'REFERENCES ' || {spare_text}, 'REFERENCES ' || {table_text}) \
         WHERE \"type\" = 'table' AND \"name\" = {spare_name}"
    ));
    statements.push("PRAGMA writable_schema = RESET".to_owned());
    statements
}

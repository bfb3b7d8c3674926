//! Tables that go.

use super::super::Sqlite;
use super::{refer_again, rename, spare};
use crate::dialect::Grammar;
use crate::schema::Snapshot;
use crate::schema::snapshot::TableSnapshot;

/// Takes tables away whose names others take, so that they can be dropped when nothing refers to them any more.
pub(super) fn set_aside(dropped: &[&TableSnapshot], to: &Snapshot) -> Vec<String> {
    let taken = dropped.iter().filter(|table| is_taken(table, to));
    taken
        .map(|table| rename(&Sqlite.table_name(&table.name), &spare("gone", &table.name)))
        .collect()
}

/// Drops tables, each one after those that refer to it. To drop a table is to delete its rows first: one that is still
/// referred to, by itself or within a circle, first steps out of it.
pub(super) fn drop_tables(dropped: &[&TableSnapshot], to: &Snapshot) -> Vec<String> {
    let mut statements = Vec::new();
    for (position, table) in dropped.iter().enumerate() {
        let name = match is_taken(table, to) {
            true => spare("gone", &table.name),
            false => Sqlite.table_name(&table.name),
        };
        let refers = |other: &TableSnapshot| {
            other
                .foreign_keys
                .iter()
                .any(|key| key.target == table.name)
        };
        if !dropped[position..].iter().any(|other| refers(other)) {
            statements.push(format!("DROP TABLE {name}"));
            continue;
        }
        let aside = spare("old", &table.name);
        statements.push("PRAGMA legacy_alter_table = ON".to_owned());
        statements.push(rename(&name, &aside));
        statements.extend(refer_again(&aside, &name));
        statements.push("PRAGMA legacy_alter_table = OFF".to_owned());
        statements.push(format!("DROP TABLE {aside}"));
    }
    statements
}

fn is_taken(table: &TableSnapshot, to: &Snapshot) -> bool {
    to.table(&table.name).is_some()
}

//! Schemas without models.

use orm::schema::Action;
use orm::schema::snapshot::{
    ColumnSnapshot, ForeignKeySnapshot, KeySnapshot, Snapshot, TableName, TableSnapshot,
};
use orm::types::SqlType;
use proptest::prelude::*;

pub(crate) fn column(name: &str) -> ColumnSnapshot {
    ColumnSnapshot {
        name: name.to_owned(),
        renamed_from: None,
        ty: SqlType::Int64,
        max_length: None,
        nullable: false,
        generated: false,
        default: None,
        computed: None,
        backfill: None,
    }
}

pub(crate) fn key(columns: &[&str]) -> KeySnapshot {
    KeySnapshot {
        name: "key".to_owned(),
        columns: columns.iter().map(|&name| name.to_owned()).collect(),
        unless: None,
    }
}

pub(crate) fn foreign_key(
    columns: &[&str],
    target: &str,
    references: &[&str],
) -> ForeignKeySnapshot {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    ForeignKeySnapshot {
        name: "fkey".to_owned(),
        columns: owned(columns),
        target: TableName::new(target),
        references: owned(references),
        on_delete: Action::Restrict,
        on_update: Action::NoAction,
    }
}

/// A table whose first column is its key.
pub(crate) fn table(name: &str, columns: &[&str]) -> TableSnapshot {
    TableSnapshot {
        name: TableName::new(name),
        renamed_from: None,
        joins: None,
        formerly_joins: None,
        columns: columns.iter().map(|name| column(name)).collect(),
        primary_key: key(&columns[..1]),
        unique: Vec::new(),
        indexes: Vec::new(),
        foreign_keys: Vec::new(),
        checks: Vec::new(),
    }
}

/// The join table of a many-to-many relation.
pub(crate) fn join(name: &str, sides: [&str; 2]) -> TableSnapshot {
    TableSnapshot {
        joins: Some("owner.accessor".to_owned()),
        primary_key: key(&["one_id", "other_id"]),
        foreign_keys: vec![
            foreign_key(&["one_id"], sides[0], &["id"]),
            foreign_key(&["other_id"], sides[1], &["id"]),
        ],
        ..table(name, &["one_id", "other_id"])
    }
}

/// Schemas of up to 60 tables with any foreign keys, to themselves and in cycles as well, and any joins.
pub(crate) fn any_schema() -> impl Strategy<Value = Snapshot> {
    (1_usize..=60).prop_flat_map(|count| {
        let foreign_keys = prop::collection::vec((0..count, any::<bool>(), any::<bool>()), 0..4);
        let tables = prop::collection::vec((foreign_keys, 0_usize..8), count);
        let joins = prop::collection::vec((0..count, 0..count), 0..count / 4 + 1);
        (tables, joins).prop_map(|(tables, joins)| {
            let name = |position: usize| format!("table_{position}");
            let tables = tables.into_iter().enumerate();
            let tables = tables.map(|(position, (foreign_keys, others))| {
                generated(&name(position), &foreign_keys, others)
            });
            let joins = joins
                .into_iter()
                .enumerate()
                .map(|(position, (one, other))| {
                    join(&format!("join_{position}"), [&name(one), &name(other)])
                });
            Snapshot {
                tables: tables.chain(joins).collect(),
            }
        })
    })
}

/// A table with foreign keys, each to the table of this number, nullable or not, unique or not; and other columns.
fn generated(name: &str, foreign_keys: &[(usize, bool, bool)], others: usize) -> TableSnapshot {
    let mut table = table(name, &["id"]);
    for (position, &(target, nullable, unique)) in foreign_keys.iter().enumerate() {
        let holder = format!("foreign_{position}_id");
        table.columns.push(ColumnSnapshot {
            nullable,
            ..column(&holder)
        });
        if unique {
            table.unique.push(key(&[&holder]));
        }
        let target = format!("table_{target}");
        table
            .foreign_keys
            .push(foreign_key(&[&holder], &target, &["id"]));
    }
    let others =
        (0..others).map(|position| column(&format!("{}_column", "x".repeat(position * 3 + 1))));
    table.columns.extend(others);
    table
}

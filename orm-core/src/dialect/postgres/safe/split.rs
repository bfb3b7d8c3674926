//! Changes that do two things at once → one for each, so that each can have its own way.

use crate::migrate::{Change, Constraint};
use crate::schema::Snapshot;
use crate::schema::snapshot::{ColumnSnapshot, DefaultSnapshot, TableName, TableSnapshot};

/// The same changes, in an order in which each can be made.
pub(super) fn split(from: &Snapshot, changes: &[Change]) -> Vec<Change> {
    let is_created = |name: &TableName| created(changes).any(|table| table.name == *name);
    let mut parts = Vec::new();
    // What refers to tables that are in use comes when both are there.
    let mut keys = Vec::new();
    for change in changes {
        match change {
            Change::CreateTable(table) => {
                let (own, others) = table
                    .foreign_keys
                    .iter()
                    .cloned()
                    .partition(|key| is_created(&key.target));
                parts.push(Change::CreateTable(TableSnapshot {
                    foreign_keys: own,
                    ..table.clone()
                }));
                keys.extend(others.into_iter().map(|key| Change::AddConstraint {
                    table: table.name.clone(),
                    constraint: Constraint::ForeignKey(key),
                }));
            }
            Change::AddColumn { table, column } if fills_each_row(column) => {
                parts.extend(added_column(table, column));
            }
            Change::AlterColumn {
                table,
                from: before,
                to,
            } if forbids_null(from, changes, change) => {
                parts.extend(altered_column(table, before, to));
            }
            other => parts.push(other.clone()),
        }
    }
    parts.extend(keys);
    parts
}

fn created(changes: &[Change]) -> impl Iterator<Item = &TableSnapshot> {
    changes.iter().filter_map(|change| match change {
        Change::CreateTable(table) => Some(table),
        _ => None,
    })
}

/// A column that is `NULL` at first and gets its default, is filled, and then may not be `NULL` any more.
fn added_column(table: &TableName, column: &ColumnSnapshot) -> Vec<Change> {
    let nullable = ColumnSnapshot {
        nullable: true,
        ..column.clone()
    };
    let mut parts = vec![Change::AddColumn {
        table: table.clone(),
        column: nullable.clone(),
    }];
    if !column.nullable {
        parts.push(Change::AlterColumn {
            table: table.clone(),
            from: nullable,
            to: column.clone(),
        });
    }
    parts
}

/// All else first, and `NOT NULL` for itself.
fn altered_column(table: &TableName, from: &ColumnSnapshot, to: &ColumnSnapshot) -> Vec<Change> {
    let nullable = ColumnSnapshot {
        nullable: true,
        ..to.clone()
    };
    let first = Change::AlterColumn {
        table: table.clone(),
        from: from.clone(),
        to: nullable.clone(),
    };
    let last = Change::AlterColumn {
        table: table.clone(),
        from: nullable.clone(),
        to: to.clone(),
    };
    match *from == nullable {
        true => vec![last],
        false => vec![first, last],
    }
}

/// Whether the database would write each row anew to fill a column that is added to it.
pub(super) fn fills_each_row(column: &ColumnSnapshot) -> bool {
    match &column.default {
        Some(DefaultSnapshot::Sql(sql)) if !column.generated && column.computed.is_none() => {
            !is_one_value(sql)
        }
        _ => false,
    }
}

/// Whether an expression has one value for a whole statement, as far as that can be seen.
fn is_one_value(sql: &str) -> bool {
    let sql = sql.to_lowercase();
    let stable = ["now()", "transaction_timestamp()", "statement_timestamp()"];
    let rest = stable.iter().fold(sql, |sql, call| sql.replace(call, ""));
    !rest.contains('(')
}

/// Whether a column loses its `NULL`s, by nothing but that: a key and a sequence bring it with them.
fn forbids_null(from: &Snapshot, changes: &[Change], change: &Change) -> bool {
    let Change::AlterColumn {
        table,
        from: before,
        to,
    } = change
    else {
        return false;
    };
    let is_key = |table: &TableSnapshot| table.primary_key.columns.contains(&to.name);
    let becomes_key = changes.iter().any(|other| {
        matches!(other, Change::AddConstraint { table: holder, constraint: Constraint::PrimaryKey(key) }
            if holder == table && key.columns.contains(&to.name))
    });
    let is_computed = before.computed.is_some() || to.computed.is_some();
    before.nullable
        && !to.nullable
        && !is_computed
        && !to.generated
        && !becomes_key
        && !from.table(table).is_some_and(is_key)
}

/// The constraint of the same name that this one takes the place of, where nothing else happens in between to what it is
/// on.
pub(super) fn replaced<'c>(
    table: &TableName,
    constraint: &Constraint,
    all: &'c [Change],
) -> Option<&'c Constraint> {
    let former = all.iter().find_map(|change| match change {
        Change::DropConstraint {
            table: holder,
            constraint: dropped,
        } if holder == table && dropped.name() == constraint.name() => Some(dropped),
        _ => None,
    })?;
    let is_touched = all.iter().any(|change| touches(change, table, former));
    (!is_touched).then_some(former)
}

/// Whether a change is of something that a constraint stands on.
fn touches(change: &Change, table: &TableName, constraint: &Constraint) -> bool {
    let (target, references) = match constraint {
        Constraint::ForeignKey(key) => (Some(&key.target), &key.references[..]),
        _ => (None, &[][..]),
    };
    let unless = match constraint {
        Constraint::Unique(key) | Constraint::Index(key) => key.unless.as_ref(),
        _ => None,
    };
    let is_on = |holder: &TableName, column: &String| {
        let own = constraint.columns();
        // What a condition in SQL is about is not known.
        let is_own =
            holder == table && (own.is_empty() || own.contains(column) || unless == Some(column));
        is_own || target == Some(holder) && references.contains(column)
    };
    match change {
        Change::RenameTable { to, .. } => to == table || target == Some(to),
        Change::AlterColumn { table, to, .. } => is_on(table, &to.name),
        Change::DropColumn { table, column } => is_on(table, &column.name),
        Change::RenameColumn { table, from, to } => is_on(table, from) || is_on(table, to),
        Change::DropConstraint {
            table: holder,
            constraint: Constraint::PrimaryKey(_) | Constraint::Unique(_),
        } => target == Some(holder),
        _ => false,
    }
}

/// Whether a constraint is dropped not here but where another one takes its place.
pub(super) fn is_moved(change: &Change, all: &[Change]) -> bool {
    let Change::DropConstraint { table, constraint } = change else {
        return false;
    };
    all.iter().any(|other| match other {
        Change::AddConstraint {
            table: holder,
            constraint: added,
        } => {
            let is_same = holder == table && added.name() == constraint.name();
            is_same
                && !matches!(added, Constraint::PrimaryKey(_))
                && replaced(table, added, all).is_some()
        }
        _ => false,
    })
}

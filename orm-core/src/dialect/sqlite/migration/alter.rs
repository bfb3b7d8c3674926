//! Changes that `ALTER TABLE` says exactly.

use super::super::Sqlite;
use super::kept::Kept;
use super::rename_column;
use crate::dialect::{Grammar, quote};
use crate::error::Result;
use crate::migrate::{Change, Constraint};
use crate::schema::snapshot::ColumnSnapshot;
use crate::sql::ddl::Ddl;

/// What alters a table, its new indexes aside.
pub(super) fn alter(kept: &Kept<'_>, ddl: Ddl) -> Result<Vec<String>> {
    let table = Sqlite.table_name(&kept.next.name);
    let mut statements = Vec::new();
    for change in &kept.changes {
        match change {
            Change::DropConstraint { constraint, .. } => {
                statements.push(drop_index(kept, constraint.name()));
            }
            Change::RenameConstraint {
                from, constraint, ..
            } if constraint.is_index() => statements.push(drop_index(kept, from)),
            Change::DropColumn { column, .. } => statements.push(format!(
                "ALTER TABLE {table} DROP COLUMN {}",
                quote(&column.name)
            )),
            // Others were renamed before.
            Change::RenameColumn { from, to, .. } if kept.former.column(to).is_some() => {
                statements.push(rename_column(kept, from, to));
            }
            Change::AddColumn { column, .. } => statements.push(format!(
                "ALTER TABLE {table} ADD COLUMN {}",
                column_with_constraints(kept, column, ddl)?
            )),
            _ => {}
        }
    }
    Ok(statements)
}

/// What creates the indexes that are new, or called otherwise.
pub(super) fn create_indexes(kept: &Kept<'_>, ddl: Ddl) -> Vec<String> {
    let constraints = kept.changes.iter().filter_map(|change| match change {
        Change::AddConstraint { constraint, .. } | Change::RenameConstraint { constraint, .. } => {
            Some(constraint)
        }
        _ => None,
    });
    let created = constraints.filter_map(|constraint| match constraint {
        Constraint::Index(key) => Some(ddl.create_index("INDEX", &kept.next.name, key)),
        Constraint::Unique(key) if key.unless.is_some() => {
            Some(ddl.create_index("UNIQUE INDEX", &kept.next.name, key))
        }
        _ => None,
    });
    created.collect()
}

fn drop_index(kept: &Kept<'_>, name: &str) -> String {
    // Its name was made from the table's former schema.
    format!("DROP INDEX {}", Sqlite.index_name(&kept.former.name, name))
}

/// A column's definition with the checks and the foreign key that come with it.
fn column_with_constraints(kept: &Kept<'_>, column: &ColumnSnapshot, ddl: Ddl) -> Result<String> {
    let mut definition = ddl.column(column)?;
    let checks = ddl.type_checks(kept.next).into_iter();
    for (_, check) in checks.filter(|(name, _)| *name == column.name) {
        definition.push_str(&format!(" {}", ddl.check(&check)));
    }
    for change in &kept.changes {
        let Change::AddConstraint { constraint, .. } = change else {
            continue;
        };
        if constraint.columns() != std::slice::from_ref(&column.name) {
            continue;
        }
        match constraint {
            Constraint::Check(check) => definition.push_str(&format!(" {}", ddl.check(check))),
            Constraint::ForeignKey(key) => {
                definition.push_str(&format!(" {}", ddl.column_reference(key)));
            }
            _ => {}
        }
    }
    Ok(definition)
}

use std::collections::HashMap;

use crate::dialect::{Dialect, quote};
use crate::migrate::{Change, Constraint};
use crate::schema::Snapshot;
use crate::schema::snapshot::{CheckSnapshot, ColumnSnapshot, TableName, TableSnapshot};
use crate::sql::ddl::Ddl;

/// A table that was there and is, with what changes in it.
pub(super) struct Kept<'a> {
    pub(super) former: &'a TableSnapshot,
    pub(super) next: &'a TableSnapshot,
    pub(super) changes: Vec<&'a Change>,
    /// What the columns were called that are not called so any more.
    former_names: HashMap<&'a str, &'a str>,
}

impl<'a> Kept<'a> {
    /// All tables that stay, in the order of the new schema.
    pub(super) fn all(from: &'a Snapshot, to: &'a Snapshot, changes: &'a [Change]) -> Vec<Self> {
        let kept = to.tables.iter().filter_map(|next| {
            let is_new = changes.iter().any(
                |change| matches!(change, Change::CreateTable(table) if table.name == next.name),
            );
            let former = from
                .table(former_name(&next.name, changes))
                .filter(|_| !is_new)?;
            Some(Kept::of(former, next, changes))
        });
        in_order(kept.filter(|kept| !kept.changes.is_empty()).collect())
    }

    /// Whether rows can be copied into this table only when the other one is as it will be: it refers to what was no key
    /// there, or to values of another type.
    fn waits_for(&self, other: &Kept<'_>) -> bool {
        let mut keys = self.next.foreign_keys.iter();
        keys.any(|key| {
            let is_other = key.target == other.next.name && self.next.name != other.next.name;
            is_other && (!other.had_key(&key.references) || other.converts(&key.references))
        })
    }

    fn had_key(&self, columns: &[String]) -> bool {
        let former = columns
            .iter()
            .map(|name| Some(&self.former_column(name)?.name));
        let Some(former) = former.collect::<Option<Vec<&String>>>() else {
            return false;
        };
        let is_alike = |key: &[String]| key.iter().eq(former.iter().copied());
        let mut unique = self.former.unique.iter().filter(|key| key.unless.is_none());
        is_alike(&self.former.primary_key.columns) || unique.any(|key| is_alike(&key.columns))
    }

    fn converts(&self, columns: &[String]) -> bool {
        self.changes.iter().any(|change| {
            matches!(change, Change::AlterColumn { from, to, .. } if columns.contains(&to.name) && from.ty != to.ty)
        })
    }

    fn of(former: &'a TableSnapshot, next: &'a TableSnapshot, changes: &'a [Change]) -> Self {
        let is_own = |change: &&Change| {
            let is_rename = matches!(change, Change::RenameTable { .. });
            !is_rename && [&former.name, &next.name].contains(&change.table())
        };
        // A table of this one's name may have been dropped before this one took the name.
        let is_drop = |change: &&Change| matches!(change, Change::DropTable(_));
        let changes: Vec<&Change> = changes
            .iter()
            .filter(is_own)
            .filter(|change| !is_drop(change))
            .collect();
        let renames = changes.iter().filter_map(|change| match change {
            Change::RenameColumn { from, to, .. } => Some((to.as_str(), from.as_str())),
            _ => None,
        });
        let former_names = renames.collect();
        Kept {
            former,
            next,
            changes,
            former_names,
        }
    }

    /// The column as it was, if it was there.
    pub(super) fn former_column(&self, name: &str) -> Option<&'a ColumnSnapshot> {
        if self.is_added(name) {
            return None;
        }
        let former = self.former_names.get(name).copied().unwrap_or(name);
        self.former.column(former)
    }

    pub(super) fn is_added(&self, name: &str) -> bool {
        self.changes
            .iter()
            .any(|change| matches!(change, Change::AddColumn { column, .. } if column.name == name))
    }

    /// Whether `ALTER TABLE` cannot say exactly what changes.
    pub(super) fn needs_rebuild(&self, ddl: Ddl) -> bool {
        !self.changes.iter().all(|change| self.is_plain(change)) || !self.keeps_type_checks(ddl)
    }

    fn is_plain(&self, change: &Change) -> bool {
        match change {
            Change::RenameColumn { .. } => true,
            Change::AddColumn { column, .. } => self.can_be_added(column),
            Change::DropColumn { column, .. } => self.can_be_dropped(column),
            Change::AddConstraint { constraint, .. } => {
                constraint.is_index() || self.comes_with_a_column(constraint)
            }
            Change::DropConstraint { constraint, .. } => constraint.is_index(),
            Change::RenameConstraint { constraint, .. } => {
                constraint.is_index() || self.has_no_name(constraint)
            }
            _ => false,
        }
    }

    /// The key of a column that the database fills is part of the column.
    fn has_no_name(&self, constraint: &Constraint) -> bool {
        matches!(constraint, Constraint::PrimaryKey(_))
            && self.next.columns.iter().any(|column| column.generated)
    }

    /// Rows that are there get a constant, or nothing.
    fn can_be_added(&self, column: &ColumnSnapshot) -> bool {
        use crate::schema::snapshot::DefaultSnapshot::Sql;
        let is_constant = !matches!(column.default, None | Some(Sql(_)));
        let is_empty = column.nullable && column.default.is_none();
        let is_stored = !column.generated && column.computed.is_none();
        is_stored && (is_empty || is_constant && !self.next.is_foreign_key(&column.name))
    }

    /// Constraints of the table, and columns that are computed, may name it in their SQL.
    fn can_be_dropped(&self, column: &ColumnSnapshot) -> bool {
        let columns = self.former.columns.iter();
        let computed = columns.filter_map(|column| column.computed.as_deref());
        let ddl = Ddl::new(Dialect::Sqlite);
        let checks = ddl.checks(self.former);
        let conditions = checks.iter().map(|check| ddl.condition(&check.condition));
        let mut texts = computed.map(str::to_owned).chain(conditions);
        let is_named =
            texts.any(|text| text.contains(&column.name) || text.contains(&quote(&column.name)));
        let constraints = self.former.constraints();
        let mut keys = constraints
            .iter()
            .filter(|constraint| !constraint.is_index());
        !is_named
            && column.computed.is_none()
            && !keys.any(|key| key.columns().contains(&column.name))
    }

    /// Whether a new constraint can stand in the definition of a column that is added.
    pub(super) fn comes_with_a_column(&self, constraint: &Constraint) -> bool {
        match constraint {
            Constraint::ForeignKey(_) | Constraint::Check(_) => {
                matches!(constraint.columns(), [column] if self.is_added(column))
            }
            _ => false,
        }
    }

    /// Whether the checks that types bring are called as they were, for all columns that were there.
    fn keeps_type_checks(&self, ddl: Ddl) -> bool {
        let former = ddl.type_checks(self.former);
        let next = ddl.type_checks(self.next);
        let of_kept = next.iter().filter(|(column, _)| !self.is_added(column));
        of_kept
            .clone()
            .all(|(_, check)| has_name(&former, &check.name))
            && of_kept.count()
                == former
                    .iter()
                    .filter(|(column, _)| self.is_kept(column))
                    .count()
    }

    fn is_kept(&self, former: &str) -> bool {
        let mut columns = self.next.columns.iter();
        columns.any(|column| {
            self.former_column(&column.name)
                .is_some_and(|own| own.name == former)
        })
    }
}

/// Each table after those that it waits for, and otherwise as they stand.
fn in_order(mut waiting: Vec<Kept<'_>>) -> Vec<Kept<'_>> {
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_ready = |table: &Kept<'_>| !waiting.iter().any(|other| table.waits_for(other));
        let ready = waiting.iter().position(is_ready).unwrap_or(0);
        ordered.push(waiting.remove(ready));
    }
    ordered
}

fn has_name(checks: &[(String, CheckSnapshot)], name: &str) -> bool {
    checks.iter().any(|(_, check)| check.name == name)
}

/// What the table of this name was called before.
fn former_name<'a>(name: &'a TableName, changes: &'a [Change]) -> &'a TableName {
    let renames = changes.iter().filter_map(|change| match change {
        Change::RenameTable { from, to, .. } => Some((from, to)),
        _ => None,
    });
    let mut renames = renames.filter(|(_, to)| *to == name);
    renames.next().map_or(name, |(from, _)| from)
}

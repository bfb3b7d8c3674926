//! Two schemas → the changes that lead from one to the other.

use super::{Change, Constraint};
use crate::schema::Snapshot;
use crate::schema::snapshot::{ColumnSnapshot, Condition, TableName, TableSnapshot};

/// The changes that lead from one schema to another, in an order in which each can be made.
///
/// A table or a column is renamed only where `renamed_from` says so, and a join table where that of its relation does:
/// anything else that is gone is dropped. Of a join table that becomes a model of its own it is known which relation it
/// joins, so it keeps its rows.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// use orm_core::migrate::diff;
///
/// # fn main() {
/// let before = schema![Author].snapshot();
/// let after = schema![Author, Biography].snapshot();
/// let changes = diff(&before, &after);
/// assert_eq!(changes.len(), 1);
/// assert_eq!(changes[0].to_string(), "+ table biography");
/// assert!(diff(&after, &after).is_empty());
/// # }
/// ```
#[must_use]
pub fn diff(from: &Snapshot, to: &Snapshot) -> Vec<Change> {
    lead(from, to, Hints::Kept)
}

/// The changes that lead back from a schema to the one before, which says of all that was renamed what it is called now.
pub(super) fn diff_back(from: &Snapshot, to: &Snapshot) -> Vec<Change> {
    lead(from, to, Hints::Exact)
}

fn lead(from: &Snapshot, to: &Snapshot, hints: Hints) -> Vec<Change> {
    let mut path = Path {
        current: from.settled(),
        changes: Vec::new(),
        hints,
    };
    let renames = table_renames(from, to, hints);
    path.drop_tables(to, &renames);
    for (from, next) in renames {
        path.rename_table(from, next);
    }
    let is_foreign_key = |constraint: &Constraint| matches!(constraint, Constraint::ForeignKey(_));
    let kept: Vec<&TableSnapshot> = to
        .tables
        .iter()
        .filter(|next| path.has(&next.name))
        .collect();
    for next in &kept {
        path.drop_conditions(next);
        path.match_columns(next);
    }
    for next in &kept {
        path.drop_unwanted(next, is_foreign_key);
    }
    for next in &kept {
        path.drop_unwanted(next, |_| true);
    }
    for next in &kept {
        path.alter_columns(next);
    }
    // A table that comes may take the names that others had, and so may its constraints.
    for next in &kept {
        path.rename_constraints(next);
    }
    for next in &to.tables {
        match path.has(&next.name) {
            false => path.make(Change::CreateTable(next.settled())),
            true => path.add_columns(next),
        }
    }
    for next in &kept {
        path.add_constraints(next, |constraint| !is_foreign_key(constraint));
    }
    for next in &kept {
        path.add_constraints(next, is_foreign_key);
    }
    path.changes
}

/// What `renamed_from` says.
#[derive(Clone, Copy, PartialEq)]
enum Hints {
    /// A person may have left it where it was when the migration was made: it is of what has come under its new name.
    Kept,
    /// What is to be done, though another thing has taken the name meanwhile.
    Exact,
}

/// The changes made so far, and the schema that they have led to.
struct Path {
    current: Snapshot,
    changes: Vec<Change>,
    hints: Hints,
}

impl Path {
    fn make(&mut self, change: Change) {
        // A relation to a table that does not exist is refused before: the schema was verified.
        let made = self.current.apply(&change);
        debug_assert_eq!(made, Ok(()), "{change}");
        self.changes.push(change);
    }

    fn has(&self, table: &TableName) -> bool {
        self.current.table(table).is_some()
    }

    fn table(&self, name: &TableName) -> &TableSnapshot {
        let table = self.current.table(name);
        table.expect("the tables that are matched have come under their new names")
    }

    /// Gives a table its new name, and with it the relation that it joins, where that is called otherwise too.
    fn rename_table(&mut self, from: TableName, next: &TableSnapshot) {
        let joins = next.joins.clone();
        let joins = joins.filter(|_| self.table(&from).joins != next.joins);
        self.make(Change::RenameTable {
            from,
            to: next.name.clone(),
            joins,
        });
    }

    /// Tables that are gone, the last one first, and before them the foreign keys by which others refer to them.
    fn drop_tables(&mut self, to: &Snapshot, renames: &[(TableName, &TableSnapshot)]) {
        let is_kept = |name: &TableName| {
            renames.iter().any(|(from, _)| from == name)
                || to.table(name).is_some() && !renames.iter().any(|(_, next)| next.name == *name)
        };
        let mut gone = self.current.clone();
        gone.sort();
        let gone = gone
            .tables
            .into_iter()
            .rev()
            .filter(|table| !is_kept(&table.name));
        for table in gone {
            let keys = self.current.referrers(&table.name);
            let keys = keys.filter(|(holder, _)| holder.name != table.name);
            let keys = keys.map(|(holder, key)| Change::DropConstraint {
                table: holder.name.clone(),
                constraint: Constraint::ForeignKey(key.clone()),
            });
            for change in keys.collect::<Vec<_>>() {
                self.make(change);
            }
            self.make(Change::DropTable(table.name));
        }
    }

    /// Drops the columns that are gone, after whatever is on them, and renames those that are called otherwise now.
    fn match_columns(&mut self, next: &TableSnapshot) {
        let former = self.table(&next.name).clone();
        let renames = column_renames(&former, next, self.hints);
        let is_kept = |column: &ColumnSnapshot| {
            let renamed = renames.iter().find(|(from, _)| *from == column.name);
            let name = renamed.map_or(&column.name, |(_, to)| to);
            let is_taken = renamed.is_none() && renames.iter().any(|(_, to)| to == name);
            let next = next.column(name).filter(|_| !is_taken);
            next.is_some_and(|next| !is_computed_otherwise(column, next))
        };
        let mut gone: Vec<&ColumnSnapshot> = former
            .columns
            .iter()
            .filter(|column| !is_kept(column))
            .collect();
        // What is computed from others goes before them.
        gone.sort_by_key(|column| column.computed.is_none());
        for column in gone {
            self.drop_constraints_on(&next.name, &column.name);
            self.make(Change::DropColumn {
                table: next.name.clone(),
                column: column.clone(),
            });
        }
        let is_there = |column: &str| former.column(column).is_some_and(is_kept);
        let renames: Vec<_> = renames
            .iter()
            .filter(|(from, _)| is_there(from))
            .cloned()
            .collect();
        for (from, to) in renames {
            self.make(Change::RenameColumn {
                table: next.name.clone(),
                from,
                to,
            });
        }
    }

    /// Drops conditions in SQL that are not asked for any more: they may name columns that go.
    fn drop_conditions(&mut self, next: &TableSnapshot) {
        let is_condition = |constraint: &Constraint| matches!(constraint, Constraint::Check(check) if matches!(check.condition, Condition::Sql(_)));
        self.drop_unwanted(next, is_condition);
    }

    fn drop_constraints_on(&mut self, table: &TableName, column: &String) {
        let referrers = self.current.referrers(table);
        let referrers = referrers.filter(|(_, key)| key.references.contains(column));
        let mut constraints: Vec<(TableName, Constraint)> = referrers
            .map(|(holder, key)| (holder.name.clone(), Constraint::ForeignKey(key.clone())))
            .collect();
        let own = self.table(table).constraints().into_iter();
        let own = own.filter(|own| own.columns().contains(column) || own.leaves_out(column));
        for constraint in own {
            let entry = (table.clone(), constraint);
            if !constraints.contains(&entry) {
                constraints.push(entry);
            }
        }
        for (table, constraint) in constraints {
            self.make(Change::DropConstraint { table, constraint });
        }
    }

    /// Drops what is on the table and will not be, under whatever name.
    fn drop_unwanted(&mut self, next: &TableSnapshot, is_meant: impl Fn(&Constraint) -> bool) {
        let wanted = next.constraints();
        let is_wanted = |own: &Constraint| wanted.iter().any(|other| other.is_alike(own));
        let own = self.table(&next.name).constraints();
        let unwanted = own
            .into_iter()
            .rev()
            .filter(|own| is_meant(own) && !is_wanted(own));
        for constraint in unwanted {
            if !constraint.is_absent_key() {
                self.make(Change::DropConstraint {
                    table: next.name.clone(),
                    constraint,
                });
            }
        }
    }

    fn alter_columns(&mut self, next: &TableSnapshot) {
        for column in &next.columns {
            let Some(former) = self.table(&next.name).column(&column.name).cloned() else {
                continue;
            };
            if former != column.settled() {
                self.make(Change::AlterColumn {
                    table: next.name.clone(),
                    from: former,
                    to: column.settled(),
                });
            }
        }
    }

    fn add_columns(&mut self, next: &TableSnapshot) {
        for column in &next.columns {
            if self.table(&next.name).column(&column.name).is_none() {
                self.make(Change::AddColumn {
                    table: next.name.clone(),
                    column: ColumnSnapshot {
                        renamed_from: None,
                        ..column.clone()
                    },
                });
            }
        }
    }

    fn rename_constraints(&mut self, next: &TableSnapshot) {
        for constraint in next.constraints() {
            let own = self.table(&next.name).constraints();
            let alike = own.iter().find(|own| own.is_alike(&constraint));
            if let Some(own) = alike
                && own.name() != constraint.name()
            {
                self.make(Change::RenameConstraint {
                    table: next.name.clone(),
                    from: own.name().to_owned(),
                    constraint,
                });
            }
        }
    }

    fn add_constraints(&mut self, next: &TableSnapshot, is_meant: impl Fn(&Constraint) -> bool) {
        for constraint in next.constraints().into_iter().filter(is_meant) {
            if !self.table(&next.name).constraints().contains(&constraint) {
                self.make(Change::AddConstraint {
                    table: next.name.clone(),
                    constraint,
                });
            }
        }
    }
}

/// Which tables have other names now: those that say so, join tables whose relation says so, and join tables whose relation
/// is joined by another table.
fn table_renames<'t>(
    from: &Snapshot,
    to: &'t Snapshot,
    hints: Hints,
) -> Vec<(TableName, &'t TableSnapshot)> {
    let is_new = |next: &&TableSnapshot| from.table(&next.name).is_none();
    let new: Vec<&TableSnapshot> = to.tables.iter().filter(is_new).collect();
    let mut renames = Vec::new();
    for next in to
        .tables
        .iter()
        .filter(|next| hints == Hints::Exact || is_new(next))
    {
        let former = next.renamed_from.as_ref();
        push_rename(&mut renames, former.and_then(|name| from.table(name)), next);
    }
    let mut renamed = from.clone();
    for (former, next) in &renames {
        renamed.rename_joined(former, &next.name);
    }
    let joining = |relation: &Option<String>| {
        let mut tables = renamed.tables.iter();
        tables.find(|table| relation.is_some() && table.joins == *relation)
    };
    for next in &new {
        push_rename(&mut renames, joining(&next.formerly_joins), next);
    }
    for next in &new {
        let former = joining(&next.joins).filter(|table| to.table(&table.name).is_none());
        push_rename(&mut renames, former, next);
    }
    // A join table follows the tables by whose names its relation is known.
    renames.sort_by_key(|(_, next)| next.joins.is_some());
    renames
}

/// A table takes one new name, and a name is taken by one table.
fn push_rename<'t>(
    renames: &mut Vec<(TableName, &'t TableSnapshot)>,
    former: Option<&TableSnapshot>,
    next: &'t TableSnapshot,
) {
    let Some(former) = former else {
        return;
    };
    let mut known = renames.iter();
    if !known.any(|(one, other)| *one == former.name || other.name == next.name) {
        renames.push((former.name.clone(), next));
    }
}

/// Which columns have other names now. A join table's foreign keys are known by what they refer to.
fn column_renames(
    former: &TableSnapshot,
    next: &TableSnapshot,
    hints: Hints,
) -> Vec<(String, String)> {
    let mut renames: Vec<(String, String)> = Vec::new();
    for column in &next.columns {
        let is_new = former.column(&column.name).is_none();
        let said = column.renamed_from.as_deref();
        let said = said.filter(|_| hints == Hints::Exact || is_new);
        let said = said.filter(|name| former.column(name).is_some());
        let joined = || {
            let joins = next.joins.as_ref().filter(|_| is_new);
            joins.filter(|_| next.joins == former.joins)?;
            former_reference(former, next, &column.name)
        };
        if let Some(name) = said.or_else(joined)
            && !renames.iter().any(|(from, _)| from == name)
        {
            renames.push((name.to_owned(), column.name.clone()));
        }
    }
    renames
}

/// Whether the values come from another formula, or from one where they were given: the column is made anew.
fn is_computed_otherwise(former: &ColumnSnapshot, next: &ColumnSnapshot) -> bool {
    next.computed.is_some()
        && (
            &former.computed,
            former.ty,
            former.nullable,
            former.max_length,
        ) != (&next.computed, next.ty, next.nullable, next.max_length)
}

/// The column that referred to what this one refers to, if it alone did and is gone.
fn former_reference<'t>(
    former: &'t TableSnapshot,
    next: &TableSnapshot,
    column: &str,
) -> Option<&'t str> {
    let keys = next.foreign_keys.iter();
    let key = keys.clone().find(|key| key.columns == [column])?;
    let mut alike = former.foreign_keys.iter();
    let alike =
        alike.find(|other| other.target == key.target && other.references == key.references)?;
    let [name] = &alike.columns[..] else {
        return None;
    };
    let is_only = keys.filter(|other| other.target == key.target).count() == 1;
    (is_only && next.column(name).is_none()).then_some(name)
}

impl Constraint {
    /// Whether it demands the same, under whatever name.
    fn is_alike(&self, other: &Constraint) -> bool {
        *self == other.named(self.name())
    }

    fn leaves_out(&self, column: &String) -> bool {
        matches!(self, Constraint::Unique(key) if key.unless.as_ref() == Some(column))
    }

    /// A table whose key was dropped for another one.
    fn is_absent_key(&self) -> bool {
        matches!(self, Constraint::PrimaryKey(key) if key.columns.is_empty())
    }
}

impl Snapshot {
    /// The same without hints for the next migration.
    pub(crate) fn settled(&self) -> Snapshot {
        Snapshot {
            tables: self.tables.iter().map(TableSnapshot::settled).collect(),
        }
    }
}

impl TableSnapshot {
    fn settled(&self) -> TableSnapshot {
        TableSnapshot {
            renamed_from: None,
            formerly_joins: None,
            columns: self.columns.iter().map(ColumnSnapshot::settled).collect(),
            ..self.clone()
        }
    }
}

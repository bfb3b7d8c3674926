use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::Change;
use super::script::parse_stem;
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::schema::Snapshot;
use crate::schema::snapshot::TableSnapshot;

/// The migrations of a folder without their SQL: what each one changes, and after which others it was made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// In the order of their versions.
    entries: Vec<Entry>,
}

/// A migration without its SQL.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What its files are called, up to their endings: `20261123120000_add_rating`.
    pub name: String,
    /// What it changes, and what it was made after.
    pub record: Record,
}

/// The file that stands beside a migration's SQL.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The migrations that were the last ones when it was made: more than one where branches were joined.
    pub after: Vec<String>,
    /// What it changes.
    pub changes: Vec<Change>,
    /// Whether it is a step on the way to what a later one changes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub step: bool,
}

/// Two migrations that were made side by side, and what of the one does not go with what of the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The one, and its change.
    pub first: (String, Change),
    /// The other, and its change.
    pub second: (String, Change),
}

impl Entry {
    pub(crate) fn version(&self) -> Option<i64> {
        parse_stem(&self.name).map(|(version, _)| version)
    }
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ((first, one), (second, other)) = (&self.first, &self.second);
        write!(
            f,
            "{first} and {second} were made side by side, and `{one}` of the one does not go with `{other}` of the other: \
             remove the files of one of them, and make it again"
        )
    }
}

impl History {
    /// The history of these migrations.
    #[must_use]
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by(|a, b| (a.version(), &a.name).cmp(&(b.version(), &b.name)));
        History { entries }
    }

    /// The migrations, in the order of their versions.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The schema after all of them.
    ///
    /// # Errors
    ///
    /// [`Error::Migration`] where one cannot be made after those before it.
    pub fn snapshot(&self) -> Result<Snapshot> {
        replay(self.entries.iter())
    }

    /// The schema that a migration begins with: after all those before it.
    ///
    /// # Errors
    ///
    /// Those of [`snapshot`](History::snapshot).
    pub fn before(&self, name: &str) -> Result<Snapshot> {
        replay(self.entries.iter().take_while(|entry| entry.name != name))
    }

    /// The changes of a migration, if it is here.
    #[must_use]
    pub fn changes(&self, name: &str) -> &[Change] {
        let entry = self.entries.iter().find(|entry| entry.name == name);
        entry.map_or(&[], |entry| &entry.record.changes)
    }

    /// The migrations that no other was made after.
    #[must_use]
    pub fn heads(&self) -> Vec<String> {
        let names = self.entries.iter().map(|entry| &entry.name);
        let is_last = |name: &&String| {
            let mut records = self.entries.iter().map(|entry| &entry.record);
            !records.any(|record| record.after.contains(name))
        };
        names.filter(is_last).cloned().collect()
    }

    /// Which migrations say that they were made after one that is not here, and after which.
    #[must_use]
    pub fn orphans(&self) -> Vec<(String, String)> {
        let known: HashSet<&String> = self.entries.iter().map(|entry| &entry.name).collect();
        let entries = self.entries.iter();
        let orphans = entries.flat_map(|entry| {
            let missing = entry
                .record
                .after
                .iter()
                .filter(|name| !known.contains(name));
            missing.map(|name| (entry.name.clone(), name.clone()))
        });
        orphans.collect()
    }

    /// What does not go together in migrations that were made side by side, as when two branches are merged. Those that do go
    /// together need no edit: in whichever order a database gets them, it comes to the same.
    ///
    /// # Errors
    ///
    /// Those of [`snapshot`](History::snapshot).
    pub fn conflicts(&self) -> Result<Vec<Conflict>> {
        let ancestors = self.ancestors();
        let mut conflicts = Vec::new();
        for (position, first) in self.entries.iter().enumerate() {
            for second in &self.entries[position + 1..] {
                if ancestors[&second.name].contains(&first.name) {
                    continue;
                }
                let rebuilt =
                    [first, second].map(|entry| self.rebuilt(entry, &ancestors[&entry.name]));
                let [one, other] = rebuilt;
                conflicts.extend(conflict((first, &one?), (second, &other?)));
            }
        }
        Ok(conflicts)
    }

    /// For each migration those that it was made after, near and far.
    fn ancestors(&self) -> HashMap<String, HashSet<String>> {
        let mut ancestors: HashMap<String, HashSet<String>> = HashMap::new();
        for entry in &self.entries {
            let mut own: HashSet<String> = entry.record.after.iter().cloned().collect();
            for name in &entry.record.after {
                own.extend(ancestors.get(name).into_iter().flatten().cloned());
            }
            ancestors.insert(entry.name.clone(), own);
        }
        ancestors
    }

    /// The tables that a migration makes anew in some database, as its author knew them.
    fn rebuilt(&self, entry: &Entry, ancestors: &HashSet<String>) -> Result<Vec<TableSnapshot>> {
        let before = self
            .entries
            .iter()
            .filter(|other| ancestors.contains(&other.name));
        let after = replay(before.clone().chain([entry]))?;
        let before = replay(before)?;
        let changes = &entry.record.changes;
        let dialects = [Dialect::Postgres, Dialect::Sqlite];
        let names = dialects.map(|dialect| dialect.grammar().rebuilt(&before, changes));
        let names = names.iter().flatten();
        Ok(names
            .filter_map(|name| after.table(name))
            .cloned()
            .collect())
    }
}

fn replay<'e>(entries: impl Iterator<Item = &'e Entry>) -> Result<Snapshot> {
    let mut snapshot = Snapshot::default();
    for entry in entries {
        for change in &entry.record.changes {
            snapshot.apply(change).map_err(|reason| {
                Error::migration(format!(
                    "{}: `{change}` cannot be made: {reason}",
                    entry.name
                ))
            })?;
        }
    }
    Ok(snapshot)
}

/// The first two changes that do not go together, in migrations with the tables that each makes anew.
fn conflict(
    (first, rebuilt): (&Entry, &[TableSnapshot]),
    (second, rebuilt_too): (&Entry, &[TableSnapshot]),
) -> Option<Conflict> {
    let pairs = first.record.changes.iter().flat_map(|one| {
        let others = second.record.changes.iter();
        others.map(move |other| (one, other))
    });
    let mut conflicts = pairs.filter(|(one, other)| {
        one.conflicts_with(other)
            || rebuilt.iter().any(|table| other.undoes(one, table))
            || rebuilt_too.iter().any(|table| one.undoes(other, table))
    });
    let (one, other) = conflicts.next()?;
    Some(Conflict {
        first: (first.name.clone(), one.clone()),
        second: (second.name.clone(), other.clone()),
    })
}

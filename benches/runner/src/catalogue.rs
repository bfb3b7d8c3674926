//! Who takes part.

use crate::options::{Database, Options};

/// A peer, and the program that it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    program: &'static str,
    /// What stands behind the URL.
    pub(crate) argument: Option<&'static str>,
    databases: &'static [Database],
    /// Only these workloads, where not all are worth a turn.
    workloads: &'static [&'static str],
}

const BOTH: &[Database] = &[Database::Sqlite, Database::Postgres];

const ENTRIES: &[Entry] = &[
    entry("rusqlite", &[Database::Sqlite]),
    entry("tokio-postgres", &[Database::Postgres]),
    Entry {
        name: "rusqlite (16 MB)",
        argument: Some("cache"),
        ..entry("rusqlite", &[Database::Sqlite])
    },
    Entry {
        name: "tokio-postgres (in turn)",
        argument: Some("in-turn"),
        workloads: &["movie", "person", "user", "movies"],
        ..entry("tokio-postgres", &[Database::Postgres])
    },
    entry("orm", BOTH),
    Entry {
        name: "orm (threads)",
        argument: Some("threads"),
        workloads: &["row", "rows-1", "insert-1", "update", "tasks"],
        ..entry("orm", &[Database::Sqlite])
    },
    entry("sqlx", BOTH),
    Entry {
        name: "sqlx (no pool)",
        argument: Some("no-pool"),
        workloads: &["row"],
        ..entry("sqlx", BOTH)
    },
    entry("diesel", BOTH),
    entry("diesel-async", &[Database::Postgres]),
    entry("sea-orm", BOTH),
    entry("toasty", BOTH),
];

const fn entry(name: &'static str, databases: &'static [Database]) -> Entry {
    Entry {
        name,
        program: name,
        argument: None,
        databases,
        workloads: &[],
    }
}

impl Entry {
    /// The peer of this name.
    pub(crate) fn named(name: &str) -> Option<Entry> {
        ENTRIES.iter().find(|entry| entry.name == name).copied()
    }

    /// Where it was built, if it was.
    pub(crate) fn path(&self) -> Option<std::path::PathBuf> {
        program(self.program)
    }

    pub(crate) fn takes_part_in(&self, workload: &str) -> bool {
        self.workloads.is_empty() || self.workloads.contains(&workload)
    }
}

/// A program that was built together with this one.
pub(crate) fn program(name: &str) -> Option<std::path::PathBuf> {
    let this = std::env::current_exe().ok()?;
    Some(this.with_file_name(name)).filter(|path| path.exists())
}

/// Those of a database that were asked for, the raw driver first.
pub(crate) fn peers_of(database: Database, options: &Options) -> Vec<Entry> {
    let of_database = ENTRIES
        .iter()
        .filter(|entry| entry.databases.contains(&database));
    let mut peers: Vec<Entry> = of_database.copied().collect();
    let raw = peers[0].name;
    let asked =
        |name: &str| options.peers.is_empty() || options.peers.iter().any(|peer| peer == name);
    peers.retain(|entry| entry.name == raw || asked(entry.name));
    peers
}

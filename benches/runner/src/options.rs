//! What can be asked of a run.

use std::path::PathBuf;
use std::time::Duration;

use bench::Workload;
use clap::{Parser, ValueEnum};
use serde::Serialize;

/// Times `orm` and its peers side by side.
#[derive(Debug, Parser)]
#[command(name = "benches/run", version)]
pub(crate) struct Options {
    /// One database; both where none is named.
    pub(crate) database: Option<Database>,

    /// Only these peers, by name; the raw driver always takes part.
    #[arg(long, value_delimiter = ',')]
    pub(crate) peers: Vec<String>,

    /// Only these workloads, by name.
    #[arg(long, value_delimiter = ',', value_parser = workload)]
    pub(crate) workloads: Vec<Workload>,

    /// How often each peer has its turn at each workload.
    #[arg(long, default_value_t = 9)]
    pub(crate) rounds: usize,

    /// About how long a turn lasts, in milliseconds.
    #[arg(long, default_value_t = 70)]
    turn: u64,

    /// What else the machine does meanwhile.
    #[arg(long, value_delimiter = ',', default_value = "quiet")]
    pub(crate) setting: Vec<Setting>,

    /// Also times nested loads on Postgres over a network with these delays of a round trip, in milliseconds.
    #[arg(long, value_delimiter = ',')]
    delay: Vec<f64>,

    /// Also counts statements and round trips on Postgres, and measures memory.
    #[arg(long)]
    pub(crate) count: bool,

    /// Writes all that was measured to this file.
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,

    /// Writes the tables and what they were made on to this file.
    #[arg(long)]
    pub(crate) markdown: Option<PathBuf>,

    /// Keeps a core busy; for the runner's own use.
    #[arg(long, hide = true)]
    pub(crate) spin: bool,
}

/// A database that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Database {
    Sqlite,
    Postgres,
}

/// What else the machine does meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Setting {
    /// Nothing that the runner knows of.
    Quiet,
    /// A process of the lowest priority on every core, so that no core sleeps: waking another thread is cheap.
    Busy,
    /// All on one core, the server too.
    Pinned,
}

impl Setting {
    pub(crate) fn in_order(settings: &[Setting]) -> Vec<Setting> {
        let mut settings = settings.to_vec();
        settings.sort();
        settings.dedup();
        settings
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Setting::Quiet => "quiet",
            Setting::Busy => "busy",
            Setting::Pinned => "pinned",
        }
    }
}

impl Database {
    pub(crate) fn title(self) -> &'static str {
        match self {
            Database::Sqlite => "SQLite",
            Database::Postgres => "Postgres",
        }
    }
}

impl Options {
    pub(crate) fn databases(&self) -> Vec<Database> {
        match self.database {
            Some(database) => vec![database],
            None => vec![Database::Sqlite, Database::Postgres],
        }
    }

    /// In the order of the table.
    pub(crate) fn workloads(&self) -> Vec<Workload> {
        let asked =
            |workload: &Workload| self.workloads.is_empty() || self.workloads.contains(workload);
        Workload::ALL.into_iter().filter(asked).collect()
    }

    pub(crate) fn turn(&self) -> Duration {
        Duration::from_millis(self.turn)
    }

    pub(crate) fn delays(&self) -> Vec<Duration> {
        self.delay
            .iter()
            .map(|milliseconds| Duration::from_secs_f64(milliseconds / 1000.0))
            .collect()
    }
}

fn workload(name: &str) -> Result<Workload, String> {
    Workload::named(name).ok_or_else(|| {
        let names: Vec<&str> = Workload::ALL.iter().map(|workload| workload.name).collect();
        format!("one of {}", names.join(", "))
    })
}

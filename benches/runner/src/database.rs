//! The data, once for each peer.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, anyhow, ensure};
use tempfile::TempDir;

use crate::catalogue::{Entry, program};
use crate::cluster::Cluster;
use crate::options::Database;

/// Where the peers' databases are. They are gone with this value.
#[derive(Debug)]
pub(crate) enum Databases {
    Sqlite(TempDir),
    Postgres(Cluster),
}

impl Databases {
    /// Makes the data that peers get copies of.
    pub(crate) fn make(database: Database) -> Result<Databases> {
        match database {
            Database::Sqlite => {
                let folder = tempfile::tempdir()?;
                seed("seed-sqlite", &path(folder.path(), "seed"))?;
                Ok(Databases::Sqlite(folder))
            }
            Database::Postgres => {
                let cluster = Cluster::start()?;
                cluster.execute("CREATE DATABASE seed")?;
                seed("seed-postgres", &cluster.url("seed"))?;
                Ok(Databases::Postgres(cluster))
            }
        }
    }

    /// A copy of a peer's own, by its URL.
    pub(crate) fn copy_for(&self, entry: Entry) -> Result<String> {
        let url = self.url_of(entry);
        match self {
            Databases::Sqlite(folder) => drop(std::fs::copy(path(folder.path(), "seed"), &url)?),
            Databases::Postgres(cluster) => {
                cluster.execute(&format!("CREATE DATABASE {} TEMPLATE seed", name_of(entry)))?;
            }
        }
        Ok(url)
    }

    /// Where a peer's copy is.
    pub(crate) fn url_of(&self, entry: Entry) -> String {
        match self {
            Databases::Sqlite(folder) => path(folder.path(), &name_of(entry)),
            Databases::Postgres(cluster) => cluster.url(&name_of(entry)),
        }
    }

    /// What every copy is ready after: nothing is left to be written to the disk meanwhile.
    pub(crate) fn settle(&self) -> Result<()> {
        match self {
            Databases::Sqlite(_) => Ok(()),
            Databases::Postgres(cluster) => cluster.execute("CHECKPOINT"),
        }
    }
}

/// What a peer's database is called.
pub(crate) fn name_of(entry: Entry) -> String {
    entry
        .name
        .replace(|letter: char| !letter.is_alphanumeric(), "_")
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(format!("{name}.db")).display().to_string()
}

fn seed(name: &str, url: &str) -> Result<()> {
    let path = program(name).ok_or_else(|| anyhow!("{name} was not built"))?;
    let status = Command::new(path)
        .arg(url)
        .status()
        .with_context(|| format!("{name} does not start"))?;
    ensure!(status.success(), "{name} failed");
    Ok(())
}

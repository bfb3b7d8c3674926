//! What is wrong with a folder of migrations, or missing in it.

use std::fs;

use super::files::{folder_name, snapshot_json, write_all};
use super::{Folder, History};
use crate::error::Result;
use crate::migrate::script::normalised;
use crate::migrate::{Script, diff};
use crate::schema::{Schema, Snapshot};

impl Folder {
    /// What is wrong with the migrations, or missing in them: for a program that looks after others, and so in words.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`](crate::Error::Configuration) where the schema is not whole,
    /// [`Error::Migration`](crate::Error::Migration) where a file cannot be read.
    pub fn check(&self, schema: &Schema) -> Result<Vec<String>> {
        schema.verify()?;
        let history = self.history()?;
        let mut findings: Vec<String> = history
            .orphans()
            .into_iter()
            .map(|(name, missing)| format!("{name} was made after {missing}, which is not here"))
            .collect();
        let snapshot = match history.snapshot() {
            Ok(snapshot) => snapshot,
            Err(error) => {
                findings.push(error.to_string());
                return Ok(findings);
            }
        };
        findings.extend(history.conflicts()?.iter().map(ToString::to_string));
        let changes = diff(&snapshot, &schema.snapshot());
        findings.extend(changes.iter().map(|change| {
            format!("the models have a change that no migration has: {change}; run `migrate make`")
        }));
        findings.extend(self.check_snapshot(&snapshot));
        findings.extend(self.check_files(&history)?);
        Ok(findings)
    }

    /// Writes `snapshot.json` anew from the migrations, as after two branches were merged; whether that changed it.
    ///
    /// # Errors
    ///
    /// [`Error::Migration`](crate::Error::Migration) where migrations of two branches do not go together, or a file cannot be
    /// read or written.
    pub fn mend_snapshot(&self) -> Result<bool> {
        let snapshot = self.settled_history()?.snapshot()?;
        let path = self.path.join("snapshot.json");
        let text = snapshot_json(snapshot);
        if fs::read_to_string(&path).is_ok_and(|known| normalised(&known) == text) {
            return Ok(false);
        }
        write_all(&[(path, text)])?;
        Ok(true)
    }

    fn check_snapshot(&self, snapshot: &Snapshot) -> Option<String> {
        let path = self.path.join("snapshot.json");
        let text = fs::read_to_string(&path).ok()?;
        let is_same = normalised(&text) == snapshot_json(snapshot.clone());
        (!is_same).then(|| {
            "snapshot.json is not what the migrations come to, as after a merge; run `migrate check --write` to write it anew"
                .to_owned()
        })
    }

    /// Each migration has the SQL of every database, and a database no other.
    fn check_files(&self, history: &History) -> Result<Vec<String>> {
        let mut findings = Vec::new();
        let migrations = self.migrations()?;
        for &dialect in &self.dialects {
            findings.extend(
                migrations
                    .check_versions(dialect)
                    .err()
                    .map(|error| error.to_string()),
            );
            let scripts: Vec<String> = migrations.scripts(dialect).map(Script::stem).collect();
            let folder = folder_name(dialect);
            for entry in history.entries() {
                if !scripts.contains(&entry.name) {
                    findings.push(format!("{folder}/{}.up.sql is missing", entry.name));
                }
            }
            for name in scripts {
                if !history.entries().iter().any(|entry| entry.name == name) {
                    findings.push(format!(
                        "changes/{name}.json is missing, though {folder}/{name}.up.sql is there"
                    ));
                }
            }
        }
        Ok(findings)
    }
}

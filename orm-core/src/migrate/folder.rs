mod check;
mod files;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use self::files::{folder_name, json, list, parse, read, script, snapshot_json, stem, write_all};
use super::draft::identifier;
use super::history::{Entry, History, Record};
use super::{Draft, Migrations};
use crate::db::date_time_text;
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::schema::{Schema, Snapshot};

/// A folder of migrations.
///
/// ```text
/// migrations/
/// ├── snapshot.json                                the schema after all of them
/// ├── changes/20261123120000_add_rating.json       what it changes, and what it was made after
/// ├── postgres/20261123120000_add_rating.up.sql    the SQL of both ways, for each database
/// ├── postgres/20261123120000_add_rating.down.sql
/// ├── sqlite/20261123120000_add_rating.up.sql
/// └── sqlite/20261123120000_add_rating.down.sql
/// ```
///
/// The folder of each database is one that sqlx-cli runs: `sqlx migrate run --source migrations/postgres`.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// use orm::migrate::Folder;
///
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> {
/// # let temporary = std::env::temp_dir().join(format!("orm-folder-{}", std::process::id()));
/// # let path = temporary.clone();
/// let folder = Folder::new(path);
/// let written = folder.make(&schema![Author], Some("initial"))?.expect("there was nothing yet");
/// assert!(written.name.ends_with("_initial"));
/// assert!(folder.make(&schema![Author], None)?.is_none());
///
/// let db = Db::connect("sqlite::memory:").await?;
/// folder.migrations()?.run(&db).await?;
/// Author::create().name("Jane Austen").save(&db).await?;
/// # std::fs::remove_dir_all(temporary).unwrap();
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    dialects: Vec<Dialect>,
}

/// A migration that was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// What its files are called, up to their endings.
    pub name: String,
    /// What it changes.
    pub draft: Draft,
    /// Its files.
    pub files: Vec<PathBuf>,
}

/// One migration in the place of others.
#[derive(Debug, Clone, PartialEq)]
pub struct Squashed {
    /// The one.
    pub written: Written,
    /// The others, whose files are gone.
    pub replaced: Vec<String>,
}

const DIALECTS: [Dialect; 2] = [Dialect::Postgres, Dialect::Sqlite];

/// What keeps checkouts from changing line ends, which the checksums are made of.
const ATTRIBUTES: &str = "*.sql text eol=lf\n*.json text eol=lf\n";

impl Folder {
    /// The folder at this path, for the databases that it has SQL of; for both where it is not there yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let mut dialects = DIALECTS.to_vec();
        dialects.retain(|&dialect| path.join(folder_name(dialect)).is_dir());
        if dialects.is_empty() {
            dialects = DIALECTS.to_vec();
        }
        Folder { path, dialects }
    }

    /// Writes SQL for these databases alone.
    #[must_use]
    pub fn for_dialects(mut self, dialects: impl IntoIterator<Item = Dialect>) -> Self {
        self.dialects = dialects.into_iter().collect();
        self
    }

    /// The databases that it writes SQL for.
    #[must_use]
    pub fn dialects(&self) -> &[Dialect] {
        &self.dialects
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the migrations change, without their SQL.
    ///
    /// # Errors
    ///
    /// [`Error::Migration`] where a file cannot be read.
    pub fn history(&self) -> Result<History> {
        let mut entries = Vec::new();
        for path in list(&self.path.join("changes"), "json")? {
            let record: Record = parse(&path, &read(&path)?)?;
            entries.push(Entry {
                name: stem(&path, ".json"),
                record,
            });
        }
        Ok(History::new(entries))
    }

    /// The SQL of the migrations.
    ///
    /// # Errors
    ///
    /// [`Error::Migration`] where a file cannot be read, or is named otherwise than a migration.
    pub fn migrations(&self) -> Result<Migrations> {
        let mut scripts = Vec::new();
        for dialect in DIALECTS {
            for path in list(&self.path.join(folder_name(dialect)), "up.sql")? {
                scripts.push(script(&path, dialect)?);
            }
        }
        Ok(Migrations::new(scripts))
    }

    /// The changes that lead from the migrations to the models; `None` where the migrations have them all.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] where the schema is not whole, [`Error::Migration`] where a file cannot be read, or migrations
    /// of two branches do not go together.
    pub fn draft(&self, schema: &Schema) -> Result<Option<Draft>> {
        schema.verify()?;
        Ok(Draft::between(
            &self.settled_history()?.snapshot()?,
            &schema.snapshot(),
        ))
    }

    /// Writes a migration with what the models have and the migrations have not; `None` where that is nothing.
    ///
    /// # Errors
    ///
    /// Those of [`draft`](Folder::draft) and of [`Plan::new`](super::Plan::new); [`Error::Migration`] where a file cannot be
    /// written, and then none is.
    pub fn make(&self, schema: &Schema, name: Option<&str>) -> Result<Option<Written>> {
        match self.draft(schema)? {
            Some(draft) => self.write(draft, name).map(Some),
            None => Ok(None),
        }
    }

    /// Writes a migration.
    ///
    /// # Errors
    ///
    /// Those of [`make`](Folder::make).
    pub fn write(&self, draft: Draft, name: Option<&str>) -> Result<Written> {
        let history = self.settled_history()?;
        self.write_after(draft, name, &history)
    }

    /// Writes the same changes as several migrations, of which none stops programs that use a Postgres database: see
    /// [`safe_plan`](super::safe_plan).
    ///
    /// # Errors
    ///
    /// Those of [`make`](Folder::make).
    pub fn write_safe(&self, draft: &Draft, name: Option<&str>) -> Result<Vec<Written>> {
        let name = name.map_or_else(|| draft.name(), identifier);
        let steps = draft.steps()?;
        let is_only = steps.len() == 1;
        let written = steps.into_iter().map(|step| {
            let name = match step.step_name() {
                Some(part) if !is_only => format!("{name}_{part}"),
                _ => name.clone(),
            };
            self.write(step, Some(&name))
        });
        written.collect()
    }

    fn write_after(&self, draft: Draft, name: Option<&str>, history: &History) -> Result<Written> {
        let version = self.next_version()?;
        let name = name.map_or_else(|| draft.name(), identifier);
        let stem = format!("{version}_{name}");
        let mut files = Vec::new();
        for &dialect in &self.dialects {
            let script = draft.script(version, &name, dialect)?;
            let folder = self.path.join(folder_name(dialect));
            files.push((
                folder.join(format!("{stem}.up.sql")),
                script.up.into_owned(),
            ));
            if let Some(down) = script.down {
                files.push((folder.join(format!("{stem}.down.sql")), down.into_owned()));
            }
        }
        let record = Record {
            after: history.heads(),
            changes: draft.changes.clone(),
            step: draft.is_on_the_way(),
        };
        let mut snapshot = history.snapshot()?;
        for change in &draft.changes {
            snapshot.apply(change).map_err(Error::migration)?;
        }
        let changes = self.path.join("changes").join(format!("{stem}.json"));
        files.push((changes, json(&record)));
        files.push((self.path.join("snapshot.json"), snapshot_json(snapshot)));
        let attributes = self.path.join(".gitattributes");
        if !attributes.exists() {
            files.push((attributes, ATTRIBUTES.to_owned()));
        }
        write_all(&files)?;
        Ok(Written {
            name: stem,
            draft,
            files: files.into_iter().map(|(path, _)| path).collect(),
        })
    }

    /// Puts one migration in the place of all: it creates what they come to. A database that has had all of them is only told
    /// so, when it is migrated next.
    ///
    /// # Errors
    ///
    /// [`Error::Migration`] where migrations do not go together, there is none, or one was written by hand, whose SQL no
    /// change speaks of; where a file cannot be read, written or removed.
    pub fn squash(&self, name: &str) -> Result<Squashed> {
        let history = self.settled_history()?;
        let entries = history.entries();
        let is_by_hand = |record: &Record| record.changes.is_empty() && !record.step;
        let by_hand = entries.iter().find(|entry| is_by_hand(&entry.record));
        if let Some(entry) = by_hand {
            return Err(Error::migration(format!(
                "{} was written by hand, and what it does would be missing: squash without it is not possible",
                entry.name
            )));
        }
        let Some(draft) = Draft::between(&Snapshot::default(), &history.snapshot()?) else {
            return Err(Error::migration("there are no migrations to squash"));
        };
        let replaced: Vec<String> = entries.iter().map(|entry| entry.name.clone()).collect();
        let written =
            self.write_after(draft.replacing(&replaced), Some(name), &History::default())?;
        for name in &replaced {
            self.remove(name)?;
        }
        Ok(Squashed { written, replaced })
    }

    /// The history, whose branches go together.
    fn settled_history(&self) -> Result<History> {
        let history = self.history()?;
        match history.conflicts()?.first() {
            None => Ok(history),
            Some(conflict) => Err(Error::migration(conflict.to_string())),
        }
    }

    /// The time, or one more than the last version where the clock is behind it.
    fn next_version(&self) -> Result<i64> {
        let (history, migrations) = (self.history()?, self.migrations()?);
        let records = history.entries().iter().filter_map(Entry::version);
        let scripts = DIALECTS.map(|dialect| migrations.scripts(dialect).map(|s| s.version).max());
        let last = records.chain(scripts.into_iter().flatten()).max();
        Ok(now().max(last.unwrap_or_default() + 1))
    }

    /// Removes all files of a migration.
    fn remove(&self, name: &str) -> Result<()> {
        let mut files = vec![self.path.join("changes").join(format!("{name}.json"))];
        for dialect in DIALECTS {
            let folder = self.path.join(folder_name(dialect));
            files.push(folder.join(format!("{name}.up.sql")));
            files.push(folder.join(format!("{name}.down.sql")));
        }
        for file in files.iter().filter(|file| file.exists()) {
            fs::remove_file(file).map_err(|error| {
                Error::migration(format!("{} cannot be removed: {error}", file.display()))
            })?;
        }
        Ok(())
    }
}

/// The time in UTC as a number: `20261123120000`.
fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
    let text = date_time_text(micros).unwrap_or_default();
    let digits: String = text.chars().filter(char::is_ascii_digit).take(14).collect();
    digits.parse().unwrap_or(0)
}

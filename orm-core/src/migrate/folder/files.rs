//! The files of a folder of migrations: how they are called, read and written.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::migrate::Script;
use crate::migrate::script::{normalised, parse_stem};
use crate::schema::Snapshot;

/// The form of `snapshot.json`.
#[derive(Serialize, Deserialize)]
struct SnapshotFile {
    /// Raised when the form changes, so that an older program says so instead of misreading it.
    format: u32,
    #[serde(flatten)]
    snapshot: Snapshot,
}

const FORMAT: u32 = 1;

/// The folder of a database's SQL.
pub(super) fn folder_name(dialect: Dialect) -> String {
    dialect.to_string().to_lowercase()
}

pub(super) fn snapshot_json(mut snapshot: Snapshot) -> String {
    snapshot.sort();
    json(&SnapshotFile {
        format: FORMAT,
        snapshot,
    })
}

pub(super) fn json(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value);
    text.expect("names, texts and numbers can be written as JSON") + "\n"
}

pub(super) fn parse<T: for<'de> Deserialize<'de>>(path: &Path, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| {
        Error::migration(format!(
            "{}: {error}; bring the file back as it was",
            path.display()
        ))
    })
}

/// The files of a folder with this ending, if there is such a folder, by name.
pub(super) fn list(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(folder, &error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if path.to_string_lossy().ends_with(&format!(".{ending}")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

pub(super) fn script(path: &Path, dialect: Dialect) -> Result<Script> {
    let stem = stem(path, ".up.sql");
    let Some((version, name)) = parse_stem(&stem) else {
        return Err(Error::migration(format!(
            "{}: a migration's file begins with its version, as in 20261123120000_add_rating.up.sql",
            path.display()
        )));
    };
    let down = path.with_file_name(format!("{stem}.down.sql"));
    let down = match down.exists() {
        true => Some(normalised(&read(&down)?).into()),
        false => None,
    };
    Ok(Script {
        dialect,
        version,
        name: name.to_owned().into(),
        up: normalised(&read(path)?).into(),
        down,
    })
}

pub(super) fn stem(path: &Path, ending: &str) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.strip_suffix(ending).unwrap_or(&name).to_owned()
}

pub(super) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &io::Error) -> Error {
    Error::migration(format!("{} cannot be read: {error}", path.display()))
}

/// Writes all files or none: each beside its place first, and then all are put there.
pub(super) fn write_all(files: &[(PathBuf, String)]) -> Result<()> {
    let beside = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        path.with_file_name(format!(".{name}.new"))
    };
    let written = files.iter().try_for_each(|(path, text)| {
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        let mut file = fs::File::create(beside(path))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let placed = written.and_then(|()| {
        let mut files = files.iter();
        files.try_for_each(|(path, _)| fs::rename(beside(path), path))
    });
    placed.map_err(|error| {
        for (path, _) in files {
            // What was not written need not be removed.
            let _ = fs::remove_file(beside(path));
        }
        let folder = files.first().and_then(|(path, _)| path.parent());
        let folder = folder.unwrap_or(Path::new("migrations"));
        Error::migration(format!("{} cannot be written: {error}", folder.display()))
    })
}

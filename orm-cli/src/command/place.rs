//! Where the migrations are.

use std::path::{Path, PathBuf};

use orm_core::migrate::Folder;
use orm_core::{Dialect, Error, Result};

/// The folder that is said, else the one that `orm::migrations!()` embeds: `migrations`, beside the `Cargo.toml` of the
/// program that `cargo run` runs, and from the current folder elsewhere.
pub(crate) fn folder(said: Option<&Path>) -> PathBuf {
    let usual = || {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let current = std::env::current_dir().unwrap_or_default();
        // As short as it can be said from here.
        let package = package.map(|package| match package.strip_prefix(current) {
            Ok(below) => below.to_owned(),
            Err(_) => package,
        });
        package.unwrap_or_default().join("migrations")
    };
    said.map_or_else(usual, Path::to_owned)
}

/// Without a folder there would be nothing to run, which would look as if all had been.
pub(crate) fn demand(folder: &Folder) -> Result<()> {
    match folder.path().is_dir() {
        true => Ok(()),
        false => Err(Error::misuse(format!(
            "there is no folder `{}`: make the first migration with `migrate make`, or name the folder with --folder",
            folder.path().display()
        ))),
    }
}

/// The same holds of a database that the migrations have no SQL for.
pub(crate) fn demand_dialect(folder: &Folder, dialect: Dialect) -> Result<()> {
    match folder.migrations()?.scripts(dialect).next() {
        Some(_) => Ok(()),
        None => Err(Error::misuse(format!(
            "`{}` has no SQL for {dialect}",
            folder.path().display()
        ))),
    }
}

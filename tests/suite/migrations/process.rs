//! This program as a process of its own that migrates a database, so that several do so at once, and one can be killed.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use orm::migrate::{Folder, Run};
use orm::prelude::*;

use super::place::Place;

const URL: &str = "ORM_TEST_PROCESS_URL";
const FOLDER: &str = "ORM_TEST_PROCESS_FOLDER";

/// What a process writes before it migrates.
pub const BEGINS: &str = "begins";

/// What a process writes before the name of each migration, when it has run.
pub const RAN: &str = "ran ";

/// Starts a process that runs the migrations of a folder.
pub fn start(place: &Place, folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "migrations::process::migrate",
            "--ignored",
            "--nocapture",
        ])
        .env(URL, place.url())
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[tokio::test]
#[ignore = "other tests start it as a process"]
async fn migrate() {
    let (Ok(url), Ok(folder)) = (std::env::var(URL), std::env::var(FOLDER)) else {
        return;
    };
    let db = Db::connect(&url).await.unwrap();
    let migrations = Folder::new(folder).migrations().unwrap();
    println!("\n{BEGINS}");
    let mut tell = |run: &Run| println!("{RAN}{}", run.name);
    migrations.up(&db, usize::MAX, &mut tell).await.unwrap();
}

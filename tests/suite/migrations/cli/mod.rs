//! The command line, as people and programs see it.

mod guide;
mod mistakes;
mod models;
mod stories;

use std::path::Path;

use orm::schema::Schema;
use serde_json::Value;

/// Where commands are typed, and all that was seen.
struct Terminal {
    place: tempfile::TempDir,
    url: Option<String>,
    seen: String,
}

impl Terminal {
    fn new(url: Option<String>) -> Self {
        Terminal {
            place: tempfile::tempdir().unwrap(),
            url,
            seen: String::new(),
        }
    }

    fn folder(&self) -> std::path::PathBuf {
        self.place.path().join("migrations")
    }

    /// The versions of the migrations that there are, in their order.
    fn migrations(&self) -> Vec<String> {
        let folder = orm::migrate::Folder::new(self.folder());
        let history = folder.history().unwrap();
        let names = history.entries().iter().map(|entry| &entry.name);
        let versions = names.filter_map(|name| Some(name.split_once('_')?.0.to_owned()));
        versions.collect()
    }

    /// What a command prints, and its exit code.
    async fn output(&self, schema: Schema, line: &str) -> (String, u8) {
        let mut arguments: Vec<String> = vec!["library".to_owned()];
        arguments.extend(line.split_whitespace().map(str::to_owned));
        arguments.extend(["--folder".to_owned(), self.folder().display().to_string()]);
        if let Some(url) = &self.url {
            arguments.extend(["--database-url".to_owned(), url.clone()]);
        }
        let mut out = Vec::new();
        let code = orm::cli::run_with(schema, arguments, &mut out).await;
        (String::from_utf8(out).unwrap(), code)
    }

    /// Types a command, and notes what is seen.
    async fn run(&mut self, schema: Schema, line: &str) -> u8 {
        let (output, code) = self.output(schema, line).await;
        let output = settled(&output, self.place.path());
        self.seen.push_str(&format!("$ library {line}\n{output}"));
        if code != 0 {
            self.seen.push_str(&format!("[exit code {code}]\n"));
        }
        self.seen.push('\n');
        code
    }

    /// The value that a command prints for programs.
    async fn json(&self, schema: Schema, line: &str) -> Value {
        let (output, _) = self.output(schema, &format!("{line} --json")).await;
        serde_json::from_str(&output).unwrap_or_else(|error| panic!("{line}: {error}: {output}"))
    }
}

/// The text with times and versions that are always the same, and without this machine's folders.
fn settled(text: &str, place: &Path) -> String {
    let text = untimed(text, place);
    let lines = text.lines().map(|line| without_versions(line) + "\n");
    lines.collect()
}

/// The text with times that are always the same, and without this machine's folders.
fn untimed(text: &str, place: &Path) -> String {
    let text = text.replace(&format!("{}/", place.display()), "");
    let lines = text.lines().map(|line| match line.rsplit_once(" in ") {
        Some((before, took))
            if took.ends_with('s') && took.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            format!("{before} in 1.2ms\n")
        }
        _ => format!("{line}\n"),
    });
    lines.collect()
}

/// Fourteen digits are a version.
fn without_versions(line: &str) -> String {
    let mut settled = String::new();
    let mut digits = String::new();
    for letter in line.chars().chain(['\n']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        settled.push_str(if digits.len() == 14 {
            "20260102030405"
        } else {
            &digits
        });
        digits.clear();
        settled.push(letter);
    }
    settled.trim_end_matches('\n').to_owned()
}

/// Adds to every file of this ending.
fn append(folder: &Path, ending: &str, text: &str) {
    for dialect in ["postgres", "sqlite"] {
        for entry in std::fs::read_dir(folder.join(dialect)).unwrap() {
            let path = entry.unwrap().path();
            if path.to_string_lossy().ends_with(ending) {
                let sql = std::fs::read_to_string(&path).unwrap();
                std::fs::write(&path, sql + text).unwrap();
            }
        }
    }
}

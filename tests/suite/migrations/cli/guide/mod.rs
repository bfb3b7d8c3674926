//! `docs/guide/migrations.md`, walked through: the models that it shows are compiled, its SQL is run, and what it says that
//! commands print is what they print. `ORM_UPDATE_GUIDE=1` writes the page anew.

use orm::schema::Schema;

use super::{Terminal, untimed};
use crate::drift::execute;
use crate::support::TestDb;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/guide/migrations.md");

/// How many lines of long SQL the page shows.
const SHOWN: usize = 9;

/// What stands before a command in the page.
const PROMPT: &str = "$ cargo run -- ";

/// The model as the page has it, from one chapter to the next.
macro_rules! versions {
    ($($name:ident $file:literal),*) => {
        $(mod $name {
            use orm::prelude::*;
            use orm::schema::Schema;

            include!($file);

            pub(super) fn schema() -> Schema {
                schema![Author]
            }
        })*

        const VERSIONS: &[(&str, fn() -> Schema)] = &[$((include_str!($file), $name::schema)),*];
    };
}

versions!(first "first.rs", second "second.rs", third "third.rs");

#[tokio::test]
async fn the_guide_shows_what_is_printed() {
    let test = TestDb::sqlite_file().await;
    let page = std::fs::read_to_string(PATH).unwrap();
    let mut walk = Walk {
        terminal: Terminal::new(Some(test.url())),
        test,
        schema: VERSIONS[0].1,
        versions: Vec::new(),
    };
    let mut made = String::new();
    for text in page.split_inclusive("```\n") {
        made.push_str(&walk.block(text).await);
    }
    walk.test.close().await;
    if std::env::var_os("ORM_UPDATE_GUIDE").is_some() {
        std::fs::write(PATH, &made).unwrap();
    }
    let kept = std::fs::read_to_string(PATH).unwrap();
    assert!(
        kept == made,
        "the guide is not up to date: ORM_UPDATE_GUIDE=1"
    );
    for (model, _) in VERSIONS {
        assert!(
            kept.contains(model),
            "the guide does not show this:\n{model}"
        );
    }
}

/// The text without most of a long list of statements.
fn shortened(output: &str) -> String {
    let lines: Vec<&str> = output.split_inclusive('\n').collect();
    let sql = lines.iter().position(|line| line.starts_with("SQL for "));
    let files = lines.iter().position(|line| line.starts_with("wrote "));
    match sql.zip(files) {
        Some((sql, files)) if files - sql > 2 * SHOWN => {
            let (shown, rest) = (&lines[..sql + SHOWN], &lines[files..]);
            [shown, &["…\n\n"], rest].concat().concat()
        }
        _ => output.to_owned(),
    }
}

/// Where the page has got to.
struct Walk {
    terminal: Terminal,
    test: TestDb,
    schema: fn() -> Schema,
    /// The versions of the migrations so far.
    versions: Vec<String>,
}

impl Walk {
    /// The text up to the end of a block, whose commands are run and whose models are taken over.
    async fn block(&mut self, text: &str) -> String {
        let shown = VERSIONS.iter().find(|(model, _)| text.contains(model));
        if let Some((_, schema)) = shown {
            self.schema = *schema;
        }
        if let Some((_, sql)) = text.split_once("```sql\n") {
            let sql = sql.trim_end_matches("```\n");
            execute(sql, &self.test.db).await;
        }
        let Some(start) = text.find(&format!("```text\n{PROMPT}")) else {
            return text.to_owned();
        };
        let (before, block) = text.split_at(start + "```text\n".len());
        let mut made = before.to_owned();
        let commands = block.lines().filter_map(|line| line.strip_prefix(PROMPT));
        for command in commands {
            made.push_str(&format!("{PROMPT}{command}\n{}", self.run(command).await));
        }
        made + "```\n"
    }

    async fn run(&mut self, command: &str) -> String {
        let (output, code) = self.terminal.output((self.schema)(), command).await;
        let mut output = untimed(&output, self.terminal.place.path());
        for migration in self.terminal.migrations() {
            if !self.versions.contains(&migration) {
                self.versions.push(migration);
            }
        }
        for (number, version) in self.versions.iter().enumerate() {
            output = output.replace(version, &format!("2026010{}091530", number + 1));
        }
        let output = shortened(&output);
        match code {
            0 => output,
            code => format!("{output}[exit code {code}]\n"),
        }
    }
}

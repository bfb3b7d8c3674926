//! `docs/guide/queries.md`, which is made from the questions and from what is sent to the databases.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::sync::Once;

use orm::prelude::*;
use tracing::field::{Field, Visit};
use tracing::span;
use tracing::{Event, Metadata, Subscriber};

use super::{Question, Sample, samples};
use crate::support::TestDb;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/guide/queries.md");
const UPDATE: &str = "ORM_UPDATE_GUIDE";

thread_local! {
    /// The statements that this thread has sent, while somebody wants them.
    static SENT: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// What this thread sends from now on.
fn record() {
    static RECORDER: Once = Once::new();
    // One for the whole process: the interest of a subscriber that comes and goes is cached across threads.
    RECORDER.call_once(|| {
        tracing::subscriber::set_global_default(Recorder)
            .expect("the suite has no other subscriber");
    });
    SENT.set(Some(Vec::new()));
}

/// What this thread has sent since.
fn recorded() -> Vec<String> {
    SENT.take().unwrap_or_default()
}

/// Keeps the text of each statement, for the threads that record.
struct Recorder;

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "orm::sql"
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Message);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Message;

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            SENT.with_borrow_mut(|sent| {
                if let Some(sent) = sent {
                    sent.push(format!("{value:?}"));
                }
            });
        }
    }
}

/// The statements of each question.
async fn statements(sample: &Sample, db: &Db) -> Vec<Vec<String>> {
    (sample.fill)(db).await;
    let mut all = Vec::new();
    for question in &sample.questions {
        record();
        (question.ask)(db).await;
        all.push(recorded());
    }
    all
}

/// The code of a question, as it stands in its file.
fn code(sample: &Sample, question: &Question) -> String {
    let start = format!("    {}(db) -> ", question.name);
    let after = sample
        .source
        .split_once(&start)
        .expect("the question is in its file")
        .1;
    let (_, body) = after.split_once(" {\n").expect("a body begins");
    let (body, _) = body.split_once("\n    }\n").expect("a body ends");
    let lines = body
        .lines()
        .map(|line| line.strip_prefix("        ").unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

fn section(sample: &Sample, question: &Question, postgres: &[String], sqlite: &[String]) -> String {
    let mut text = String::new();
    let title = question.name.replace('_', " ");
    let (first, rest) = title.split_at(1);
    let code = code(sample, question);
    let _ = writeln!(text, "### {}{rest}\n", first.to_uppercase());
    let _ = writeln!(text, "{}\n", question.text.trim());
    let _ = writeln!(text, "```rust\n{code}\n```\n");
    let postgres = postgres.join(";\n\n");
    let sqlite = sqlite.join(";\n\n");
    if postgres == sqlite {
        let _ = writeln!(text, "On both databases:\n\n```sql\n{sqlite}\n```\n");
    } else {
        let _ = writeln!(text, "On Postgres:\n\n```sql\n{postgres}\n```\n");
        let _ = writeln!(text, "On SQLite:\n\n```sql\n{sqlite}\n```\n");
    }
    let by_hand = question.sql.trim().replace("\n        ", "\n");
    let _ = writeln!(text, "By hand:\n\n```sql\n{by_hand}\n```\n");
    text
}

#[tokio::test]
async fn the_guide_shows_what_is_sent() {
    let mut guide = include_str!("guide.md").to_owned();
    for sample in samples() {
        let Some(postgres) = TestDb::postgres().await else {
            return;
        };
        let sqlite = TestDb::sqlite().await;
        let on_postgres = statements(&sample, &postgres.db).await;
        let on_sqlite = statements(&sample, &sqlite.db).await;
        postgres.close().await;
        sqlite.close().await;
        let _ = writeln!(guide, "\n## {}\n", sample.name);
        let sent = on_postgres.iter().zip(&on_sqlite);
        for (question, (postgres, sqlite)) in sample.questions.iter().zip(sent) {
            guide.push_str(&section(&sample, question, postgres, sqlite));
        }
    }
    let guide = format!("{}\n", guide.trim_end());
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(PATH, &guide).expect("the guide can be written");
    }
    let known = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(
        known == guide,
        "docs/guide/queries.md is out of date: run this test with {UPDATE}=1"
    );
}

//! No value and no password in a log line, in an error or in a handle's `Debug`.

use std::fmt::{Debug, Write as _};
use std::sync::{Mutex, PoisonError};

use orm_core::db::{Bind, Db, Executor, Statement};
use orm_core::dialect::Dialect;
use orm_core::error::Result;
use orm_core::types::{Datum, SqlType};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::support::{Backend, backends, ddl, postgres_url, unique};

/// In every value that is bound or stored here.
const CANARY: &str = "c4n4ry";
/// In every password.
const PASSWORD: &str = "p4ssw0rd-c4n4ry";

/// Everything that was logged, whatever its level and its target.
static LOG: Mutex<String> = Mutex::new(String::new());

struct Everything;

struct Line<'l>(&'l mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

fn log(metadata: &Metadata<'_>, record: impl FnOnce(&mut Line<'_>)) {
    let mut line = format!("{} {}", metadata.level(), metadata.target());
    record(&mut Line(&mut line));
    let mut log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    log.push_str(&line);
    log.push('\n');
}

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        log(span.metadata(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn event(&self, event: &Event<'_>) {
        log(event.metadata(), |line| event.record(line));
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = String::new();
        values.record(&mut Line(&mut line));
        let mut log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
        log.push_str(&line);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn log_so_far() -> String {
    LOG.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// A statement with texts bound to it.
async fn run(on: &impl Executor, text: &str, texts: &[&str]) -> Result<()> {
    let handle = on.handle();
    let binds = texts.iter().map(|text| Bind {
        value: Datum::Text((*text).to_owned()),
        ty: SqlType::Text,
        column: None,
    });
    let mut parts = text.split('?');
    let mut numbered = parts.next().unwrap_or_default().to_owned();
    for (number, part) in (1..).zip(parts) {
        match handle.dialect() {
            Dialect::Postgres => numbered.push_str(&format!("${number}{part}")),
            _ => numbered.push_str(&format!("?{part}")),
        }
    }
    let statement = Statement {
        text: numbered,
        binds: binds.collect(),
        table: None,
        timeout: None,
    };
    let mut session = handle.session().await?;
    // Each value that comes back is read as a number, which none is.
    session
        .fetch(&statement, |_: &mut (), row| row.next::<i64>().map(drop))
        .await
}

#[track_caller]
fn seen(shown: &mut String, outcome: Result<()>) {
    let error = outcome.expect_err("it is refused");
    let _ = writeln!(shown, "{error} {error:?} {error:#?}");
}

async fn provoke(backend: &Backend, shown: &mut String) {
    let (db, t) = (&backend.db, unique("canary"));
    ddl(
        db,
        &format!(
            "CREATE TABLE {t} (name text PRIMARY KEY, friend text REFERENCES {t} (name),
             kind text NOT NULL CHECK (length(kind) < 20))"
        ),
    )
    .await
    .unwrap();
    let insert = format!("INSERT INTO {t} (name, friend, kind) VALUES (?, ?, ?)");
    let (one, two) = (format!("{CANARY}-1"), format!("{CANARY}-2"));
    let long = CANARY.repeat(4);
    run(db, &insert, &[&one, &one, &one]).await.unwrap();
    let update = format!("UPDATE {t} SET kind = ? WHERE name = ?");
    run(db, &update, &[&two, &one]).await.unwrap();
    let refusals: [(&str, &[&str]); 6] = [
        (&insert, &[&one, &one, &one]),
        (&insert, &[&two, &long, &one]),
        (&insert, &[&two, &one, &long]),
        (
            &format!("UPDATE {t} SET kind = NULL WHERE name = ?"),
            &[&one],
        ),
        (&format!("SELECT kind FROM {t} WHERE name = ?"), &[&one]),
        (
            &format!("SELECT kind, {t}.nope FROM {t} WHERE name = ?"),
            &[&one],
        ),
    ];
    for (text, texts) in refusals {
        seen(shown, run(db, text, texts).await);
        let transaction = db.begin().await.unwrap();
        let _ = write!(shown, "{transaction:?} {:?}", *transaction);
        seen(shown, run(&transaction, text, texts).await);
        if let Err(error) = transaction.commit().await {
            seen(shown, Err(error));
        }
    }
    let session = db.handle().session().await.unwrap();
    let _ = write!(shown, "{db:?} {session:?} {:?}", db.handle());
}

async fn connect_wrongly(shown: &mut String) {
    let mut urls = vec![
        format!("postgres://u:{PASSWORD}@127.0.0.1:1/x"),
        format!("postgres://u:{PASSWORD}@127.0.0.1:port/x"),
        format!("postgres://u:{PASSWORD}@no-such-host.invalid/x?password={PASSWORD}"),
        format!("mysql://u:{PASSWORD}@127.0.0.1/x"),
    ];
    urls.extend(postgres_url("orm_canary").map(|url| {
        let (before, host) = url.rsplit_once('@').unwrap();
        let user = before.rsplit_once(':').unwrap().0;
        format!("{user}:{PASSWORD}@{host}")
    }));
    for url in urls {
        let builder = Db::builder();
        let _ = write!(shown, "{builder:?}");
        seen(shown, builder.connect(&url).await.map(drop));
    }
}

/// The password of the server that the tests use, unless it is a word that stands elsewhere too.
fn real_password() -> Option<String> {
    let url = postgres_url("orm_canary")?;
    let (before, _) = url.rsplit_once('@')?;
    let (_, password) = before.strip_prefix("postgres://")?.split_once(':')?;
    (password.len() > 6 && password != "postgres").then(|| password.to_owned())
}

#[tokio::test]
async fn no_value_and_no_password_is_shown() {
    // Another test of this process may not set one.
    tracing::subscriber::set_global_default(Everything).unwrap();
    let mut shown = String::new();
    connect_wrongly(&mut shown).await;
    for backend in backends().await {
        provoke(&backend, &mut shown).await;
    }
    let log = log_so_far();
    // The log is one: the statements' texts are in it, at least.
    assert!(log.contains("orm::sql") && log.contains("INSERT INTO canary_"));
    let secrets = [Some(CANARY.to_owned()), real_password()];
    for secret in secrets.into_iter().flatten() {
        for (what, text) in [("log", &log), ("errors", &shown)] {
            let leak = text.lines().find(|line| line.contains(&secret));
            assert_eq!(leak, None, "in the {what}");
        }
    }
}

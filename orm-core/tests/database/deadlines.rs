//! Statements that take too long, and peers that fall silent.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use orm_core::db::{Db, Executor, Statement};
use orm_core::error::Error;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{
    Backend, assert_whole, backends_with, ddl, execute, execute_within, number, postgres_url,
    statement, table, unique,
};

const ENDLESS: &str =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

fn slow(backend: &Backend) -> &'static str {
    if backend.name == "postgres" {
        "SELECT 1 FROM pg_sleep(600)"
    } else {
        ENDLESS
    }
}

#[track_caller]
fn assert_timeout(outcome: Result<impl std::fmt::Debug, Error>, after: Duration) {
    match outcome {
        Err(Error::Timeout { after: said, .. }) => assert_eq!(said, after),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_deadline_of_the_database_stops_a_statement() {
    let limit = Duration::from_millis(300);
    for backend in backends_with(|builder| builder.statement_timeout(limit)).await {
        let started = Instant::now();
        assert_timeout(execute(&backend.db, slow(&backend), &[]).await, limit);
        assert!(started.elapsed() < Duration::from_secs(1));
        let inside = backend
            .db
            .transaction(async |tx| execute(tx, slow(&backend), &[]).await)
            .await;
        assert_timeout(inside, limit);
        assert_whole(&backend.db, if backend.name == "memory" { 1 } else { 5 }).await;
    }
}

#[tokio::test]
async fn a_statement_has_a_deadline_of_its_own() {
    let limit = Duration::from_millis(600);
    for backend in backends_with(|builder| builder.statement_timeout(None)).await {
        assert_timeout(
            execute_within(&backend.db, slow(&backend), limit).await,
            limit,
        );
        let t = table(&backend.db).await;
        backend
            .db
            .transaction(async |tx| {
                let insert = format!("INSERT INTO {t} VALUES (1, 1)");
                execute_within(tx, &insert, limit).await?;
                tokio::time::sleep(limit).await;
                let inner = tx
                    .transaction(async |inner| execute_within(inner, slow(&backend), limit).await)
                    .await;
                // SQLite gives up the whole transaction only where a write was interrupted.
                assert_timeout(inner, limit);
                execute(tx, &format!("UPDATE {t} SET part = 2"), &[]).await
            })
            .await
            .unwrap();
        assert_eq!(
            number(&backend.db, &format!("SELECT part FROM {t}"))
                .await
                .unwrap(),
            2
        );
    }
}

#[tokio::test]
async fn the_deadline_of_a_session_and_of_a_cursor_holds_for_each_of_their_statements() {
    let limit = Duration::from_millis(200);
    for backend in backends_with(|builder| builder.statement_timeout(None)).await {
        let (db, dialect) = (&backend.db, backend.db.dialect());
        let endless = statement(dialect, slow(&backend), &[]);
        let mut session = db.handle().session().await.unwrap();
        session = session.within_deadline(Some(limit));
        assert_timeout(session.execute(&endless).await, limit);
        drop(session);

        let mut few = statement(dialect, "SELECT 1", &[]);
        few.timeout = Some(limit);
        let mut cursor = db.handle().cursor(&few, 10).await.unwrap();
        cursor.next_chunk(|_: &mut (), _| Ok(())).await.unwrap();
        let between = cursor.session().await.unwrap().execute(&endless).await;
        assert_timeout(between, limit);
        drop(cursor);

        // SQLite runs the query when it opens the cursor, Postgres when the rows are fetched.
        let late = Statement {
            timeout: Some(limit),
            ..endless
        };
        let read = async {
            let mut cursor = db.handle().cursor(&late, 10).await?;
            cursor.next_chunk(|_: &mut (), _| Ok(())).await
        };
        assert_timeout(read.await, limit);
        assert_whole(db, 1).await;
    }
}

#[tokio::test]
async fn a_change_of_the_schema_has_the_deadline_that_it_is_given() {
    let limit = Duration::from_millis(200);
    let Some(url) = postgres_url(&unique("orm")) else {
        return;
    };
    let db = Db::builder()
        .statement_timeout(limit)
        .connect(&url)
        .await
        .unwrap();
    let t = table(&db).await;
    let holder = db.begin().await.unwrap();
    execute(&holder, &format!("SELECT id FROM {t}"), &[])
        .await
        .unwrap();
    let drop_table = format!("DROP TABLE {t}");
    assert_timeout(ddl(&db, &drop_table).await, limit);
    let inside = db.transaction(async |tx| ddl(tx, &drop_table).await).await;
    assert_timeout(inside, limit);
    holder.rollback().await.unwrap();

    // Longer than the database's, and none at all; the next statement has the usual one again.
    let slow = "DO $$ BEGIN PERFORM pg_sleep(0.5); END $$";
    for deadline in [Some(Duration::from_secs(10)), None] {
        let mut session = db.handle().session().await.unwrap();
        session.run_ddl(slow, deadline).await.unwrap();
        drop(session);
        assert_timeout(ddl(&db, slow).await, limit);
        db.transaction(async |tx| {
            tx.handle().session().await?.run_ddl(slow, deadline).await?;
            let inner = tx.transaction(async |inner| ddl(inner, slow).await).await;
            assert_timeout(inner, limit);
            Ok(())
        })
        .await
        .unwrap();
    }
}

#[tokio::test]
async fn dropped_statements_give_their_places_back() {
    for backend in backends_with(|builder| builder.max_connections(5)).await {
        let calls = (0..10).map(|_| {
            let call = execute(&backend.db, slow(&backend), &[]);
            tokio::time::timeout(Duration::from_millis(100), call)
        });
        let outcomes = futures::future::join_all(calls).await;
        assert!(outcomes.iter().all(Result::is_err));
        let started = Instant::now();
        assert_whole(&backend.db, if backend.name == "memory" { 1 } else { 5 }).await;
        // Opening five connections anew is part of it; left alone, the statements run for minutes.
        let patience = Duration::from_secs(2);
        assert!(
            started.elapsed() < patience,
            "{}: {:?}",
            backend.name,
            started.elapsed()
        );
    }
}

/// A relay to the Postgres server that can fall silent, or cut the line at a word of the client's.
struct Relay {
    port: u16,
    silent: Arc<AtomicBool>,
}

#[derive(Clone, Copy, PartialEq)]
enum Cut {
    Never,
    /// The server never hears the commit.
    BeforeCommit,
    /// The client never hears that it was done.
    AfterCommit,
}

impl Relay {
    async fn to(server: String, cut: Cut) -> Relay {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let silent = Arc::new(AtomicBool::new(false));
        let hushed = Arc::clone(&silent);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                let committing = Arc::new(AtomicBool::new(false));
                tokio::spawn(forward(
                    from_client,
                    to_server,
                    hushed.clone(),
                    committing.clone(),
                    cut,
                    true,
                ));
                tokio::spawn(forward(
                    from_server,
                    to_client,
                    hushed.clone(),
                    committing,
                    cut,
                    false,
                ));
            }
        });
        Relay { port, silent }
    }

    fn url(&self, url: &str) -> String {
        let (before, rest) = url.rsplit_once('@').unwrap();
        let path = rest.split_once('/').unwrap().1;
        format!("{before}@127.0.0.1:{}/{path}&sslmode=disable", self.port)
    }
}

async fn forward(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    silent: Arc<AtomicBool>,
    committing: Arc<AtomicBool>,
    cut: Cut,
    is_client: bool,
) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read) = from.read(&mut buffer).await {
        if read == 0 {
            return;
        }
        if is_client && buffer[..read].windows(6).any(|word| word == b"COMMIT") {
            committing.store(true, Ordering::SeqCst);
            if cut == Cut::BeforeCommit {
                return;
            }
        }
        if !is_client && cut == Cut::AfterCommit && committing.load(Ordering::SeqCst) {
            return;
        }
        while silent.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

fn server(url: &str) -> String {
    let (_, rest) = url.rsplit_once('@').unwrap();
    rest.split_once('/').unwrap().0.to_owned()
}

#[tokio::test]
async fn a_silent_network_is_given_up_and_recovered_from() {
    let Some(url) = postgres_url(&unique("orm")) else {
        return;
    };
    let relay = Relay::to(server(&url), Cut::Never).await;
    let limit = Duration::from_millis(300);
    let db = Db::builder()
        .max_connections(2)
        .statement_timeout(limit)
        .acquire_timeout(Duration::from_secs(2))
        .connect(&relay.url(&url))
        .await
        .unwrap();
    assert_whole(&db, 2).await;
    relay.silent.store(true, Ordering::SeqCst);
    let started = Instant::now();
    assert_timeout(number(&db, "SELECT 1::bigint").await, limit);
    assert!(started.elapsed() < 2 * limit);
    let begun = db.begin().await.map(drop);
    assert_timeout(begun, limit);
    relay.silent.store(false, Ordering::SeqCst);
    let started = Instant::now();
    assert_whole(&db, 2).await;
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn a_line_cut_at_the_commit_leaves_it_unknown() {
    let Some(url) = postgres_url(&unique("orm")) else {
        return;
    };
    let direct = Db::connect(&url).await.unwrap();
    let t = table(&direct).await;
    for (cut, stored) in [(Cut::BeforeCommit, 0), (Cut::AfterCommit, 1)] {
        let relay = Relay::to(server(&url), cut).await;
        let db = Db::connect(&relay.url(&url)).await.unwrap();
        let insert = format!("INSERT INTO {t} VALUES (1, 1)");
        let outcome = db
            .transaction(async |tx| execute(tx, &insert, &[]).await)
            .await;
        let error = outcome.unwrap_err();
        assert!(matches!(error, Error::CommitUnknown { .. }), "{error:?}");
        assert!(!error.is_retryable());
        tokio::time::sleep(Duration::from_millis(50)).await;
        let rows = number(&direct, &format!("SELECT count(*) FROM {t}")).await;
        assert_eq!(rows.unwrap(), stored);
    }
}

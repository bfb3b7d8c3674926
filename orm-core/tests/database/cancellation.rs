//! A dropped future leaves no half-done unit, loses no acknowledged one, and leaves the pool whole.
//!
//! Each future is polled once and dropped, then twice, and so on until it completes.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use orm_core::db::Db;
use orm_core::error::Result;
use sqlx::{Connection, PgConnection};

use crate::support::{
    Backend, assert_whole, backends_with, execute, number, numbers, table, unique,
};

const CONNECTIONS: u32 = 3;
/// More polls than any of these futures needs.
const MOST_POLLS: u32 = 60;

/// Polls a future at most `polls` times, then drops it.
async fn cut<F: Future>(polls: u32, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// What is cut: it is given the table and the unit's number, and writes rows `10 * unit + 1 …`, all or none.
struct Work {
    name: &'static str,
    rows: i64,
    run: fn(&Db, u32, &str, i64) -> WorkFuture,
}

type WorkFuture = std::pin::Pin<Box<dyn Future<Output = Option<Result<()>>> + Send>>;

async fn insert(on: &impl orm_core::db::Executor, table: &str, unit: i64, part: i64) -> Result<()> {
    let text = format!("INSERT INTO {table} (id, part) VALUES (?, ?)");
    execute(on, &text, &[10 * unit + part, part])
        .await
        .map(drop)
}

macro_rules! works {
    ($($name:literal, $rows:literal, |$db:ident, $polls:ident, $table:ident, $unit:ident| $future:expr;)*) => {
        [$(Work {
            name: $name,
            rows: $rows,
            run: |db, $polls, table, $unit| {
                let ($db, $table) = (db.clone(), table.to_owned());
                Box::pin(async move { $future.await })
            },
        }),*]
    };
}

fn works() -> [Work; 10] {
    works! {
        "read", 0, |db, polls, table, _unit| cut(polls, async {
            numbers(&db, &format!("SELECT id FROM {table}"), &[]).await.map(drop)
        });
        "insert", 1, |db, polls, table, unit| cut(polls, insert(&db, &table, unit, 1));
        "transaction", 2, |db, polls, table, unit| cut(polls, db.transaction(async |tx| {
            insert(tx, &table, unit, 1).await?;
            insert(tx, &table, unit, 2).await
        }));
        "nested", 3, |db, polls, table, unit| cut(polls, db.transaction(async |tx| {
            insert(tx, &table, unit, 1).await?;
            tx.transaction(async |inner| insert(inner, &table, unit, 2).await).await?;
            insert(tx, &table, unit, 3).await
        }));
        // The savepoint alone is cut, and its absence ignored: the first and third rows must then not be stored.
        "savepoint", 3, |db, polls, table, unit| async {
            let outcome = db.transaction(async |tx| {
                insert(tx, &table, unit, 1).await?;
                let inner = cut(polls, tx.transaction(async |inner| insert(inner, &table, unit, 2).await)).await;
                insert(tx, &table, unit, 3).await?;
                Ok(inner.is_some())
            }).await;
            outcome.ok().and_then(|complete| complete.then_some(Ok(())))
        };
        "unit", 2, |db, polls, table, unit| cut(polls, async {
            use orm_core::db::Executor as _;
            let mut session = db.handle().unit().await?;
            for part in 1..=2 {
                let text = format!("INSERT INTO {table} (id, part) VALUES (?, ?)");
                let statement = crate::support::statement(db.dialect(), &text, &[10 * unit + part, part]);
                session.execute(&statement).await?;
            }
            session.commit().await
        });
        // The unit alone is cut, and the transaction goes on: then it may keep its own rows, but never half of the unit.
        "unit inside", 4, |db, polls, table, unit| async {
            let outcome = db.transaction(async |tx| {
                insert(tx, &table, unit, 1).await?;
                let inner = cut(polls, async {
                    use orm_core::db::Executor as _;
                    let mut session = tx.handle().unit().await?;
                    for part in 2..=3 {
                        let text = format!("INSERT INTO {table} (id, part) VALUES (?, ?)");
                        let statement = crate::support::statement(tx.db().dialect(), &text, &[10 * unit + part, part]);
                        session.execute(&statement).await?;
                    }
                    session.commit().await
                }).await;
                insert(tx, &table, unit, 4).await?;
                if inner.is_none() {
                    let own = numbers(tx, &format!("SELECT part FROM {table} WHERE id / 10 = {unit} ORDER BY part"), &[]).await?;
                    assert_eq!(own, [1, 4]);
                    execute(tx, &format!("DELETE FROM {table} WHERE id / 10 = {unit}"), &[]).await?;
                }
                Ok(inner.is_some())
            }).await;
            outcome.ok().and_then(|complete| complete.then_some(Ok(())))
        };
        "commit", 2, |db, polls, table, unit| async {
            let transaction = db.begin().await.unwrap();
            insert(&transaction, &table, unit, 1).await.unwrap();
            insert(&transaction, &table, unit, 2).await.unwrap();
            cut(polls, transaction.commit()).await
        };
        "guard", 2, |db, polls, table, unit| cut(polls, async {
            let transaction = db.begin().await?;
            insert(&transaction, &table, unit, 1).await?;
            let inner = transaction.begin().await?;
            insert(&inner, &table, unit, 2).await?;
            inner.commit().await?;
            transaction.commit().await
        });
        "cursor", 0, |db, polls, table, _unit| cut(polls, async {
            use orm_core::db::Executor as _;
            let select = crate::support::statement(db.dialect(), &format!("SELECT id FROM {table}"), &[]);
            let mut cursor = db.handle().cursor(&select, 2).await?;
            for _ in 0..3 {
                cursor.next_chunk(|_: &mut (), _| Ok(())).await?;
            }
            Ok(())
        });
    }
}

/// Cuts the work at every poll; gives the units that were acknowledged.
async fn cut_everywhere(backend: &Backend, work: &Work, table: &str) -> Vec<i64> {
    let mut acknowledged = Vec::new();
    for polls in 1..=MOST_POLLS {
        let unit = i64::from(polls);
        // A connection that is open already: opening one takes many polls, which are cut further below.
        number(&backend.db, "SELECT 1").await.unwrap();
        if let Some(outcome) = (work.run)(&backend.db, polls, table, unit).await {
            outcome.unwrap_or_else(|error| panic!("{} {}: {error}", backend.name, work.name));
            acknowledged.push(unit);
        }
    }
    acknowledged
}

async fn assert_atomic(backend: &Backend, work: &Work, table: &str, acknowledged: &[i64]) {
    let text = format!("SELECT id / 10 FROM {table}");
    let stored = numbers(&backend.db, &text, &[]).await.unwrap();
    for unit in 1..=i64::from(MOST_POLLS) {
        let rows = stored.iter().filter(|of| **of == unit).count() as i64;
        let whole = rows == work.rows || rows == 0 && !acknowledged.contains(&unit);
        assert!(
            whole,
            "{} {}: unit {unit} has {rows} rows",
            backend.name, work.name
        );
    }
}

/// Asserts, from another session, that no connection of this test is left in a transaction or at work.
async fn assert_nothing_open(backend: &Backend) {
    if backend.name != "postgres" {
        return;
    }
    let (_, application) = backend.url.split_once("application_name=").unwrap();
    let mut other = PgConnection::connect(&backend.url.replace(application, "other"))
        .await
        .unwrap();
    let started = Instant::now();
    loop {
        let open: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND state <> 'idle'",
        )
        .bind(application)
        .fetch_one(&mut other)
        .await
        .unwrap();
        if open == 0 {
            return;
        }
        let patience = Duration::from_secs(3);
        assert!(started.elapsed() < patience, "{open} connections are open");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn harness() {
    for backend in backends_with(|builder| builder.max_connections(CONNECTIONS)).await {
        for work in works() {
            let table = table(&backend.db).await;
            let acknowledged = cut_everywhere(&backend, &work, &table).await;
            assert!(!acknowledged.is_empty(), "{} never completes", work.name);
            assert_nothing_open(&backend).await;
            assert_atomic(&backend, &work, &table, &acknowledged).await;
        }
        let connections = if backend.name == "memory" {
            1
        } else {
            CONNECTIONS
        };
        assert_whole(&backend.db, connections as usize).await;
    }
}

#[tokio::test]
async fn cut_on_one_thread() {
    harness().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_on_two_threads() {
    tokio::spawn(harness()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_side_by_side() {
    for backend in backends_with(|builder| builder.max_connections(CONNECTIONS)).await {
        let table = table(&backend.db).await;
        let mut tasks = Vec::new();
        for unit in 0..200_i64 {
            let (db, table) = (backend.db.clone(), table.clone());
            tasks.push(tokio::spawn(async move {
                let polls = 1 + (unit % 23) as u32;
                let outcome = cut(
                    polls,
                    db.transaction(async |tx| {
                        insert(tx, &table, unit, 1).await?;
                        insert(tx, &table, unit, 2).await
                    }),
                )
                .await;
                outcome.map(|outcome| outcome.map(|()| unit).unwrap())
            }));
        }
        let mut acknowledged = Vec::new();
        for task in tasks {
            acknowledged.extend(task.await.unwrap());
        }
        assert_nothing_open(&backend).await;
        let halves = format!(
            "SELECT count(*) FROM (SELECT id / 10 FROM {table} GROUP BY id / 10 HAVING count(*) <> 2) AS halves"
        );
        assert_eq!(number(&backend.db, &halves).await.unwrap(), 0);
        let units = format!("SELECT DISTINCT id / 10 FROM {table}");
        let stored = numbers(&backend.db, &units, &[]).await.unwrap();
        assert!(acknowledged.iter().all(|unit| stored.contains(unit)));
    }
}

#[tokio::test]
async fn cut_while_connecting() {
    let mut urls = vec!["sqlite::memory:".to_owned(), crate::support::file_url()];
    let application = unique("orm");
    urls.extend(crate::support::postgres_url(&application));
    for url in urls {
        let mut polls = 1;
        let db = loop {
            if let Some(db) = cut(polls, Db::connect(&url)).await {
                break db.unwrap();
            }
            // A login takes hundreds of polls, most of them spent on hashing the password.
            polls += 1 + polls / 4;
        };
        assert_eq!(number(&db, "SELECT 1").await.unwrap(), 1);
    }
}

//! Where SQLite's statements run: short ones on the calling task, others on a thread, and none of them twice.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use orm_core::db::{Db, Executor};
use orm_core::error::Error;

use crate::support::{ddl, execute, file, file_url, number, numbers, statement};

const COUNT_FAR: &str = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT count(*) FROM n";

async fn table(url: &str) -> Db {
    let db = Db::connect(url).await.unwrap();
    ddl(&db, "CREATE TABLE IF NOT EXISTS t (id integer PRIMARY KEY, n integer NOT NULL DEFAULT 0, body text)")
        .await
        .unwrap();
    db
}

/// Fills `t` with so many rows, whose numbers are 0.
async fn fill(db: &Db, rows: i64) {
    let text = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?) \
                INSERT INTO t (id, body) SELECT i, 'row ' || i FROM n";
    assert_eq!(execute(db, text, &[rows]).await.unwrap(), rows as u64);
}

/// Runs beside `work` on the same thread, and gives how often it had its turn.
async fn turns_beside<T>(work: impl Future<Output = T>) -> (T, u64) {
    let mut turns = 0;
    let mut work = std::pin::pin!(work);
    let output = poll_fn(|context| {
        if let Poll::Ready(output) = work.as_mut().poll(context) {
            return Poll::Ready(output);
        }
        turns += 1;
        Poll::Pending
    })
    .await;
    (output, turns)
}

#[tokio::test]
async fn a_long_query_lets_others_have_their_turn() {
    for url in ["sqlite::memory:".to_owned(), file_url()] {
        let db = table(&url).await;
        let (counted, turns) = turns_beside(number(&db, COUNT_FAR)).await;
        assert_eq!(counted.unwrap(), 3_000_000);
        assert!(turns > 0, "the query kept the thread to its end");
        let (one, turns) = turns_beside(number(&db, "SELECT 1")).await;
        assert_eq!(
            (one.unwrap(), turns),
            (1, 0),
            "a short query needs no other thread"
        );
    }
}

/// Twenty rows, then a step that takes long, and one more row.
const ROWS_AND_A_GAP: &str = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT i FROM n WHERE i <= 20 OR i = 3000000";

#[tokio::test]
async fn rows_that_were_read_before_a_long_step_come_once() {
    let expected: Vec<i64> = (1..=20).chain([3_000_000]).collect();
    for url in ["sqlite::memory:".to_owned(), file_url()] {
        let db = table(&url).await;
        for _ in 0..2 {
            let (read, turns) = turns_beside(numbers(&db, ROWS_AND_A_GAP, &[])).await;
            assert_eq!(read.unwrap(), expected);
            assert!(turns > 0, "the step kept the thread to its end");
        }
    }
}

#[test]
fn rows_that_come_quickly_need_no_other_thread() {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().max_blocking_threads(1).build();
    runtime.unwrap().block_on(async {
        let (url, budget) = (file_url(), Duration::from_secs(60));
        let db = Db::builder().inline_budget(budget).connect(&url);
        let db = db.await.unwrap();
        ddl(&db, "CREATE TABLE t (id integer PRIMARY KEY, body text)")
            .await
            .unwrap();
        fill(&db, 50_000).await;
        let all = numbers(&db, "SELECT id FROM t ORDER BY id", &[]);
        let (read, took_a_thread) = takes_a_thread(all).await;
        assert!(read.unwrap().into_iter().eq(1..=50_000));
        assert!(!took_a_thread);
    });
}

#[tokio::test]
async fn a_read_that_is_dropped_between_its_rows_holds_nothing() {
    let db = Db::builder()
        .max_connections(1)
        .connect(&file_url())
        .await
        .unwrap();
    ddl(&db, "CREATE TABLE t (id integer PRIMARY KEY, body text)")
        .await
        .unwrap();
    fill(&db, 50_000).await;
    for polls in 1..20 {
        let mut all = Box::pin(numbers(&db, "SELECT id FROM t", &[]));
        for _ in 0..polls {
            if futures::poll!(all.as_mut()).is_ready() {
                break;
            }
        }
        drop(all);
        let text = "INSERT INTO t (id) VALUES (?)";
        assert_eq!(execute(&db, text, &[50_000 + polls]).await.unwrap(), 1);
        let counted = number(&db, "SELECT count(*) FROM t").await.unwrap();
        assert_eq!(counted, 50_000 + polls);
    }
}

/// Runs `work`, and gives whether it took a thread of a runtime that has but one for blocking work.
async fn takes_a_thread<T>(work: impl Future<Output = T>) -> (T, bool) {
    let (release, released) = std::sync::mpsc::channel::<()>();
    let occupied = tokio::task::spawn_blocking(move || released.recv());
    let mut work = std::pin::pin!(work);
    let outcome = futures::poll!(work.as_mut());
    drop(release);
    let _ = occupied.await;
    match outcome {
        Poll::Ready(output) => (output, false),
        Poll::Pending => (work.await, true),
    }
}

#[test]
fn a_change_to_one_row_by_its_key_needs_no_other_thread() {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().max_blocking_threads(1).build();
    runtime.unwrap().block_on(changes_to_one_row());
}

async fn changes_to_one_row() {
    let db = table("sqlite::memory:").await;
    ddl(
        &db,
        "CREATE TABLE child (t_id integer NOT NULL REFERENCES t (id), kind text, n integer, PRIMARY KEY (t_id, kind));
         CREATE INDEX numbers ON child (n);
         CREATE TABLE watched (id integer PRIMARY KEY, n integer NOT NULL);
         CREATE TRIGGER watch AFTER UPDATE ON watched BEGIN DELETE FROM child; END",
    )
    .await
    .unwrap();
    fill(&db, 1_000).await;
    let insert = "INSERT INTO child (t_id, kind, n) VALUES (?, 'a', 1)";
    execute(&db, insert, &[7]).await.unwrap();

    for (text, binds, changed, is_short) in [
        (
            "UPDATE t SET n = n + 1, body = upper(body) WHERE t.id = ?",
            &[7][..],
            1,
            true,
        ),
        (
            "UPDATE t SET n = n + 1 WHERE t.id = ? RETURNING n",
            &[7],
            1,
            true,
        ),
        (
            "UPDATE t SET n = n + 1 WHERE t.id = ? AND t.n = ?",
            &[7, 4],
            1,
            true,
        ),
        (
            "UPDATE t SET n = n + 1 WHERE t.id = ? AND t.n = ?",
            &[7, 4],
            0,
            true,
        ),
        (
            "UPDATE child SET n = ?, t_id = 8 WHERE t_id = ? AND kind = 'a'",
            &[2, 7],
            1,
            true,
        ),
        (
            "DELETE FROM child WHERE t_id = ? AND kind = 'a'",
            &[8],
            1,
            true,
        ),
        // Others refer to its rows, which are looked for.
        ("DELETE FROM t WHERE t.id = ?", &[7], 1, false),
        // Nothing says how many rows these are.
        ("UPDATE t SET n = 0 WHERE t.id > ?", &[998], 2, false),
        ("UPDATE child SET kind = 'b' WHERE n = ?", &[1], 0, false),
        (
            "UPDATE t SET n = (SELECT count(*) FROM child) WHERE t.id = ?",
            &[9],
            1,
            false,
        ),
        ("DELETE FROM child", &[], 0, false),
        // What a trigger does is its own matter.
        (
            "UPDATE watched SET n = 1 WHERE watched.id = ?",
            &[1],
            0,
            false,
        ),
    ] {
        for round in 0..2 {
            let (outcome, was_long) = takes_a_thread(execute(&db, text, binds)).await;
            let outcome = outcome.unwrap();
            assert!(round == 1 || outcome == changed, "{text} changed {outcome}");
            assert_eq!(was_long, !is_short, "{text}, round {round}");
        }
    }
}

#[tokio::test]
async fn who_waits_for_a_lock_does_not_keep_its_holder_from_going_on() {
    let url = file_url();
    let (one, other) = (table(&url).await, table(&url).await);
    let tx = one.begin().await.unwrap();
    execute(&tx, "INSERT INTO t (id) VALUES (1)", &[])
        .await
        .unwrap();
    // Both run on the one thread of this test: a wait on it would last until the holder's time-out, which never comes.
    let insert = execute(&other, "INSERT INTO t (id) VALUES (2)", &[]);
    let hold = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        tx.commit().await
    };
    let (inserted, committed) = tokio::join!(insert, hold);
    committed.unwrap();
    assert_eq!(inserted.unwrap(), 1);
    assert_eq!(number(&one, "SELECT count(*) FROM t").await.unwrap(), 2);
}

#[tokio::test]
async fn a_change_that_is_interrupted_and_run_anew_is_made_once() {
    for url in ["sqlite::memory:".to_owned(), file_url()] {
        let db = table(&url).await;
        fill(&db, 100_000).await;
        for round in 1..=3 {
            assert_eq!(
                execute(&db, "UPDATE t SET n = n + 1", &[]).await.unwrap(),
                100_000
            );
            let counted = "SELECT count(*) FROM t WHERE n = ?";
            assert_eq!(numbers(&db, counted, &[round]).await.unwrap(), [100_000]);
        }
        let returned = numbers(&db, "UPDATE t SET n = n + 1 RETURNING n", &[])
            .await
            .unwrap();
        assert_eq!((returned.len(), returned.iter().min()), (100_000, Some(&4)));
        assert_eq!(returned.iter().max(), Some(&4));
    }
}

#[tokio::test]
async fn many_rows_come_in_their_order_and_as_they_are() {
    let db = table("sqlite::memory:").await;
    fill(&db, 50_000).await;
    let all = statement(
        db.dialect(),
        "SELECT id, body, NULL, id * 0.5 FROM t ORDER BY id",
        &[],
    );
    let mut session = db.handle().session().await.unwrap();
    let read = session
        .fetch(&all, |read: &mut i64, row| {
            *read += 1;
            assert_eq!(row.next::<i64>()?, *read);
            assert_eq!(row.next::<String>()?, format!("row {read}"));
            assert_eq!(row.next::<Option<String>>()?, None);
            assert_eq!(row.next::<f64>()?, *read as f64 * 0.5);
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(read, 50_000);

    // A reader that refuses a row in the middle leaves the connection sound.
    for last in [1, 40, 5_000, 49_999] {
        let refused = session
            .fetch(&all, |read: &mut i64, row| {
                *read += 1;
                match *read == last {
                    true => row.next::<String>().map(drop),
                    false => Ok(()),
                }
            })
            .await;
        assert!(matches!(refused, Err(Error::Decode { .. })), "{refused:?}");
    }
    drop(session);
    assert_eq!(number(&db, "SELECT count(*) FROM t").await.unwrap(), 50_000);
}

#[tokio::test]
async fn the_log_is_copied_though_no_commit_waits_for_it() {
    let path = file();
    let db = table(&format!("sqlite://{}?mode=rwc", path.display())).await;
    for id in 1..=5_000 {
        execute(&db, "INSERT INTO t (id, n) VALUES (?, 1)", &[id])
            .await
            .unwrap();
    }
    let log = std::fs::metadata(path.with_extension("db-wal"))
        .unwrap()
        .len();
    // A commit adds a page at least; SQLite begins the log anew once it was copied.
    assert!(log < 3_000 * 4_096, "the log has {log} bytes");
    assert_eq!(number(&db, "SELECT count(*) FROM t").await.unwrap(), 5_000);
}

#[tokio::test]
async fn a_statement_follows_the_schema_that_it_finds() {
    let db = table("sqlite::memory:").await;
    fill(&db, 1).await;
    let all = statement(db.dialect(), "SELECT * FROM t", &[]);
    let more = async || {
        let mut session = db.handle().session().await.unwrap();
        session
            .fetch(&all, |more: &mut i32, row| {
                row.next::<i64>()?;
                row.next::<i64>()?;
                row.next::<Option<String>>()?;
                while row.next::<Option<String>>().is_ok() {
                    *more += 1;
                }
                Ok(())
            })
            .await
            .unwrap()
    };
    assert_eq!(more().await, 0);
    ddl(
        &db,
        "ALTER TABLE t ADD COLUMN more text; ALTER TABLE t ADD COLUMN yet text",
    )
    .await
    .unwrap();
    assert_eq!(more().await, 2);
    ddl(&db, "DROP TABLE t").await.unwrap();
    let gone = number(&db, "SELECT * FROM t").await.unwrap_err();
    assert!(matches!(gone, Error::MissingTable { .. }), "{gone:?}");
}

#[tokio::test]
async fn more_statements_than_are_kept_prepared() {
    let db = table("sqlite::memory:").await;
    for round in 0..2 {
        for n in 0..300 {
            let text = format!("SELECT {n} + {round}");
            assert_eq!(number(&db, &text).await.unwrap(), n + round);
        }
    }
}

/// Whoever uses sqlx's pool as well finds its connections as they were opened.
#[tokio::test]
async fn a_connection_is_given_back_as_it_was() {
    let url = file_url();
    let db = table(&url).await;
    for id in 1..=50 {
        execute(&db, "INSERT INTO t (id) VALUES (?)", &[id])
            .await
            .unwrap();
    }
    let pool = db.as_sqlite().unwrap();
    let setting = async |name: &'static str| -> i64 {
        sqlx::query_scalar(name).fetch_one(pool).await.unwrap()
    };
    assert_eq!(setting("PRAGMA busy_timeout").await, 5_000);
    assert_eq!(setting("PRAGMA wal_autocheckpoint").await, 1_000);
    let stored: i64 = sqlx::query_scalar("SELECT count(*) FROM t")
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(stored, 50);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_and_writers_of_one_file_lose_nothing() {
    let url = file_url();
    let db = table(&url).await;
    let writers = (0..8_i64).map(|writer| {
        let db = db.clone();
        tokio::spawn(async move {
            for step in 0..100 {
                let id = writer * 1_000 + step;
                if step % 3 == 0 {
                    let tx = db.begin().await.unwrap();
                    execute(&tx, "INSERT INTO t (id) VALUES (?)", &[id])
                        .await
                        .unwrap();
                    tx.commit().await.unwrap();
                } else {
                    execute(&db, "INSERT INTO t (id) VALUES (?)", &[id])
                        .await
                        .unwrap();
                }
                let own = "SELECT count(*) FROM t WHERE id / 1000 = ?";
                assert_eq!(numbers(&db, own, &[writer]).await.unwrap(), [step + 1]);
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    assert_eq!(number(&db, "SELECT count(*) FROM t").await.unwrap(), 800);
}

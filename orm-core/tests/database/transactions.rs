//! What a transaction keeps, what it undoes, and what it refuses.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use orm_core::db::{Db, Executor, Isolation, TransactionOptions, Tx};
use orm_core::error::{Error, Result};

use crate::support::{
    assert_whole, backends, ddl, execute, file_url, number, numbers, statement, table,
};

const NONE: [i64; 0] = [];

async fn insert(on: &impl Executor, table: &str, id: i64) -> Result<()> {
    let text = format!("INSERT INTO {table} (id, part) VALUES (?, 0)");
    execute(on, &text, &[id]).await.map(drop)
}

/// An error that has nothing to do with the database.
fn own_error() -> Error {
    Error::validation("not today")
}

async fn ids(on: &impl Executor, table: &str) -> Vec<i64> {
    let text = format!("SELECT id FROM {table} ORDER BY id");
    numbers(on, &text, &[]).await.unwrap()
}

#[tokio::test]
async fn ok_commits_and_err_rolls_back() {
    for backend in backends().await {
        let (db, t) = (&backend.db, &table(&backend.db).await);
        db.transaction(async |tx| insert(tx, t, 1).await)
            .await
            .unwrap();
        let refused: Result<()> = db
            .transaction(async |tx| {
                insert(tx, t, 2).await?;
                Err(own_error())
            })
            .await;
        assert!(refused.is_err());
        assert_eq!(ids(db, t).await, [1], "{}", backend.name);
    }
}

#[tokio::test]
async fn an_ignored_error_makes_the_commit_fail() {
    for backend in backends().await {
        let (db, t) = (&backend.db, &table(&backend.db).await);
        let outcome = db
            .transaction(async |tx| {
                insert(tx, t, 1).await?;
                assert!(insert(tx, t, 1).await.is_err());
                let later = insert(tx, t, 2).await;
                assert!(matches!(later, Err(Error::TransactionAborted { .. })));
                Ok(())
            })
            .await;
        let Err(Error::TransactionAborted { cause, .. }) = outcome else {
            panic!("{}: {outcome:?}", backend.name);
        };
        assert!(cause.unwrap().contains("must be unique"));
        assert_eq!(ids(db, t).await, NONE);
    }
}

#[tokio::test]
async fn a_rolled_back_savepoint_heals_what_failed_in_it() {
    for backend in backends().await {
        let (db, t) = (&backend.db, &table(&backend.db).await);
        db.transaction(async |tx| {
            insert(tx, t, 1).await?;
            let inner = tx
                .transaction(async |inner| {
                    insert(inner, t, 2).await?;
                    insert(inner, t, 1).await
                })
                .await;
            assert!(matches!(inner, Err(Error::UniqueViolation { .. })));
            let ignored = tx
                .transaction(async |inner| {
                    assert!(insert(inner, t, 1).await.is_err());
                    Ok(())
                })
                .await;
            assert!(matches!(ignored, Err(Error::TransactionAborted { .. })));
            tx.transaction(async |inner| {
                inner
                    .transaction(async |innermost| insert(innermost, t, 3).await)
                    .await
            })
            .await
        })
        .await
        .unwrap();
        assert_eq!(ids(db, t).await, [1, 3], "{}", backend.name);
    }
}

#[tokio::test]
async fn the_outer_level_is_refused_while_a_savepoint_is_open() {
    for backend in backends().await {
        let (db, t) = (&backend.db, &table(&backend.db).await);
        db.transaction(async |tx| {
            tx.transaction(async |inner| {
                let outer = insert(tx, t, 1).await;
                assert!(matches!(outer, Err(Error::Configuration { .. })));
                insert(inner, t, 2).await
            })
            .await
        })
        .await
        .unwrap();
        assert_eq!(ids(db, t).await, [2]);
    }
}

#[tokio::test]
async fn a_guard_rolls_back_when_dropped() {
    for backend in backends().await {
        let (db, t) = (&backend.db, &table(&backend.db).await);
        let transaction = db.begin().await.unwrap();
        insert(&transaction, t, 1).await.unwrap();
        let savepoint = transaction.begin().await.unwrap();
        insert(&savepoint, t, 2).await.unwrap();
        drop(savepoint);
        insert(&transaction, t, 3).await.unwrap();
        transaction.commit().await.unwrap();

        let transaction = db.begin().await.unwrap();
        insert(&transaction, t, 4).await.unwrap();
        drop(transaction);
        let transaction = db.begin().await.unwrap();
        insert(&transaction, t, 5).await.unwrap();
        transaction.rollback().await.unwrap();
        assert_eq!(ids(db, t).await, [1, 3], "{}", backend.name);
    }
}

/// Inserts these rows as one unit.
async fn insert_all(on: &impl Executor, table: &str, ids: &[i64]) -> Result<()> {
    let mut unit = on.handle().unit().await?;
    for &id in ids {
        let text = format!("INSERT INTO {table} (id, part) VALUES (?, 0)");
        let statement = statement(unit.dialect(), &text, &[id]);
        unit.execute(&statement).await?;
    }
    unit.commit().await
}

#[tokio::test]
async fn a_failed_unit_leaves_the_transaction_as_it_was() {
    for backend in backends().await {
        let (db, t) = (&backend.db, &table(&backend.db).await);
        db.transaction(async |tx| {
            insert(tx, t, 1).await?;
            let refused = insert_all(tx, t, &[2, 1]).await;
            assert!(matches!(refused, Err(Error::UniqueViolation { .. })));
            assert_eq!(ids(tx, t).await, [1], "{}", backend.name);
            // Left without an error of the database, and by the last one to use the transaction.
            tx.transaction(async |inner| {
                insert_all(inner, t, &[3, 4]).await?;
                let mut unit = inner.handle().unit().await?;
                unit.execute(&statement(db.dialect(), &format!("DELETE FROM {t}"), &[]))
                    .await?;
                Ok(())
            })
            .await
        })
        .await
        .unwrap();
        assert_eq!(ids(db, t).await, [1, 3, 4], "{}", backend.name);
    }
}

#[tokio::test]
async fn several_tasks_may_run_units_in_one_transaction() {
    for backend in backends().await {
        let (db, t) = (&backend.db, &table(&backend.db).await);
        db.transaction(async |tx| {
            let units = (0..20).map(async |unit| {
                let outcome = insert_all(tx, t, &[10 * unit, 10 * unit + unit % 2]).await;
                assert_eq!(outcome.is_ok(), unit % 2 == 1, "{outcome:?}");
                insert(tx, t, 1000 + unit).await
            });
            futures::future::try_join_all(units).await.map(drop)
        })
        .await
        .unwrap();
        assert_eq!(ids(db, t).await.len(), 40, "{}", backend.name);
    }
}

#[tokio::test]
async fn a_cancelled_savepoint_fails_the_transaction() {
    for backend in backends().await {
        let (db, t) = (&backend.db, &table(&backend.db).await);
        let outcome = db
            .transaction(async |tx| {
                insert(tx, t, 1).await?;
                let inner = tx.transaction(async |inner| {
                    insert(inner, t, 2).await?;
                    std::future::pending::<Result<()>>().await
                });
                let cancelled = tokio::time::timeout(Duration::from_millis(50), inner).await;
                assert!(cancelled.is_err());
                let later = insert(tx, t, 3).await;
                assert!(matches!(later, Err(Error::TransactionAborted { .. })));
                Ok(())
            })
            .await;
        assert!(matches!(outcome, Err(Error::TransactionAborted { .. })));
        assert_eq!(ids(db, t).await, NONE, "{}", backend.name);
    }
}

#[tokio::test]
async fn hooks_run_after_a_known_commit_only() {
    for backend in backends().await {
        let (db, t) = (&backend.db, &table(&backend.db).await);
        let ran = Arc::new(AtomicU32::new(0));
        let note = |tx: &Tx, amount: u32| {
            let ran = Arc::clone(&ran);
            tx.on_commit(move || {
                ran.fetch_add(amount, Ordering::Relaxed);
            });
        };
        db.transaction(async |tx| {
            tx.on_commit(|| panic!("a hook's own trouble"));
            note(tx, 1);
            tx.transaction(async |inner| {
                note(inner, 10);
                Ok(())
            })
            .await?;
            let undone: Result<()> = tx
                .transaction(async |inner| {
                    note(inner, 100);
                    Err(own_error())
                })
                .await;
            assert!(undone.is_err());
            assert_eq!(ran.load(Ordering::Relaxed), 0);
            Ok(())
        })
        .await
        .unwrap();
        db.test_transaction(async |tx| {
            note(tx, 1000);
            insert(tx, t, 1).await
        })
        .await
        .unwrap();
        assert_eq!(ran.load(Ordering::Relaxed), 11, "{}", backend.name);
        assert_eq!(ids(db, t).await, NONE);
    }
}

#[tokio::test]
async fn a_panic_rolls_back_and_goes_on() {
    for backend in backends().await {
        let (db, t) = (backend.db.clone(), table(&backend.db).await);
        let (task_db, task_t) = (db.clone(), t.clone());
        let panicked = tokio::spawn(async move {
            let outcome: Result<()> = task_db
                .transaction(async |tx| {
                    insert(tx, &task_t, 1).await?;
                    panic!("in the closure")
                })
                .await;
            outcome
        })
        .await;
        assert!(panicked.unwrap_err().is_panic());
        assert_eq!(ids(&db, &t).await, NONE);
        insert(&db, &t, 1).await.unwrap();
    }
}

#[tokio::test]
async fn several_tasks_may_use_one_transaction() {
    for backend in backends().await {
        let (db, t) = (&backend.db, &table(&backend.db).await);
        db.transaction(async |tx| {
            let inserts = (0..50).map(|id| insert(tx, t, id));
            futures::future::try_join_all(inserts).await.map(drop)
        })
        .await
        .unwrap();
        assert_eq!(ids(db, t).await.len(), 50);
    }
}

#[tokio::test]
async fn the_database_inside_its_own_closure_is_caught() {
    for backend in backends().await {
        let (db, t) = (&backend.db, &table(&backend.db).await);
        let other = Db::connect("sqlite::memory:").await.unwrap();
        let outcome = db
            .transaction(async |tx| {
                insert(tx, t, 1).await?;
                assert_eq!(number(&other, "SELECT 1").await?, 1);
                number(db, "SELECT 1").await
            })
            .await;
        if backend.name == "memory" {
            let error = outcome.unwrap_err();
            assert!(matches!(error, Error::Configuration { .. }), "{error:?}");
        } else {
            assert_eq!(outcome.unwrap(), 1);
        }
    }
}

#[tokio::test]
async fn a_read_only_transaction_refuses_writes() {
    for backend in backends().await {
        let (db, t) = (&backend.db, &table(&backend.db).await);
        let options = TransactionOptions::new().read_only();
        let refused = db
            .transaction_with(options, async |tx| insert(tx, t, 1).await)
            .await
            .unwrap_err();
        assert!(
            matches!(refused, Error::Configuration { .. }),
            "{}: {refused:?}",
            backend.name
        );
        let read = db
            .transaction_with(options, async |tx| Ok(ids(tx, t).await))
            .await;
        assert_eq!(read.unwrap(), NONE);
        insert(db, t, 1).await.unwrap();
    }
}

#[tokio::test]
async fn transaction_control_is_not_a_statement() {
    for backend in backends().await {
        let db = &backend.db;
        for text in ["BEGIN", "/* x */ rollback", "COMMIT"] {
            let refused = execute(db, text, &[]).await;
            assert!(matches!(refused, Err(Error::Configuration { .. })));
        }
        // What a file of schema changes leaves open is closed before anyone else has the connection.
        ddl(db, "BEGIN; CREATE TABLE left_open (id bigint)")
            .await
            .unwrap();
        let gone = number(db, "SELECT count(*) FROM left_open").await;
        assert!(matches!(gone, Err(Error::MissingTable { .. })), "{gone:?}");
    }
}

#[tokio::test]
async fn a_retried_closure_runs_again_from_its_beginning() {
    for backend in backends().await {
        if backend.name != "postgres" {
            continue;
        }
        let (db, t) = (&backend.db, &table(&backend.db).await);
        insert(db, t, 1).await.unwrap();
        insert(db, t, 2).await.unwrap();
        // Write skew: each reads both rows and changes one of them.
        let attempts = &AtomicU32::new(0);
        let skew = |id: i64| {
            let options = TransactionOptions::new()
                .isolation(Isolation::Serializable)
                .retries(10);
            db.transaction_with(options, async move |tx| {
                attempts.fetch_add(1, Ordering::Relaxed);
                let sum = number(tx, &format!("SELECT sum(part)::bigint FROM {t}")).await?;
                tokio::time::sleep(Duration::from_millis(300)).await;
                let text = format!("UPDATE {t} SET part = part + 1 + ? WHERE id = ?");
                execute(tx, &text, &[sum, id]).await
            })
        };
        let (one, two) = tokio::join!(skew(1), skew(2));
        one.unwrap();
        two.unwrap();
        assert!(attempts.load(Ordering::Relaxed) > 2);
        let sum = number(db, &format!("SELECT sum(part)::bigint FROM {t}")).await;
        assert_eq!(sum.unwrap(), 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn read_modify_write_under_load_loses_nothing() {
    let url = file_url();
    let db = Db::connect(&url).await.unwrap();
    let t = table(&db).await;
    insert(&db, &t, 1).await.unwrap();
    let mut tasks = Vec::new();
    for _ in 0..16 {
        let (db, t) = (db.clone(), t.clone());
        tasks.push(tokio::spawn(async move {
            for _ in 0..25 {
                db.transaction(async |tx| {
                    let part = number(tx, &format!("SELECT part FROM {t} WHERE id = 1")).await?;
                    let text = format!("UPDATE {t} SET part = ? WHERE id = 1");
                    execute(tx, &text, &[part + 1]).await
                })
                .await
                .unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let part = number(&db, &format!("SELECT part FROM {t}")).await.unwrap();
    assert_eq!(part, 400);
    assert_whole(&db, 10).await;
}

#[tokio::test]
async fn another_process_that_holds_the_file_is_waited_for_then_named() {
    let url = file_url();
    let holder = Db::connect(&url).await.unwrap();
    let waiting = Db::builder()
        .busy_timeout(Duration::from_millis(100))
        .connect(&url)
        .await
        .unwrap();
    let t = table(&holder).await;
    let transaction = holder.begin().await.unwrap();
    insert(&transaction, &t, 1).await.unwrap();
    for refused in [
        insert(&waiting, &t, 2).await,
        waiting
            .transaction(async |tx| insert(tx, &t, 2).await)
            .await,
    ] {
        let error = refused.unwrap_err();
        assert!(matches!(error, Error::Busy { .. }), "{error:?}");
        assert!(error.is_retryable());
    }
    transaction.commit().await.unwrap();
    insert(&waiting, &t, 2).await.unwrap();
}

#[test]
fn handles_may_be_dropped_outside_a_runtime() {
    for url in ["sqlite::memory:".to_owned(), file_url()]
        .into_iter()
        .chain(crate::support::postgres_url("orm_drop"))
    {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (db, transaction, session_db) = runtime.block_on(async {
            let db = Db::connect(&url).await.unwrap();
            let other = Db::connect(&url).await.unwrap();
            let transaction = db.begin().await.unwrap();
            number(&transaction, "SELECT 1").await.unwrap();
            (db, transaction, other)
        });
        let session = runtime.block_on(session_db.handle().session()).unwrap();
        drop(session);
        drop(transaction);
        runtime.shutdown_timeout(Duration::from_secs(5));
        drop(db);
        drop(session_db);
    }
}

#[test]
fn a_transaction_may_outlive_its_runtime() {
    for url in ["sqlite::memory:".to_owned(), file_url()]
        .into_iter()
        .chain(crate::support::postgres_url("orm_outlive"))
    {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (db, transaction) = runtime.block_on(async {
            let db = Db::connect(&url).await.unwrap();
            let transaction = db.begin().await.unwrap();
            (db, transaction)
        });
        drop(runtime);
        drop(transaction);
        drop(db);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_future_may_be_spawned() {
    let db = Db::connect("sqlite::memory:").await.unwrap();
    let t = table(&db).await;
    tokio::spawn(async move {
        let table = &t;
        db.transaction(async |tx| {
            insert(tx, table, 1).await?;
            tx.transaction(async |inner| insert(inner, table, 2).await)
                .await
        })
        .await?;
        let (db_ref, options) = (&db, TransactionOptions::new().retries(1));
        db.transaction_with(options, async |tx| {
            insert(tx, table, 3).await?;
            assert_eq!(db_ref.statement_count(), 4);
            Ok(())
        })
        .await?;
        db.transaction_as::<Error, _, _>(async |tx| insert(tx, table, 4).await)
            .await?;
        db.test_transaction(async |tx| insert(tx, table, 5).await)
            .await?;
        let guard = db.begin().await?;
        insert(&guard, table, 6).await?;
        guard.commit().await
    })
    .await
    .unwrap()
    .unwrap();
}

/// A future's size, by a call that does not run it.
async fn size<F: Future>(future: F) -> usize {
    std::mem::size_of_val(&future)
}

#[tokio::test]
async fn futures_are_small() {
    let db = &Db::connect("sqlite::memory:").await.unwrap();
    let statement = crate::support::statement(db.dialect(), "SELECT 1", &[]);
    let mut session = db.handle().session().await.unwrap();
    for bytes in [
        size(Db::connect("sqlite::memory:")).await,
        size(db.transaction(async |_| Ok(()))).await,
        size(db.transaction_with(TransactionOptions::new(), async |_| Ok(()))).await,
        size(db.begin()).await,
        size(db.handle().session()).await,
        size(db.handle().unit()).await,
        size(db.handle().cursor(&statement, 10)).await,
        size(session.execute(&statement)).await,
    ] {
        println!("{bytes}");
        assert!(bytes <= 16 * 1024, "{bytes}");
    }
}

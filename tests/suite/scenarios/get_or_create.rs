//! One row, found or created, however many ask for it at once.

use futures::future::join_all;
use orm::prelude::*;

use crate::support::{TestDb, cases};

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Tag {
    pub id: i64,
    #[column(unique)]
    pub name: String,
    #[column(unique)]
    pub position: Option<i32>,
    #[column(default = 1)]
    pub uses: i32,
}

fn tag(name: &str) -> impl orm::create::Complete<Tag> + use<> {
    Tag::create().name(name)
}

/// Racers for each of some names at once: each name has one row, and one racer that created it.
async fn race(test: TestDb, racers: usize, names: usize) {
    schema![Tag].create_all(&test.db).await.unwrap();
    let tasks = (0..names * racers).map(|number| {
        let (db, name) = (test.db.clone(), format!("tag {}", number % names));
        tokio::spawn(async move {
            match number % 2 {
                0 => Tag::get_or_create(Tag::name.eq(&name), tag(&name), &db).await,
                _ => Tag::update_or_create(Tag::name.eq(&name), tag(&name), &db).await,
            }
        })
    });
    let answers: Vec<(Tag, bool)> = join_all(tasks)
        .await
        .into_iter()
        .map(|answer| answer.unwrap().unwrap())
        .collect();
    let stored = Tag::query()
        .order_by(Tag::id.asc())
        .all(&test.db)
        .await
        .unwrap();
    assert_eq!(stored.len(), names);
    for tag in &stored {
        let of_this: Vec<_> = answers
            .iter()
            .filter(|(row, _)| row.name == tag.name)
            .collect();
        assert_eq!(of_this.len(), racers);
        assert!(of_this.iter().all(|(row, _)| row == tag));
        assert_eq!(
            of_this.iter().filter(|(_, created)| *created).count(),
            1,
            "{}",
            tag.name
        );
    }
    test.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_racer_creates_on_sqlite() {
    race(TestDb::sqlite().await, 64, 8).await;
    race(TestDb::sqlite_file().await, 64, 8).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_racer_creates_on_postgres() {
    if let Some(test) = TestDb::postgres().await {
        race(test, 64, 8).await;
    }
}

/// Between the transaction's snapshot and its insertion another creates the row, which the snapshot cannot show.
#[tokio::test]
async fn a_row_behind_the_snapshot_is_an_error_that_may_be_run_again() {
    let Some(test) = TestDb::postgres().await else {
        return;
    };
    let db = &test.db;
    schema![Tag].create_all(db).await.unwrap();
    let options = TransactionOptions::new().isolation(Isolation::RepeatableRead);
    let outcome = db
        .transaction_with(options.retries(0), async |tx: &Tx| {
            assert_eq!(Tag::query().count(tx).await?, 0);
            Tag::create().name("new").save(db).await?;
            Tag::get_or_create(Tag::name.eq("new"), tag("new"), tx).await
        })
        .await;
    let error = outcome.unwrap_err();
    assert!(matches!(error, Error::Serialization { .. }), "{error:?}");
    assert!(error.is_retryable());
    let again = db
        .transaction_with(options, async |tx: &Tx| {
            Tag::get_or_create(Tag::name.eq("new"), tag("new"), tx).await
        })
        .await;
    assert!(!again.unwrap().1);
    test.close().await;
}

/// Whoever waits in a transaction for another's row is given it once that one has committed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_waits_for_the_other_and_goes_on() {
    let Some(test) = TestDb::postgres().await else {
        return;
    };
    let db = &test.db;
    schema![Tag].create_all(db).await.unwrap();
    let first = db.begin().await.unwrap();
    let (created, is_new) = Tag::get_or_create(Tag::name.eq("x"), tag("x"), &first)
        .await
        .unwrap();
    assert!(is_new);
    let run = db.clone();
    let second = tokio::spawn(async move {
        run.transaction(async |tx| {
            let answer = Tag::get_or_create(Tag::name.eq("x"), tag("x"), tx).await?;
            Tag::create().name("after").save(tx).await?;
            Ok(answer)
        })
        .await
    });
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    first.commit().await.unwrap();
    assert_eq!(second.await.unwrap().unwrap(), (created, false));
    assert_eq!(Tag::query().count(db).await.unwrap(), 2);
    test.close().await;
}

cases! {
    async fn a_row_is_created_once_and_then_found(db: Db) {
        schema![Tag].create_all(db).await.unwrap();
        let (created, statements) = db.statements(Tag::get_or_create(Tag::name.eq("x"), tag("x"), db)).await;
        let (row, is_new) = created.unwrap();
        assert_eq!((row.name.as_str(), is_new, statements), ("x", true, 2));
        let (found, statements) = db.statements(Tag::get_or_create(Tag::name.eq("x"), tag("y"), db)).await;
        assert_eq!((found.unwrap(), statements), ((row, false), 1));
    }

    async fn a_row_is_changed_where_it_is_there(db: Db) {
        schema![Tag].create_all(db).await.unwrap();
        let x = || Tag::create().name("x").uses(7);
        let (row, is_new) = Tag::update_or_create(Tag::name.eq("x"), x().position(3), db).await.unwrap();
        assert_eq!((row.uses, row.position, is_new), (7, Some(3), true));
        let changed = x().with_key(99).uses(8);
        let (answer, statements) = db.statements(Tag::update_or_create(Tag::name.eq("x"), changed, db)).await;
        assert_eq!((answer.unwrap(), statements), ((Tag { uses: 8, ..row }, false), 2));
        let nothing = Tag::update_or_create(all_of::<Tag, Expr<Tag, bool>>([]), x(), db).await;
        assert!(matches!(nothing, Err(Error::Configuration { .. })));
    }

    async fn several_rows_are_none_to_choose_from(db: Db) {
        schema![Tag].create_all(db).await.unwrap();
        Tag::create_many(["x", "y"].map(|name| Tag::create().name(name))).save(db).await.unwrap();
        let either = || Tag::uses.eq(1);
        let found = Tag::get_or_create(either(), tag("z"), db).await;
        assert!(matches!(found, Err(Error::MultipleFound { .. })));
        let changed = Tag::update_or_create(either(), Tag::create().name("z").uses(2), db).await;
        assert!(matches!(changed, Err(Error::MultipleFound { .. })));
        assert_eq!(Tag::filter(either()).count(db).await.unwrap(), 2);
    }

    /// Another unique key is in the way: the error names it, and the transaction goes on.
    async fn a_row_in_the_way_is_named(db: Db) {
        schema![Tag].create_all(db).await.unwrap();
        Tag::create().name("first").position(1).save(db).await.unwrap();
        db.transaction(async |tx| {
            let second = || Tag::create().name("second").position(1);
            let error = Tag::get_or_create(Tag::name.eq("second"), second(), tx).await.unwrap_err();
            assert!(error.violates(Tag::position), "{error}");
            let error = Tag::update_or_create(Tag::name.eq("second"), second(), tx).await.unwrap_err();
            assert!(error.violates(Tag::position), "{error}");
            Tag::create().name("third").save(tx).await
        })
        .await
        .unwrap();
        assert_eq!(Tag::query().count(db).await.unwrap(), 2);
    }
}

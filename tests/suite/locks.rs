//! Rows locked until the transaction ends.

use std::collections::HashSet;

use futures::TryStreamExt;
use orm::prelude::*;

use crate::support::{TestDb, cases};

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Queue {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Job {
    pub id: i64,
    pub priority: i32,
    pub done: bool,
    #[foreign_key(Queue, related_name = jobs)]
    pub queue_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Attempt {
    pub id: i64,
    pub number: i32,
    #[foreign_key(Job, related_name = attempts)]
    pub job_id: i64,
}

async fn jobs(db: &Db, count: i32) -> Queue {
    let all = schema![Queue, Job, Attempt];
    all.create_all(db).await.unwrap();
    let queue = Queue::create().name("mail").save(db).await.unwrap();
    let job = |n: i32| {
        let queue = (n % 2 == 0).then_some(queue.id);
        Job::create().priority(n).done(false).queue_id(queue)
    };
    Job::create_many((0..count).map(job))
        .save(db)
        .await
        .unwrap();
    queue
}

fn is_locked(error: Error) -> bool {
    matches!(error, Error::LockTimeout { .. })
}

fn is_postgres(db: &Db) -> bool {
    db.dialect() == Dialect::Postgres
}

cases! {
    async fn a_locked_query_composes_as_any_other(db: Db) {
        let queue = jobs(db, 6).await;
        let (found, statements) = db.statements(db.transaction(async |tx| {
            Job::query()
                .for_update()
                .filter(Job::priority.gt(0))
                .order_by(Job::priority.desc())
                .limit(2)
                .offset(1)
                .with(Job::queue)
                .all(tx)
                .await
        })).await;
        let found = found.unwrap();
        let priorities: Vec<i32> = found.iter().map(|(job, _)| job.priority).collect();
        // The queue may be missing, and its side of the join is not locked.
        let queues: Vec<Option<&Queue>> = found.iter().map(|(_, queue)| queue.as_ref()).collect();
        assert_eq!((priorities, queues, statements), (vec![4, 3], vec![Some(&queue), None], 1));

        let outcome = db.transaction(async |tx| {
            let first = Job::filter(Job::done.eq(false)).for_update().first(tx).await?.unwrap();
            let last = Job::query().for_share().last(tx).await?.unwrap();
            let one = Job::by_key(first.id).for_update().get(tx).await?;
            let none = Job::by_key(0).for_update().optional(tx).await?;
            let of_queue = queue.jobs().for_update().order_by(Job::id.asc()).all(tx).await?;
            assert_eq!((first.priority, last.priority, one.id, none, of_queue.len()), (0, 5, first.id, None, 3));
            let streamed: Vec<(Queue, Vec<Job>)> = Queue::query().with(Queue::jobs).for_update().stream(tx).try_collect().await?;
            assert_eq!(streamed[0].1.len(), 3);
            one.set(Job::done, true).update(tx).await
        }).await;
        assert!(outcome.unwrap().done);
    }

    async fn workers_never_take_the_same_job(db: Db) {
        jobs(db, 20).await;
        let next = || Job::filter(Job::done.eq(false)).order_by(Job::priority.asc()).limit(10).for_update().skip_locked();
        if !is_postgres(db) {
            let (refused, statements) = db.statements(db.transaction(async |tx| next().all(tx).await)).await;
            assert_eq!(
                (refused.unwrap_err().to_string(), statements),
                ("SQLite does not support `skip_locked`: it locks the whole database and no single rows".to_owned(), 0)
            );
            return;
        }
        let (one, other) = (db.begin().await.unwrap(), db.begin().await.unwrap());
        let (first, second) = (next().all(&one).await.unwrap(), next().all(&other).await.unwrap());
        let priorities = |jobs: &[Job]| jobs.iter().map(|job| job.priority).collect::<Vec<_>>();
        assert_eq!(priorities(&first), (0..10).collect::<Vec<_>>());
        assert_eq!(priorities(&second), (10..20).collect::<Vec<_>>());
        one.commit().await.unwrap();
        let third = next().all(&other).await.unwrap();
        assert_eq!(priorities(&third), (0..10).collect::<Vec<_>>());
        other.commit().await.unwrap();
    }

    async fn nowait_does_not_wait(db: Db) {
        jobs(db, 2).await;
        let locked = || Job::query().for_update();
        if !is_postgres(db) {
            let (refused, statements) = db.statements(db.transaction(async |tx| locked().nowait().all(tx).await)).await;
            assert!(matches!(refused, Err(Error::Unsupported { .. })));
            assert_eq!(statements, 0);
            return;
        }
        let holder = db.begin().await.unwrap();
        locked().limit(1).order_by(Job::id.asc()).all(&holder).await.unwrap();
        let refused = db.transaction(async |tx| locked().nowait().all(tx).await).await.unwrap_err();
        assert!(matches!(refused, Error::LockTimeout { .. }), "{refused}");
        assert!(refused.is_retryable());
        let free = db.transaction(async |tx| locked().skip_locked().all(tx).await).await.unwrap();
        assert_eq!(free.len(), 1);
        holder.rollback().await.unwrap();
        assert_eq!(db.transaction(async |tx| locked().nowait().all(tx).await).await.unwrap().len(), 2);
    }

    async fn shared_locks_keep_changes_out_and_readers_in(db: Db) {
        jobs(db, 1).await;
        if !is_postgres(db) {
            let shared = db.transaction(async |tx| Job::query().for_share().all(tx).await).await;
            assert_eq!(shared.unwrap().len(), 1);
            return;
        }
        let holder = db.begin().await.unwrap();
        Job::query().for_share().all(&holder).await.unwrap();
        let reader = db.transaction(async |tx| Job::query().for_share().nowait().all(tx).await).await;
        assert_eq!(reader.unwrap().len(), 1);
        let writer = db.transaction(async |tx| Job::query().for_update().nowait().all(tx).await).await;
        assert!(matches!(writer, Err(Error::LockTimeout { .. })));
        holder.commit().await.unwrap();
    }

    async fn related_rows_are_locked_where_they_are_named(db: Db) {
        let queue = jobs(db, 4).await;
        let of_mail = || Job::filter(Job::queue.has(Queue::name.eq("mail"))).with(Job::queue).for_update();
        let missing = db.transaction(async |tx| Job::query().for_update().of(Job::queue).all(tx).await).await;
        let words = "`of(Job::queue)` locks a row that may be missing; ask for rows that have one, with `.filter(Job::queue.has(…))`";
        assert_eq!(missing.unwrap_err().to_string(), words);

        let holder = db.begin().await.unwrap();
        assert_eq!(of_mail().of(Job::queue).all(&holder).await.unwrap().len(), 2);
        if !is_postgres(db) {
            holder.rollback().await.unwrap();
            return;
        }
        let taken = async || db.transaction(async |tx| Queue::by_key(queue.id).for_update().nowait().get(tx).await).await;
        assert!(matches!(taken().await, Err(Error::LockTimeout { .. })));
        holder.rollback().await.unwrap();

        // Not named, they stay free, and the jobs do not.
        let holder = db.begin().await.unwrap();
        assert_eq!(of_mail().all(&holder).await.unwrap().len(), 2);
        assert_eq!(taken().await.unwrap(), queue);
        let job = db.transaction(async |tx| of_mail().nowait().all(tx).await).await;
        assert!(matches!(job, Err(Error::LockTimeout { .. })));
        holder.rollback().await.unwrap();
    }

    async fn rows_several_relations_away_are_locked(db: Db) {
        let queue = jobs(db, 2).await;
        let job = queue.jobs().get(db).await.unwrap();
        Attempt::create().number(1).job(&job).save(db).await.unwrap();
        let of_queue = || Attempt::job.then(Job::queue);
        let refused = db.transaction(async |tx| Attempt::query().for_update().of(of_queue()).all(tx).await);
        let (refused, statements) = db.statements(refused).await;
        let words = "`of(Attempt::job.then(Job::queue))` locks a row that may be missing; \
                     ask for rows that have one, with `.filter(Attempt::job.then(Job::queue).has(…))`";
        assert_eq!((refused.unwrap_err().to_string().as_str(), statements), (words, 0));

        let of_mail = || Attempt::filter(of_queue().has(Queue::name.eq("mail"))).for_update();
        for (locked, expected) in [
            (of_mail(), [false, false]),
            (of_mail().of(of_queue()), [false, true]),
            (of_mail().of(Attempt::job), [true, false]),
            (of_mail().of(Attempt::job).of(of_queue()), [true, true]),
            (of_mail().of(of_queue()).of(Attempt::job).of(of_queue()), [true, true]),
        ] {
            let holder = db.begin().await.unwrap();
            let (rows, statements) = db.statements(locked.all(&holder)).await;
            assert_eq!((rows.unwrap().len(), statements), (1, 1));
            if is_postgres(db) {
                let job = db.transaction(async |tx| Job::by_key(job.id).for_update().nowait().get(tx).await).await;
                let queue = db.transaction(async |tx| Queue::by_key(queue.id).for_update().nowait().get(tx).await).await;
                let taken = [job.is_err_and(is_locked), queue.is_err_and(is_locked)];
                assert_eq!(taken, expected);
            }
            holder.rollback().await.unwrap();
        }
    }

    async fn a_transaction_that_only_reads_locks_nothing(db: Db) {
        jobs(db, 1).await;
        let options = TransactionOptions::new().read_only();
        let (read, statements) = db.statements(db.transaction_with(options, async |tx| {
            let refused = Job::query().for_update().all(tx).await.unwrap_err();
            assert!(refused.to_string().starts_with("the transaction is read-only, and locks no rows"));
            let streamed: Result<Vec<Job>, Error> = Job::query().for_share().stream(tx).try_collect().await;
            assert!(matches!(streamed, Err(Error::Configuration { .. })));
            // Nothing was sent, so that nothing failed.
            Job::query().count(tx).await
        })).await;
        assert_eq!((read.unwrap(), statements), (1, 1));
    }

    async fn what_is_no_row_of_a_table_is_not_locked(db: Db) {
        jobs(db, 4).await;
        let (refused, statements) = db.statements(db.transaction(async |tx| {
            Job::query().select(Job::done).distinct().for_update().all(tx).await
        })).await;
        assert!(matches!(refused, Err(Error::Configuration { .. })));
        assert_eq!(statements, 0);
        let priorities = db.transaction(async |tx| {
            Job::query().order_by(Job::priority.asc()).select(Job::priority).for_update().all(tx).await
        }).await;
        assert_eq!(priorities.unwrap(), [0, 1, 2, 3]);
    }
}

#[tokio::test]
async fn concurrent_workers_share_the_jobs_out() {
    let Some(test) = TestDb::postgres().await else {
        return;
    };
    jobs(&test.db, 100).await;
    let worker = |db: Db| async move {
        let mut taken = Vec::new();
        loop {
            let batch = db
                .transaction(async |tx| {
                    let batch = Job::filter(Job::done.eq(false))
                        .order_by(Job::priority.asc())
                        .limit(10)
                        .for_update()
                        .skip_locked()
                        .all(tx)
                        .await?;
                    tokio::task::yield_now().await;
                    for job in &batch {
                        job.set(Job::done, true).update(tx).await?;
                    }
                    Ok(batch)
                })
                .await
                .unwrap();
            if batch.is_empty() {
                return taken;
            }
            taken.extend(batch.into_iter().map(|job| job.id));
        }
    };
    let workers = [
        tokio::spawn(worker(test.db.clone())),
        tokio::spawn(worker(test.db.clone())),
    ];
    let mut taken = Vec::new();
    for worker in workers {
        taken.extend(worker.await.unwrap());
    }
    let each_once: HashSet<i64> = taken.iter().copied().collect();
    assert_eq!((taken.len(), each_once.len()), (100, 100));
    test.close().await;
}

#[test]
fn a_lock_is_the_last_clause_on_postgres_and_none_on_sqlite() {
    let query = Job::filter(Job::queue.has(Queue::name.eq("mail")))
        .with(Job::queue)
        .limit(3)
        .for_update()
        .skip_locked();
    insta::assert_snapshot!(query.sql(Dialect::Postgres));
    insta::assert_snapshot!(query.sql(Dialect::Sqlite));
    insta::assert_snapshot!(Job::query().for_share().sql(Dialect::Sqlite));
}

#[test]
fn a_lock_names_each_table_whose_rows_it_takes() {
    let of_mail = Attempt::filter(Attempt::job.then(Job::queue).has(Queue::name.eq("mail")));
    let chain = of_mail.for_update().of(Attempt::job.then(Job::queue));
    let several = chain.clone().of(Attempt::job).nowait();
    insta::assert_snapshot!(chain.sql(Dialect::Postgres));
    insta::assert_snapshot!(several.sql(Dialect::Postgres));
    insta::assert_snapshot!(chain.sql(Dialect::Sqlite));
}

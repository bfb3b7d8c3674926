//! The deadline of a query, in each of its round trips.

use std::time::Duration;

use futures::TryStreamExt;
use orm::Error;
use orm::prelude::*;
use sqlx::{AssertSqlSafe, Executor as _};

use crate::support::{TestDb, cases, postgres_url, with_database};

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Shelf {
    pub id: i64,
    pub room: String,
}

/// Stands for a view that takes for ever.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Volume {
    pub id: i64,
    #[foreign_key(Shelf, related_name = volumes)]
    pub shelf_id: i64,
}

const SLOW_POSTGRES: &str = "CREATE VIEW volume AS SELECT n AS id, n AS shelf_id FROM generate_series(1::bigint, 1000) AS n, pg_sleep(600)";
const SLOW_SQLITE: &str = "CREATE VIEW volume AS \
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
     SELECT count(*) AS id, 1 AS shelf_id FROM n";

async fn slow_children(db: &Db) {
    schema![Shelf].create_all(db).await.unwrap();
    if let Some(pool) = db.as_postgres() {
        pool.execute(AssertSqlSafe(SLOW_POSTGRES)).await.unwrap();
    } else if let Some(pool) = db.as_sqlite() {
        pool.execute(AssertSqlSafe(SLOW_SQLITE)).await.unwrap();
    }
    Shelf::create().room("cellar").save(db).await.unwrap();
}

const LIMIT: Duration = Duration::from_millis(200);

#[track_caller]
fn assert_timeout<T: std::fmt::Debug>(
    outcome: Result<Result<T, Error>, tokio::time::error::Elapsed>,
) {
    let outcome = outcome.expect("the deadline does not hold");
    assert!(
        matches!(outcome, Err(Error::Timeout { after: LIMIT, .. })),
        "{outcome:?}"
    );
}

const PATIENCE: Duration = Duration::from_secs(5);

cases! {
    async fn what_is_loaded_along_has_the_deadline_of_its_query(db: Db) {
        slow_children(db).await;
        let load = Shelf::query().timeout(LIMIT).with(Shelf::volumes).all(db);
        assert_timeout(tokio::time::timeout(PATIENCE, load).await);
        let inside = db.transaction(async |tx| {
            Shelf::query().timeout(LIMIT).with(Shelf::volumes).all(tx).await
        });
        assert_timeout(tokio::time::timeout(PATIENCE, inside).await);
        assert_eq!(Shelf::query().count(db).await.unwrap(), 1);
    }

    async fn a_stream_has_the_deadline_of_its_query(db: Db) {
        slow_children(db).await;
        let along = Shelf::query().timeout(LIMIT).with(Shelf::volumes).stream(db).try_collect::<Vec<_>>();
        assert_timeout(tokio::time::timeout(PATIENCE, along).await);
        let rows = Volume::query().timeout(LIMIT).stream(db).try_collect::<Vec<_>>();
        assert_timeout(tokio::time::timeout(PATIENCE, rows).await);
        assert_eq!(Shelf::query().count(db).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_change_of_the_schema_does_not_wait_for_ever() {
    let Some(test) = TestDb::postgres().await else {
        return;
    };
    let pool = test.db.as_postgres().unwrap();
    let name: String = sqlx::query_scalar("SELECT current_database()::text")
        .fetch_one(pool)
        .await
        .unwrap();
    let url = with_database(&postgres_url().unwrap(), &name);
    let db = Db::builder()
        .statement_timeout(LIMIT)
        .connect(&url)
        .await
        .unwrap();
    let schema = schema![Shelf];
    {
        // Another has made the table and not committed it.
        let mut other = pool.begin().await.unwrap();
        other
            .execute("CREATE TABLE shelf (id bigint)")
            .await
            .unwrap();
        assert_timeout(tokio::time::timeout(PATIENCE, schema.create_all(&db)).await);
    }
    schema.create_all(&db).await.unwrap();
    let reader = test.db.begin().await.unwrap();
    Shelf::query().count(&reader).await.unwrap();
    assert_timeout(tokio::time::timeout(PATIENCE, schema.drop_all(&db)).await);
    reader.rollback().await.unwrap();
    schema.drop_all(&db).await.unwrap();
    db.close().await;
    test.close().await;
}

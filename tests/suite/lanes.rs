//! Loads of many parents at the same time, on connections that are idle.

use std::collections::HashSet;

use orm::prelude::*;

use crate::support::{Statements as _, TestDb, admin};

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Shop {
    pub id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Clerk {
    pub id: i64,
    #[foreign_key(Shop, related_name = clerks)]
    pub shop_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Ware {
    pub id: i64,
    #[foreign_key(Shop, related_name = wares)]
    pub shop_id: i64,
}

/// On which session of the server each statement ran.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Visit {
    pub id: i64,
    pub session: i32,
}

const NOTE: &str = "CREATE FUNCTION note_session() RETURNS boolean LANGUAGE sql VOLATILE AS \
    'INSERT INTO visit (session) VALUES (pg_backend_pid()) RETURNING true'";

const SHOPS: i64 = 20;

async fn shops() -> Option<TestDb> {
    let test = TestDb::postgres().await?;
    let all = schema![Shop, Clerk, Ware, Visit];
    all.create_all(&test.db).await.unwrap();
    admin(&test.url(), NOTE).await;
    let shops = (1..=SHOPS).map(|_| Shop::create());
    Shop::create_many(shops).save(&test.db).await.unwrap();
    let of_each = || (1..=SHOPS).flat_map(|shop| [shop, shop]);
    let clerks = of_each().map(|shop| Clerk::create().shop_id(shop));
    Clerk::create_many(clerks).save(&test.db).await.unwrap();
    let wares = of_each().map(|shop| Ware::create().shop_id(shop));
    Ware::create_many(wares).save(&test.db).await.unwrap();
    Some(test)
}

/// Loads two relations of all shops, and gives on how many sessions that was.
async fn sessions(db: &Db, on: &impl Executor) -> usize {
    let noted = || sql_expr::<bool>("note_session()", ());
    let load = Shop::query()
        .with(Shop::clerks.filter(noted()).order_by(Clerk::id.asc()))
        .with(Shop::wares.filter(noted()).order_by(Ware::id.asc()))
        .order_by(Shop::id.asc());
    let (read, statements) = db.statements(load.all(on)).await;
    assert_eq!(statements, 3);
    let read: Vec<(Shop, Vec<Clerk>, Vec<Ware>)> = read.unwrap();
    assert_eq!(read.len() as i64, SHOPS);
    for (shop, clerks, wares) in read {
        let mine = [2 * shop.id - 1, 2 * shop.id];
        assert!(clerks.iter().map(|clerk| clerk.id).eq(mine));
        assert!(wares.iter().map(|ware| ware.id).eq(mine));
    }
    let visits = Visit::query().all(on).await.unwrap();
    let sessions: HashSet<i32> = visits.iter().map(|visit| visit.session).collect();
    Visit::query().unfiltered().delete(on).await.unwrap();
    sessions.len()
}

#[tokio::test]
async fn loads_run_beside_each_other_where_connections_are_idle() {
    let Some(test) = shops().await else { return };
    let db = &test.db;
    let warm = futures::future::join_all((0..3).map(|_| db.begin())).await;
    for transaction in warm {
        transaction.unwrap().rollback().await.unwrap();
    }
    assert_eq!(sessions(db, db).await, 2);
    db.transaction(async |tx| {
        assert_eq!(sessions(db, tx).await, 1);
        Ok(())
    })
    .await
    .unwrap();
    test.close().await;
}

#[tokio::test]
async fn loads_run_one_after_the_other_where_there_is_one_connection() {
    let Some(test) = shops().await else { return };
    let builder = Db::builder().max_connections(1);
    let db = builder.connect(&test.url()).await.unwrap();
    assert_eq!(sessions(&db, &db).await, 1);
    db.close().await;
    test.close().await;
}

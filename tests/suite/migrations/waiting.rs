//! A migration that waits for a table, with readers behind it. SQLite has no lock of one table.

use std::time::{Duration, Instant};

use orm::migrate::{Migrations, Script};
use orm::prelude::*;

use super::live::Live;
use super::place::Place;

/// The runner waits five seconds.
const LONGER_THAN_A_TABLE_IS_WAITED_FOR: Duration = Duration::from_millis(5_500);

fn script(version: i64, name: &'static str, up: &'static str) -> Script {
    Script {
        dialect: Dialect::Postgres,
        version,
        name: name.into(),
        up: up.into(),
        down: None,
    }
}

/// A table, and a change of it that gives up soon where others use the table.
fn migrations() -> Migrations {
    Migrations::new([
        script(1, "make", "CREATE TABLE step (id bigint)"),
        script(
            2,
            "note",
            "SET LOCAL lock_timeout = '200ms'; ALTER TABLE step ADD COLUMN note text",
        ),
    ])
}

/// A database with the table, one that reads it in a transaction, and one more connection.
async fn begun(place: &Place) -> (Db, Live, Live) {
    let db = place.db().await;
    migrations().up(&db, 1, &mut |_| {}).await.unwrap();
    let mut holder = place.live().await;
    let read = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM step";
    holder.execute(read).await.unwrap();
    (db, holder, place.live().await)
}

#[tokio::test]
async fn it_is_tried_again_and_readers_hardly_wait() {
    let Some(place) = Place::postgres().await else {
        return;
    };
    let (db, mut holder, mut reader) = begun(&place).await;
    let reading = async {
        let mut longest = Duration::ZERO;
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(700) {
            let asked = Instant::now();
            reader.execute("SELECT * FROM step").await.unwrap();
            longest = longest.max(asked.elapsed());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        holder.execute("COMMIT").await.unwrap();
        longest
    };
    let migrations = migrations();
    let (ran, longest) = tokio::join!(migrations.run(&db), reading);
    assert_eq!(ran.unwrap(), ["2_note"]);
    // Readers have waited behind it, but no longer than it did.
    let waited = Duration::from_millis(100)..Duration::from_millis(600);
    assert!(waited.contains(&longest), "{longest:?}");
    assert_eq!(reader.texts("SELECT note FROM step").await, [""; 0]);
    holder.close().await;
    reader.close().await;
    db.close().await;
    place.remove().await;
}

#[tokio::test]
async fn it_gives_up_where_the_table_stays_in_use() {
    let Some(place) = Place::postgres().await else {
        return;
    };
    let (db, mut holder, reader) = begun(&place).await;
    let error = migrations().run(&db).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "2_note: others had a table in use that it changes, each time that it was tried: run it again when their transactions have \
         ended, which pg_stat_activity lists"
    );
    assert!(!migrations().status(&db).await.unwrap()[1].applied);
    holder.execute("COMMIT").await.unwrap();
    assert_eq!(migrations().run(&db).await.unwrap(), ["2_note"]);
    holder.close().await;
    reader.close().await;
    db.close().await;
    place.remove().await;
}

/// It waits for whoever reads, and nobody waits behind it. Giving up would leave an index that is not valid.
#[tokio::test]
async fn an_index_is_waited_for() {
    let Some(place) = Place::postgres().await else {
        return;
    };
    let (db, mut holder, mut reader) = begun(&place).await;
    let index = Migrations::new([
        migrations().scripts(db.dialect()).next().unwrap().clone(),
        script(
            2,
            "index",
            "-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS step_id_idx ON step (id)",
        ),
    ]);
    let (ran, _) = tokio::join!(index.run(&db), async {
        tokio::time::sleep(LONGER_THAN_A_TABLE_IS_WAITED_FOR).await;
        reader.execute("INSERT INTO step VALUES (1)").await.unwrap();
        holder.execute("COMMIT").await.unwrap();
    });
    assert_eq!(ran.unwrap(), ["2_index"]);
    let valid = "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'step_id_idx'::regclass";
    assert_eq!(reader.texts(valid).await, ["true"]);
    holder.close().await;
    reader.close().await;
    db.close().await;
    place.remove().await;
}

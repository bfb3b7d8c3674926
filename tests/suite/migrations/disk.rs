//! A disk that is full while a migration runs: what it leaves is a whole version, and the next run goes on from there.
//!
//! Here a file may not have more than so many pages, which SQLite treats alike.

use orm::prelude::*;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use super::place::Place;
use super::versions::{self, applied, check_file, undisturbed};

const AUTHORS: u32 = 200;

/// The database, whose file has no more than so many pages.
async fn limited(place: &Place, pages: i64) -> Db {
    let options: SqliteConnectOptions = place.url().parse().unwrap();
    let options = options.pragma("max_page_count", pages.to_string());
    let pool = SqlitePoolOptions::new().connect_with(options).await;
    Db::from(pool.unwrap())
}

#[tokio::test]
async fn a_full_disk_leaves_a_whole_version() {
    let place = Place::sqlite();
    let (_files, migrations, mut live) = versions::begun(&place, AUTHORS).await;
    let pages = live.texts("SELECT CAST(page_count AS text) FROM pragma_page_count");
    let pages: i64 = pages.await.remove(0).parse().unwrap();
    live.close().await;
    let expected = undisturbed(&place.copy().await, &migrations).await;

    let mut left = [0; 7];
    for most in (pages..).step_by(4) {
        let copy = place.copy().await;
        let db = limited(&copy, most).await;
        let outcome = migrations.run(&db).await;
        db.close().await;
        let mut live = copy.live().await;
        let version = applied(&mut live).await;
        left[version] += 1;
        assert_eq!(live.catalog().await, expected.catalogs[version - 1]);
        check_file(&mut live).await;
        let Err(error) = outcome else {
            break;
        };
        let message = error.to_string();
        assert!(message.ends_with(": database or disk is full"), "{message}");
        let db = copy.db().await;
        migrations.run(&db).await.unwrap();
        db.close().await;
        assert_eq!(versions::rows(&mut live).await, expected.rows);
        live.close().await;
    }
    assert_eq!(left[6], 1);
    assert!(
        left[1] > 0 && left[2..6].iter().sum::<u32>() > 0,
        "{left:?}"
    );
}

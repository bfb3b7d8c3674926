//! What a failed connection says, and how soon.

use std::time::{Duration, Instant};

use orm_core::db::{Db, Executor};
use orm_core::error::Error;

use crate::support::{
    assert_whole, execute, file_url, number, postgres_url, statement, table, unique,
};

async fn refused(url: &str) -> Error {
    let started = Instant::now();
    let error = Db::builder()
        .connect_timeout(Duration::from_millis(500))
        .connect(url)
        .await
        .expect_err(url);
    assert!(started.elapsed() < Duration::from_secs(2), "{url}");
    error
}

#[track_caller]
fn assert_reason(error: Error, part: &str) {
    let Error::Connect { reason, .. } = &error else {
        panic!("{error:?}");
    };
    assert!(reason.contains(part), "{error:?}");
}

#[tokio::test]
async fn a_url_of_no_known_form_shows_the_forms_and_no_password() {
    for url in [
        "mysql://root:hunter2@localhost/x",
        "hunter2",
        "postgres:hunter2",
        "postgres://user:hunter2@host:port/x",
        "sqlite://x.db?mode=hunter",
        "",
    ] {
        let error = refused(url).await;
        assert!(matches!(error, Error::Configuration { .. }), "{error:?}");
        let texts = format!("{error} {error:?}");
        assert!(texts.contains("sqlite::memory:"), "{texts}");
        assert!(!texts.contains("hunter2"), "{texts}");
    }
}

#[tokio::test]
async fn settings_out_of_range_are_refused() {
    for builder in [
        Db::builder().max_connections(0),
        Db::builder().max_connections(1).min_connections(2),
        Db::builder().statement_timeout(Duration::ZERO),
        Db::builder().busy_timeout(Duration::MAX),
    ] {
        let error = builder.connect("sqlite::memory:").await.unwrap_err();
        assert!(matches!(error, Error::Configuration { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_sqlite_file_that_cannot_be_opened_says_why() {
    assert_reason(
        refused("sqlite:///no/such/folder/x.db?mode=rwc").await,
        "folder `/no/such/folder` does not exist",
    );
    let missing = file_url().replace("?mode=rwc", "");
    assert_reason(refused(&missing).await, "mode=rwc");
    assert_reason(
        refused(&format!("sqlite://{}", std::env::temp_dir().display())).await,
        "it is a folder",
    );
    let path = crate::support::file();
    std::fs::write(&path, "this is not a database, and long enough to look at").unwrap();
    let url = format!("sqlite://{}", path.display());
    assert_reason(refused(&url).await, "no SQLite database");
}

#[tokio::test]
async fn a_port_where_nothing_listens_is_refused_at_once() {
    let error = refused("postgres://u:hunter2@127.0.0.1:1/x").await;
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    assert_reason(error, "nothing listens");
}

#[tokio::test]
async fn an_unknown_host_is_refused() {
    let error = refused("postgres://u@no-such-host.invalid/x").await;
    assert!(matches!(error, Error::Connect { .. }), "{error:?}");
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let error = refused(&format!("postgres://u@127.0.0.1:{port}/x?sslmode=disable")).await;
    assert_reason(error, "did not answer within 500ms");
}

#[tokio::test]
async fn a_file_that_is_not_open_in_time_is_given_up() {
    let url = file_url();
    let hasty = Db::builder().acquire_timeout(Duration::ZERO);
    let error = hasty.connect(&url).await.unwrap_err();
    assert_reason(error, "not open within the `acquire_timeout`");
}

#[tokio::test]
async fn a_server_that_speaks_otherwise_is_named() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        while let Ok((mut peer, _)) = listener.accept().await {
            let _ = peer.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let error = refused(&format!("postgres://u@127.0.0.1:{port}/x?sslmode=disable")).await;
    assert!(matches!(error, Error::Connect { .. }), "{error:?}");
}

#[tokio::test]
async fn postgres_says_what_it_refused() {
    let Some(url) = postgres_url("orm_refused") else {
        return;
    };
    let (before, host) = url.rsplit_once('@').unwrap();
    let user = before.rsplit_once(':').unwrap().0;
    let wrong = format!("{user}:hunter2@{host}");
    let error = refused(&wrong).await;
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    assert_reason(error, "password");
    let (address, options) = url.split_once('?').unwrap();
    let server = address.rsplit_once('/').unwrap().0;
    assert_reason(
        refused(&format!("{server}/no_such_database?{options}")).await,
        "no database of that name",
    );
}

#[tokio::test]
async fn a_crowded_pool_says_how_crowded() {
    let db = Db::builder()
        .max_connections(2)
        .acquire_timeout(Duration::from_millis(100))
        .connect(&file_url())
        .await
        .unwrap();
    let (one, _two) = (
        db.begin().await.unwrap(),
        db.handle().session().await.unwrap(),
    );
    let error = number(&db, "SELECT 1").await.unwrap_err();
    let Error::PoolTimedOut {
        size, idle, in_use, ..
    } = error
    else {
        panic!("{error:?}");
    };
    assert_eq!((size, idle, in_use), (2, 0, 2));
    one.rollback().await.unwrap();
    assert_eq!(number(&db, "SELECT 1").await.unwrap(), 1);
}

#[tokio::test]
async fn a_closed_database_says_so() {
    for url in ["sqlite::memory:".to_owned()]
        .into_iter()
        .chain(postgres_url("orm_closed"))
    {
        let db = Db::connect(&url).await.unwrap();
        number(&db, "SELECT 1").await.unwrap();
        db.close().await;
        let error = number(&db, "SELECT 1").await.unwrap_err();
        assert!(matches!(error, Error::Configuration { .. }), "{error:?}");
        assert!(error.to_string().contains("closed"), "{error}");
    }
}

#[tokio::test]
async fn sqlite_is_opened_strictly() {
    for url in ["sqlite::memory:".to_owned(), file_url()] {
        let db = Db::connect(&url).await.unwrap();
        assert_eq!(number(&db, "PRAGMA foreign_keys").await.unwrap(), 1);
        assert_eq!(number(&db, "PRAGMA synchronous").await.unwrap(), 1);
        let (cache, usual) = (number(&db, "PRAGMA cache_size").await.unwrap(), -2000);
        assert_eq!(
            cache,
            if url.contains(":memory:") {
                usual
            } else {
                -16000
            }
        );
        let missing = number(&db, "SELECT \"nope\"").await.unwrap_err();
        assert!(
            matches!(missing, Error::SchemaChanged { .. }),
            "{missing:?}"
        );
        let patience: i64 = sqlx::query_scalar("PRAGMA busy_timeout")
            .fetch_one(db.as_sqlite().unwrap())
            .await
            .unwrap();
        assert_eq!(patience, 5000);
    }
}

#[tokio::test]
async fn a_pool_of_ones_own_is_shared() {
    let options: sqlx::sqlite::SqliteConnectOptions = "sqlite::memory:".parse().unwrap();
    let pool = sqlx::sqlite::SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .connect_with(options.foreign_keys(false))
        .await
        .unwrap();
    let db = Db::from(pool.clone());
    let t = table(&db).await;
    execute(&db, &format!("INSERT INTO {t} VALUES (1, 1)"), &[])
        .await
        .unwrap();
    assert_eq!(number(&db, "PRAGMA foreign_keys").await.unwrap(), 1);
    let count = format!("SELECT count(*) FROM {t}");
    let stored: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count))
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(stored, 1);
    // And a pool that is asked for is not kept from the one who asked.
    let db = Db::connect("sqlite::memory:").await.unwrap();
    number(&db, "SELECT 1").await.unwrap();
    let pool = db.as_sqlite().unwrap();
    for _ in 0..3 {
        let one: i64 = sqlx::query_scalar("SELECT 1")
            .fetch_one(pool)
            .await
            .unwrap();
        assert_eq!(one, number(&db, "SELECT 1").await.unwrap());
    }
    if let Some(url) = postgres_url(&unique("orm")) {
        let db = Db::from(sqlx::PgPool::connect(&url).await.unwrap());
        assert_eq!(number(&db, "SELECT 1::bigint").await.unwrap(), 1);
        assert!(db.as_sqlite().is_none() && db.as_postgres().is_some());
        assert_whole(&db, 10).await;
    }
}

#[tokio::test]
async fn a_dead_connection_is_replaced_before_a_read() {
    let Some(url) = postgres_url(&unique("orm")) else {
        return;
    };
    for connections in [1, 3] {
        replace_dead_connections(&url, connections).await;
    }
}

async fn replace_dead_connections(url: &str, connections: u32) {
    let db = Db::builder()
        .max_connections(connections)
        .connect(url)
        .await
        .unwrap();
    let other = Db::connect(&postgres_url("orm_killer").unwrap())
        .await
        .unwrap();
    let (_, application) = url.split_once("application_name=").unwrap();
    let t = table(&db).await;
    for round in 0..3 {
        assert_whole(&db, connections as usize).await;
        let kill = format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '{application}'"
        );
        assert_eq!(number(&other, &kill).await.unwrap(), i64::from(connections));
        match round {
            0 => assert_eq!(number(&db, "SELECT 1::bigint").await.unwrap(), 1),
            1 => {
                let insert = format!("INSERT INTO {t} VALUES (1, 1)");
                db.transaction(async |tx| execute(tx, &insert, &[]).await)
                    .await
                    .unwrap();
            }
            _ => {
                let insert =
                    statement(db.dialect(), &format!("INSERT INTO {t} VALUES (2, 1)"), &[]);
                let lost = db
                    .handle()
                    .session()
                    .await
                    .unwrap()
                    .execute(&insert)
                    .await
                    .unwrap_err();
                assert!(
                    matches!(lost, Error::Disconnected { sent: true, .. }),
                    "{lost:?}"
                );
                assert!(!lost.is_retryable());
            }
        }
    }
}

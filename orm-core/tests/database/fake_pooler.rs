//! What a pooler before the server is recognised by.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use orm_core::db::{Db, PoolerMode};
use orm_core::error::Error;
use orm_core::migrate::Migrations;
use sqlx::postgres::PgPoolOptions;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{assert_whole, execute, number, postgres_url, table, unique};

/// A relay behind which every connection is told the same process of the server. Gives the URL through it.
async fn one_process_for_all(url: &str) -> String {
    let (before, rest) = url.rsplit_once('@').unwrap();
    let (server, path) = rest.split_once('/').unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = server.to_owned();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&server).await.unwrap();
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            let asked = Arc::new(AtomicBool::new(false));
            let heard = Arc::clone(&asked);
            tokio::spawn(forward(from_client, to_server, move |bytes| {
                if bytes.windows(14).any(|word| word == b"pg_backend_pid") {
                    heard.store(true, Ordering::SeqCst);
                }
            }));
            tokio::spawn(forward(from_server, to_client, move |bytes| {
                if asked.swap(false, Ordering::SeqCst) {
                    hide_process(bytes);
                }
            }));
        }
    });
    format!("{before}@127.0.0.1:{port}/{path}&sslmode=disable")
}

async fn forward(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    look: impl Fn(&mut [u8]),
) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        look(&mut buffer[..read]);
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

/// Overwrites the one number in a reply: the message `D`, its length, one column, the column's length, the digits.
fn hide_process(reply: &mut [u8]) {
    for start in 0..reply.len().saturating_sub(11) {
        let head = &reply[start..start + 11];
        let digits = head[10] as usize;
        let expected = [b'D', 0, 0, 0, head[10].wrapping_add(10), 0, 1, 0, 0, 0];
        if head[..10] == expected && start + 11 + digits <= reply.len() {
            reply[start + 11..start + 11 + digits].fill(b'1');
        }
    }
}

#[tokio::test]
async fn two_connections_to_one_process_are_a_pooler() {
    let Some(url) = postgres_url(&unique("orm")) else {
        return;
    };
    let through = one_process_for_all(&url).await;
    let error = Db::connect(&through).await.unwrap_err();
    assert!(matches!(error, Error::Pooler { .. }), "{error:?}");
    assert!(
        error.to_string().contains("PoolerMode::Transaction"),
        "{error}"
    );
    let db = Db::builder()
        .pooler(PoolerMode::Transaction)
        .connect(&through)
        .await
        .unwrap();
    let t = table(&db).await;
    let insert = |id: i64| format!("INSERT INTO {t} VALUES ({id}, 1)");
    execute(&db, &insert(1), &[]).await.unwrap();
    db.transaction(async |tx| execute(tx, &insert(2), &[]).await)
        .await
        .unwrap();
    let stored = number(&db, &format!("SELECT count(*) FROM {t}")).await;
    assert_eq!(stored.unwrap(), 2);
    let kept = number(&db, "SELECT count(*) FROM pg_prepared_statements").await;
    assert_eq!(kept.unwrap(), 0);
    assert_whole(&db, 5).await;
}

/// A pool of one's own is asked nothing when it is taken over, but before its schema is changed.
#[tokio::test]
async fn nobody_migrates_through_a_pooler() {
    let Some(url) = postgres_url(&unique("orm")) else {
        return;
    };
    let through = one_process_for_all(&url).await;
    let pool = PgPoolOptions::new().connect(&through).await.unwrap();
    let error = Migrations::new([]).run(&Db::from(pool)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "migrations need a connection of their own, and through a pooler in transaction mode their lock keeps nobody out: connect to \
         the server itself to migrate"
    );
}

#[tokio::test]
async fn a_refused_start_up_parameter_is_a_pooler() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let _ = client.read(&mut [0; 1024]).await;
            let fields =
                b"SFATAL\0C08P01\0Munsupported startup parameter in options: statement_timeout\0\0";
            let mut refusal = vec![b'E'];
            refusal.extend((4 + fields.len() as u32).to_be_bytes());
            refusal.extend(fields);
            let _ = client.write_all(&refusal).await;
        }
    });
    let url = format!("postgres://u:hunter2@127.0.0.1:{port}/x?sslmode=disable");
    let error = Db::connect(&url).await.unwrap_err();
    assert!(matches!(error, Error::Pooler { .. }), "{error:?}");
}

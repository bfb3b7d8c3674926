//! What the databases' faults come to, the same on both.

use std::time::Duration;

use orm_core::db::{Db, Executor, Isolation, TransactionOptions};
use orm_core::dialect::Dialect;
use orm_core::error::Error;

use crate::support::{
    Backend, assert_whole, backends, backends_with, ddl, execute, number, numbers, statement,
    table, unique,
};

/// Two tables that hold every kind of constraint.
async fn constrained(db: &Db) -> (String, String) {
    let (author, book) = (unique("author"), unique("book"));
    let text = format!(
        "CREATE TABLE {author} (id bigint PRIMARY KEY, team bigint REFERENCES {author} (id) ON DELETE CASCADE);
         CREATE TABLE {book} (
            id bigint PRIMARY KEY,
            isbn bigint NOT NULL,
            year bigint,
            author_id bigint,
            editor_id bigint,
            CONSTRAINT {book}_isbn_key UNIQUE (isbn, year),
            CONSTRAINT {book}_year_check CHECK (year > 1450),
            CONSTRAINT {book}_author_fkey FOREIGN KEY (author_id) REFERENCES {author} (id),
            CONSTRAINT {book}_editor_fkey FOREIGN KEY (editor_id) REFERENCES {author} (id) ON DELETE RESTRICT
         );
         INSERT INTO {author} (id) VALUES (1), (2), (3);
         INSERT INTO {book} VALUES (1, 1, 2000, 1, 2);"
    );
    ddl(db, &text).await.unwrap();
    (author, book)
}

/// Runs the statement by itself and inside a transaction; the error must be the same.
async fn refused(backend: &Backend, text: &str) -> Error {
    let alone = execute(&backend.db, text, &[]).await.unwrap_err();
    let inside = backend
        .db
        .transaction(async |tx| execute(tx, text, &[]).await)
        .await
        .unwrap_err();
    assert_eq!(format!("{alone:?}"), format!("{inside:?}"));
    assert_whole(&backend.db, 1).await;
    alone
}

#[tokio::test]
async fn violations_name_what_they_are_about() {
    for backend in backends().await {
        let (author, book) = constrained(&backend.db).await;
        let insert = |values: &str| format!("INSERT INTO {book} VALUES ({values})");

        let error = refused(&backend, &insert("2, 1, 2000, 1, 1")).await;
        assert!(error.violates_column(&book, "isbn") && error.violates_column(&book, "year"));
        assert!(matches!(error, Error::UniqueViolation { .. }));
        assert!(!format!("{error} {error:?}").contains("2000"));
        let error = refused(&backend, &insert("1, 2, 2000, 1, 1")).await;
        assert!(
            matches!(error, Error::UniqueViolation { .. }) && error.violates_column(&book, "id")
        );

        let error = refused(&backend, &insert("2, NULL, 2000, 1, 1")).await;
        assert!(
            matches!(error, Error::NotNullViolation { .. }) && error.violates_column(&book, "isbn")
        );

        let Error::CheckViolation {
            table, constraint, ..
        } = refused(&backend, &insert("2, 2, 12, 1, 1")).await
        else {
            panic!("no check");
        };
        assert_eq!(
            (table, constraint),
            (Some(book.clone()), Some(format!("{book}_year_check")))
        );

        let error = refused(&backend, &insert("2, 2, 2000, 9, 1")).await;
        assert!(error.violates_column(&book, "author_id"), "{error:?}");
        for (text, key) in [
            (insert("2, 2, 2000, 9, 1"), "author"),
            (format!("UPDATE {book} SET editor_id = 9"), "editor"),
            (format!("DELETE FROM {author} WHERE id = 1"), "author"),
            (format!("DELETE FROM {author} WHERE id = 2"), "editor"),
        ] {
            let Error::ForeignKeyViolation {
                table, constraint, ..
            } = refused(&backend, &text).await
            else {
                panic!("no foreign key");
            };
            assert_eq!(table.as_ref(), Some(&book), "{} {text}", backend.name);
            assert_eq!(
                constraint,
                Some(format!("{book}_{key}_fkey")),
                "{} {text}",
                backend.name
            );
        }
        assert_eq!(
            number(&backend.db, &format!("SELECT count(*) FROM {author}"))
                .await
                .unwrap(),
            3
        );
    }
}

#[tokio::test]
async fn a_foreign_key_that_is_checked_at_the_commit_fails_it() {
    for backend in backends().await {
        let (db, t) = (&backend.db, unique("t"));
        ddl(db, &format!(
            "CREATE TABLE {t} (id bigint PRIMARY KEY, other bigint REFERENCES {t} (id) DEFERRABLE INITIALLY DEFERRED)"
        )).await.unwrap();
        let insert = format!("INSERT INTO {t} VALUES (1, 9)");
        let outcome = db
            .transaction(async |tx| execute(tx, &insert, &[]).await)
            .await;
        assert!(
            matches!(outcome, Err(Error::ForeignKeyViolation { .. })),
            "{outcome:?}"
        );
        assert_eq!(
            number(db, &format!("SELECT count(*) FROM {t}"))
                .await
                .unwrap(),
            0
        );
        execute(db, &format!("INSERT INTO {t} VALUES (1, 1)"), &[])
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    for backend in backends().await {
        let t = table(&backend.db).await;
        let Error::MissingTable { table, .. } =
            refused(&backend, "SELECT 1 FROM no_such_table").await
        else {
            panic!("no missing table");
        };
        assert_eq!(table.as_deref(), Some("no_such_table"));
        let error = refused(&backend, &format!("SELECT \"{t}\".\"nope\" FROM {t}")).await;
        assert!(matches!(error, Error::SchemaChanged { .. }), "{error:?}");
        assert!(error.to_string().contains("nope"), "{error}");
        assert!(!error.is_retryable());
        let error = refused(&backend, "SELEKT 1").await;
        let Error::Database { code, .. } = &error else {
            panic!("{error:?}");
        };
        let expected = if backend.name == "postgres" {
            "42601"
        } else {
            "1"
        };
        assert_eq!(code.as_deref(), Some(expected));
        assert!(error.expose_detail().unwrap().contains("SELEKT"));
    }
}

#[tokio::test]
async fn too_many_rows_are_refused_and_the_connection_is_sound() {
    for backend in backends_with(|builder| builder.max_rows(10).max_connections(2)).await {
        let t = table(&backend.db).await;
        for id in 0..11 {
            execute(
                &backend.db,
                &format!("INSERT INTO {t} VALUES (?, 0)"),
                &[id],
            )
            .await
            .unwrap();
        }
        let all = format!("SELECT id FROM {t}");
        let error = numbers(&backend.db, &all, &[]).await.unwrap_err();
        assert!(
            matches!(error, Error::TooManyRows { limit: 10, .. }),
            "{error:?}"
        );
        let few = numbers(&backend.db, &format!("{all} LIMIT 10"), &[])
            .await
            .unwrap();
        assert_eq!(few.len(), 10);
        backend
            .db
            .transaction(async |tx| {
                assert!(numbers(tx, &all, &[]).await.is_err());
                execute(tx, &format!("UPDATE {t} SET part = 1"), &[]).await
            })
            .await
            .unwrap();
        assert_whole(&backend.db, if backend.name == "memory" { 1 } else { 2 }).await;
    }
}

#[tokio::test]
async fn a_cursor_reads_everything_beside_other_statements() {
    for backend in backends_with(|builder| builder.max_connections(1)).await {
        let (db, t) = (&backend.db, table(&backend.db).await);
        for id in 0..25 {
            execute(db, &format!("INSERT INTO {t} VALUES (?, 0)"), &[id])
                .await
                .unwrap();
        }
        let select = statement(
            db.dialect(),
            &format!("SELECT id, 'a' || id, NULL FROM {t} WHERE id >= ? ORDER BY id DESC"),
            &[5],
        );
        for whole in [true, false] {
            let mut cursor = db.handle().cursor(&select, 4).await.unwrap();
            let mut read = Vec::new();
            while let Some(chunk) = cursor
                .next_chunk(|chunk: &mut Vec<_>, row| {
                    chunk.push((
                        row.next::<i64>()?,
                        row.next::<String>()?,
                        row.next::<Option<String>>()?,
                    ));
                    Ok(())
                })
                .await
                .unwrap()
            {
                read.extend(chunk);
                let count = statement(db.dialect(), &format!("SELECT count(*) FROM {t}"), &[]);
                let mut session = cursor.session().await.unwrap();
                session
                    .fetch(&count, |_: &mut (), row| row.next::<i64>().map(drop))
                    .await
                    .unwrap();
                if !whole {
                    break;
                }
            }
            let ids: Vec<i64> = read.iter().map(|(id, ..)| *id).collect();
            let expected: Vec<i64> = (5..25).rev().take(if whole { 20 } else { 4 }).collect();
            assert_eq!(ids, expected);
            assert_eq!(read[0], (24, "a24".to_owned(), None));
            drop(cursor);
            assert_whole(db, 1).await;
        }
        // Inside a transaction it leaves the transaction as it was.
        db.transaction(async |tx| {
            let mut cursor = tx.handle().cursor(&select, 4).await?;
            cursor.next_chunk(|_: &mut (), _| Ok(())).await?;
            execute(tx, &format!("INSERT INTO {t} VALUES (100, 0)"), &[]).await?;
            cursor.next_chunk(|_: &mut (), _| Ok(())).await?;
            Ok(())
        })
        .await
        .unwrap();
        assert_eq!(
            number(db, &format!("SELECT count(*) FROM {t}"))
                .await
                .unwrap(),
            26
        );
        if db.dialect() == Dialect::Sqlite {
            let left = number(db, "SELECT count(*) FROM temp.sqlite_schema")
                .await
                .unwrap();
            assert_eq!(left, 0);
        }
    }
}

#[tokio::test]
async fn a_changed_schema_is_planned_anew() {
    for backend in backends_with(|builder| builder.max_connections(1)).await {
        let (db, t) = (&backend.db, table(&backend.db).await);
        let select = format!("SELECT part FROM {t}");
        numbers(db, &select, &[]).await.unwrap();
        if backend.name != "postgres" {
            continue;
        }
        ddl(db, &format!("ALTER TABLE {t} ALTER part TYPE integer"))
            .await
            .unwrap();
        numbers(db, &select, &[]).await.unwrap();
        let change = format!("ALTER TABLE {t} ALTER part TYPE bigint");
        let inside = db
            .transaction(async |tx| {
                execute(tx, &change, &[]).await?;
                numbers(tx, &select, &[]).await
            })
            .await
            .unwrap_err();
        assert!(matches!(inside, Error::SchemaChanged { .. }), "{inside:?}");
        assert!(inside.is_retryable());
        assert_eq!(numbers(db, &select, &[]).await.unwrap(), [0_i64; 0]);
    }
}

#[tokio::test]
async fn locks_and_deadlocks_are_told_apart() {
    for backend in backends().await {
        if backend.name != "postgres" {
            continue;
        }
        let (db, t) = (&backend.db, &table(&backend.db).await);
        execute(db, &format!("INSERT INTO {t} VALUES (1, 0), (2, 0)"), &[])
            .await
            .unwrap();
        let holder = db.begin().await.unwrap();
        execute(
            &holder,
            &format!("SELECT id FROM {t} WHERE id = 1 FOR UPDATE"),
            &[],
        )
        .await
        .unwrap();
        let nowait = format!("SELECT id FROM {t} WHERE id = 1 FOR UPDATE NOWAIT");
        let error = execute(db, &nowait, &[]).await.unwrap_err();
        assert!(matches!(error, Error::LockTimeout { .. }) && error.is_retryable());
        holder.rollback().await.unwrap();

        let cross = |first: i64, second: i64| {
            db.transaction(async move |tx| {
                let text = format!("UPDATE {t} SET part = part + 1 WHERE id = ?");
                execute(tx, &text, &[first]).await?;
                tokio::time::sleep(Duration::from_millis(200)).await;
                execute(tx, &text, &[second]).await
            })
        };
        let (one, two) = tokio::join!(cross(1, 2), cross(2, 1));
        let error = one.and(two).unwrap_err();
        assert!(matches!(error, Error::Deadlock { .. }), "{error:?}");
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn values_that_do_not_fit_are_refused() {
    for backend in backends().await {
        if backend.name != "postgres" {
            continue;
        }
        let t = unique("t");
        ddl(&backend.db, &format!("CREATE TABLE {t} (name varchar(3))"))
            .await
            .unwrap();
        let error = refused(&backend, &format!("INSERT INTO {t} VALUES ('secret')")).await;
        assert!(matches!(error, Error::InvalidValue { .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
}

#[tokio::test]
async fn a_computed_value_that_does_not_fit_is_said_alike() {
    for backend in backends().await {
        let t = table(&backend.db).await;
        let rows = format!("INSERT INTO {t} VALUES (1, {}), (2, 1)", i64::MAX);
        execute(&backend.db, &rows, &[]).await.unwrap();
        // Postgres adds numbers up as decimals.
        let sum = if backend.name == "postgres" {
            format!("SELECT sum(part)::bigint FROM {t}")
        } else {
            format!("SELECT sum(part) FROM {t}")
        };
        let error = refused(&backend, &sum).await;
        assert!(matches!(error, Error::InvalidValue { .. }), "{error:?}");
        assert_eq!(
            error.to_string(),
            "the query computes a value that does not fit: the number is out of its type's range"
        );
        if backend.name == "postgres" {
            let garbled = "SELECT convert_from('\\xff'::bytea, 'UTF8')";
            let error = refused(&backend, garbled).await;
            assert!(matches!(error, Error::InvalidValue { .. }), "{error:?}");
            assert!(!error.to_string().contains('?'), "{error}");
        }
    }
}

#[tokio::test]
async fn transactions_in_no_order_are_told_apart() {
    for backend in backends().await {
        if backend.name != "postgres" {
            continue;
        }
        let (db, t) = (&backend.db, &table(&backend.db).await);
        execute(db, &format!("INSERT INTO {t} VALUES (1, 0), (2, 0)"), &[])
            .await
            .unwrap();
        let barrier = &tokio::sync::Barrier::new(2);
        let skew = |id: i64| {
            let options = TransactionOptions::new().isolation(Isolation::Serializable);
            db.transaction_with(options, async move |tx| {
                let sum = number(tx, &format!("SELECT sum(part)::bigint FROM {t}")).await?;
                barrier.wait().await;
                let text = format!("UPDATE {t} SET part = ? WHERE id = ?");
                execute(tx, &text, &[sum + 1, id]).await
            })
        };
        let (one, two) = tokio::join!(skew(1), skew(2));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        let error = one.and(two).unwrap_err();
        assert!(matches!(error, Error::Serialization { .. }), "{error:?}");
        assert!(error.is_retryable());
    }
}

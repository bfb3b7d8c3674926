//! Rows and values that did not come from binding.

use super::*;
use crate::schema::{Column, Table};

/// Text that a time can be read from is stored in SQLite by its own functions too.
#[cfg(feature = "chrono")]
#[tokio::test]
async fn times_that_sqlite_wrote() {
    let mut database = Database::all().await.remove(0);
    for text in [
        "SELECT CURRENT_TIMESTAMP",
        "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')",
    ] {
        let now: Vec<chrono::DateTime<chrono::Utc>> = database.fetch(text, &[]).await.unwrap();
        assert!((chrono::Utc::now() - now[0]).num_seconds() < 60);
    }
    database
        .fetch::<chrono::NaiveDate>("SELECT CURRENT_DATE", &[])
        .await
        .unwrap();
    database
        .fetch::<chrono::NaiveTime>("SELECT CURRENT_TIME", &[])
        .await
        .unwrap();
}

#[tokio::test]
async fn other_types_do_not_decode() {
    for mut database in Database::all().await {
        let reason = |result: Result<Vec<i64>>| result.unwrap_err().to_string();
        let found = reason(database.fetch("SELECT 'x' AS name", &[]).await);
        let expected = match database {
            Database::Sqlite(_) => "expected an integer, found text",
            Database::Postgres(_) => "expected bigint, the column is text",
        };
        assert!(
            found.starts_with(&format!("`result.name` does not decode: {expected};")),
            "{found}"
        );
        assert!(database.fetch::<String>("SELECT 1", &[]).await.is_err());
        assert!(
            database.fetch::<bool>("SELECT 1", &[]).await.is_ok()
                == matches!(database, Database::Sqlite(_))
        );
    }
}

#[tokio::test]
async fn all_text_of_postgres_reads_as_text() {
    let Some(mut database) = postgres().await else {
        return;
    };
    database.run("DROP TYPE IF EXISTS pg_temp.mood").await;
    database
        .run("CREATE TYPE pg_temp.mood AS ENUM ('glad')")
        .await;
    database
        .run("CREATE DOMAIN pg_temp.short AS varchar(9)")
        .await;
    for ty in [
        "text",
        "varchar",
        "char(4)",
        "name",
        "pg_temp.mood",
        "pg_temp.short",
    ] {
        let text = format!("SELECT 'glad'::{ty}");
        assert_eq!(
            database.fetch::<String>(&text, &[]).await.unwrap(),
            ["glad"],
            "{ty}"
        );
    }
    let text = "SELECT ARRAY['glad'::pg_temp.mood]";
    assert_eq!(
        database.fetch::<Vec<String>>(text, &[]).await.unwrap(),
        [["glad"]]
    );
    assert_eq!(
        database
            .fetch::<i64>("SELECT 7::smallint", &[])
            .await
            .unwrap(),
        [7]
    );
    assert!(
        database
            .fetch::<i32>("SELECT 7::bigint", &[])
            .await
            .is_err()
    );
    assert_eq!(
        database
            .fetch::<Option<i64>>("SELECT NULL", &[])
            .await
            .unwrap(),
        [None]
    );
}

/// Two models side by side, the second of which is not there.
#[tokio::test]
async fn a_row_is_read_by_position() {
    let text = "SELECT 1, 'Emma', NULL, NULL, 'x' AS title";
    let mut gatherer = Gatherer::new(None, |(): &mut (), row: &mut Row<'_>| {
        check_by_position(row);
        Ok(())
    });
    let outcome = sqlite().await.run(text, &[], &mut gatherer).await;
    assert!(outcome.is_ok() && gatherer.finish().1 == 1);
}

fn check_by_position(row: &mut Row<'_>) {
    assert_eq!(row.next::<i64>().unwrap(), 1);
    assert_eq!(row.next::<String>().unwrap(), "Emma");
    assert_eq!(row.position(), 2);
    assert!(row.is_null_at(2) && !row.is_null_at(4) && row.is_null_at(99));
    row.skip(2);
    static BOOK: Table = Table::new("Book", "book").columns(&[Column::new::<i64>("title")]);
    row.enter(&BOOK);
    let error = row.next::<i64>().unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("`book.title` does not decode"),
        "{error}"
    );
    let error = row.next::<i64>().unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("`result.column 6` does not decode"),
        "{error}"
    );
}

/// What a default in SQLite's DDL is written from.
#[test]
fn a_stored_form_can_be_asked_for() {
    let stored = bind::sqlite_stored(&Datum::Date(0), SqlType::Date, None).unwrap();
    assert!(stored == bind::Stored::Text("1970-01-01".into()));
    let column = Some(ColumnName {
        table: "book",
        column: "price",
    });
    let Err(error) = bind::sqlite_stored(&Datum::Float64(f64::NAN), SqlType::Float64, column)
    else {
        panic!("NaN was stored")
    };
    assert!(
        error
            .to_string()
            .starts_with("the value for `book.price` cannot be stored: NaN"),
        "{error}"
    );
}

#[test]
fn a_datum_of_another_type_is_refused() {
    for (value, ty) in [
        (Datum::Text("x".into()), SqlType::Int64),
        (Datum::Int64(1 << 40), SqlType::Int32),
        (Datum::Int64(1), SqlType::Text),
        (Datum::Time(86_400_000_000), SqlType::Time),
        (Datum::Invalid("it is wrong"), SqlType::Text),
    ] {
        let binds = [parameter(value, ty)];
        assert!(bind::postgres(&binds).is_err_and(|error| is_invalid(&error)));
        assert!(bind::sqlite(&binds).is_err_and(|error| is_invalid(&error)));
    }
    let binds = [parameter(Datum::Int16(1), SqlType::Int64)];
    assert!(bind::postgres(&binds).is_ok() && bind::sqlite(&binds).is_ok());
}

//! Asking by hand: sqlx alone.

use orm::prelude::*;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

/// The rows of a statement in SQL, the same text on both databases.
pub async fn rows<T>(db: &Db, sql: &'static str) -> Vec<T>
where
    T: for<'r> sqlx::FromRow<'r, PgRow> + for<'r> sqlx::FromRow<'r, SqliteRow> + Send + Unpin,
{
    if let Some(pool) = db.as_postgres() {
        return sqlx::query_as(sql).fetch_all(pool).await.expect(sql);
    }
    let pool = db.as_sqlite().expect("one of the two");
    sqlx::query_as(sql).fetch_all(pool).await.expect(sql)
}

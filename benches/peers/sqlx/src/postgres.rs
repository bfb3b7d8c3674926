//! On Postgres: a set of keys as one array, and many rows by `unnest`.

use bench::{Canonical, NewMovie, NewUser, Page, Renaming, Result, sql};
use sqlx::postgres::{PgConnectOptions, PgConnection as Connection, PgRow, Postgres};
use sqlx::{AssertSqlSafe, Connection as _, FromRow, Row, query, query_as, query_scalar};

use crate::connection::Source;
use crate::rows::{CreditedPerson, Movie, Person, RatedMovie, Review, User};

sqlx_peer!(Postgres, PgRow);

fn options(url: &str) -> sqlx::Result<PgConnectOptions> {
    url.parse()
}

async fn keyed<T>(
    before: &str,
    keys: &[i64],
    after: &str,
    connection: &mut Connection,
) -> sqlx::Result<Vec<T>>
where
    T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
{
    let sql = sql::with_array(before, after);
    query_as(AssertSqlSafe(sql))
        .bind(keys)
        .fetch_all(connection)
        .await
}

async fn insert_users(users: Vec<NewUser>, connection: &mut Connection) -> sqlx::Result<Vec<User>> {
    let (names, images): (Vec<String>, Vec<String>) =
        users.into_iter().map(|new| (new.name, new.image)).unzip();
    query_as(sql::INSERT_USERS)
        .bind(names)
        .bind(images)
        .fetch_all(connection)
        .await
}

async fn insert_credits(
    table: &str,
    movie: i64,
    people: Vec<i64>,
    connection: &mut Connection,
) -> sqlx::Result<()> {
    let sql = if table == "director" {
        sql::INSERT_DIRECTORS
    } else {
        sql::INSERT_CAST
    };
    query(sql)
        .bind(movie)
        .bind(people)
        .execute(connection)
        .await?;
    Ok(())
}

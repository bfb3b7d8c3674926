//! On SQLite: a parameter for each key of a set, and rows of `VALUES`.

use bench::{Canonical, NewMovie, NewUser, Page, Renaming, Result, sql};
use sqlx::sqlite::{
    Sqlite, SqliteConnectOptions, SqliteConnection as Connection, SqliteJournalMode, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{
    AssertSqlSafe, Connection as _, FromRow, QueryBuilder, Row, query, query_as, query_scalar,
};

use crate::connection::Source;
use crate::rows::{CreditedPerson, Movie, Person, RatedMovie, Review, User};

/// SQLite takes this many parameters; a user has two.
const ROWS_A_STATEMENT: usize = 32_766 / 2;

sqlx_peer!(Sqlite, SqliteRow);

fn options(path: &str) -> sqlx::Result<SqliteConnectOptions> {
    Ok(SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal))
}

async fn keyed<T>(
    before: &str,
    keys: &[i64],
    after: &str,
    connection: &mut Connection,
) -> sqlx::Result<Vec<T>>
where
    T: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
{
    let sql = sql::with_list(before, keys.len(), after);
    let mut query = query_as(AssertSqlSafe(sql));
    for key in keys {
        query = query.bind(*key);
    }
    query.fetch_all(connection).await
}

async fn insert_users(users: Vec<NewUser>, connection: &mut Connection) -> sqlx::Result<Vec<User>> {
    let mut transaction = connection.begin().await?;
    let mut stored = Vec::with_capacity(users.len());
    let mut users = users.into_iter().peekable();
    while users.peek().is_some() {
        let mut insert = QueryBuilder::new("INSERT INTO users (name, image) ");
        insert.push_values(users.by_ref().take(ROWS_A_STATEMENT), |mut row, new| {
            row.push_bind(new.name).push_bind(new.image);
        });
        insert.push(" RETURNING id, name, image");
        stored.extend(insert.build_query_as().fetch_all(&mut *transaction).await?);
    }
    transaction.commit().await?;
    Ok(stored)
}

async fn insert_credits(
    table: &str,
    movie: i64,
    people: Vec<i64>,
    connection: &mut Connection,
) -> sqlx::Result<()> {
    let mut insert = QueryBuilder::new(format!(
        "INSERT INTO {table} (movie_id, person_id, list_order) "
    ));
    insert.push_values((0..).zip(people), |mut row, (place, person): (i64, i64)| {
        row.push_bind(movie).push_bind(person).push_bind(place);
    });
    insert.build().execute(connection).await?;
    Ok(())
}

//! Fills the Postgres database that every peer gets a copy of.

use bench::{Credit, Data, POSTGRES_SCHEMA, Result};
use tokio_postgres::{Client, NoTls};

#[tokio::main]
async fn main() -> Result<()> {
    let url = std::env::args().nth(1).ok_or("say the database's URL")?;
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
    let driver = tokio::spawn(connection);
    client.batch_execute(POSTGRES_SCHEMA).await?;
    insert(&client, Data::generate()).await?;
    for table in ["person", "movie", "users", "review"] {
        let next = format!(
            "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        );
        client.batch_execute(&next).await?;
    }
    client.batch_execute("VACUUM ANALYZE").await?;
    drop(client);
    driver.await??;
    Ok(())
}

/// One array a column.
macro_rules! columns {
    ($rows:expr, $($column:ident),+) => {
        [$(&$rows.iter().map(|row| row.$column.clone()).collect::<Vec<_>>() as &(dyn tokio_postgres::types::ToSql + Sync)),+]
    };
}

async fn insert(client: &Client, data: Data) -> Result<()> {
    let people = "INSERT INTO person SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])";
    client
        .execute(
            people,
            &columns!(
                data.people,
                id,
                first_name,
                middle_name,
                last_name,
                image,
                bio
            ),
        )
        .await?;
    let movies = "INSERT INTO movie SELECT * FROM unnest($1::bigint[], $2::text[], $3::int[], $4::text[], $5::text[])";
    client
        .execute(
            movies,
            &columns!(data.movies, id, title, year, image, description),
        )
        .await?;
    let users = "INSERT INTO users SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[])";
    client
        .execute(users, &columns!(data.users, id, name, image))
        .await?;
    insert_credits(client, "director", &data.directors).await?;
    insert_credits(client, "actor", &data.actors).await?;
    let reviews = "INSERT INTO review SELECT * FROM unnest($1::bigint[], $2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[])";
    let columns = columns!(
        data.reviews,
        id,
        body,
        rating,
        created_at,
        author_id,
        movie_id
    );
    client.execute(reviews, &columns).await?;
    Ok(())
}

async fn insert_credits(client: &Client, table: &str, credits: &[Credit]) -> Result<()> {
    let sql =
        format!("INSERT INTO {table} SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::int[])");
    client
        .execute(&sql, &columns!(credits, movie_id, person_id, list_order))
        .await?;
    Ok(())
}

//! `diesel-async`: diesel's queries on Postgres through `tokio-postgres`.

#[macro_use]
mod workloads;
mod models;
mod schema;

use bench::{CONNECTIONS, Canonical, NewMovie, Page, Renaming, Result};
use diesel::prelude::{
    BelongingToDsl, ExpressionMethods, GroupedBy, QueryDsl, QueryResult, SelectableHelper,
};
use diesel::{insert_into, update};
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use crate::models::{Actor, Director, Movie, NewUser, Person, Review, User};
use crate::schema::{actor, director, movie, person, review, users};

struct Diesel {
    connection: AsyncPgConnection,
    pool: Pool<AsyncPgConnection>,
}

fn main() -> Result<()> {
    bench::run::<Diesel>()
}

diesel_peer!(AsyncPgConnection, await);

impl Diesel {
    async fn open(url: &str) -> Result<Self> {
        let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(url);
        let pool = Pool::builder(manager).max_size(CONNECTIONS).build()?;
        Ok(Diesel {
            connection: AsyncPgConnection::establish(url).await?,
            pool,
        })
    }

    async fn share(&self, keys: Vec<i64>) -> Result<u64> {
        let pool = self.pool.clone();
        bench::spread_over_tasks(keys, move |keys| {
            let pool = pool.clone();
            async move {
                let mut bytes = 0;
                for key in keys {
                    let mut connection = pool.get().await?;
                    let user = users::table
                        .find(key)
                        .select(User::as_select())
                        .first(&mut connection)
                        .await?;
                    bytes += user.name.len() as u64;
                }
                Ok(bytes)
            }
        })
        .await
    }
}

async fn in_transaction(connection: &mut AsyncPgConnection, new: NewMovie) -> QueryResult<i64> {
    connection
        .transaction(async |transaction| {
            let movie = models::movie(new.title, new.year, new.image, new.description);
            let key: i64 = insert_into(movie::table)
                .values(movie)
                .returning(movie::id)
                .get_result(transaction)
                .await?;
            let directors = models::directors(key, new.directors);
            insert_into(director::table)
                .values(directors)
                .execute(transaction)
                .await?;
            insert_into(actor::table)
                .values(models::cast(key, new.cast))
                .execute(transaction)
                .await?;
            Ok(key)
        })
        .await
}

//! On Postgres, through libpq.

use bench::{CONNECTIONS, Canonical, NewMovie, Page, Renaming, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool};
use diesel::{insert_into, update};

use crate::models::{self, Actor, Director, Movie, NewUser, Person, Review, User};
use crate::schema::{actor, director, movie, person, review, users};

pub(crate) struct Diesel {
    connection: PgConnection,
    pool: Pool<ConnectionManager<PgConnection>>,
}

diesel_peer!(PgConnection);

impl Diesel {
    async fn open(url: &str) -> Result<Self> {
        let connection = PgConnection::establish(url)?;
        let size = u32::try_from(CONNECTIONS)?;
        let pool = Pool::builder()
            .max_size(size)
            .build(ConnectionManager::new(url))?;
        Ok(Diesel { connection, pool })
    }

    fn share(&self, keys: Vec<i64>) -> Result<u64> {
        let pool = &self.pool;
        bench::spread_over_threads(&keys, |keys| {
            let mut bytes = 0;
            for key in keys {
                let mut connection = pool.get()?;
                let user = users::table
                    .find(key)
                    .select(User::as_select())
                    .first(&mut connection)?;
                bytes += user.name.len() as u64;
            }
            Ok(bytes)
        })
    }
}

fn in_transaction(connection: &mut PgConnection, new: NewMovie) -> QueryResult<i64> {
    connection.transaction(|transaction| {
        let movie = models::movie(new.title, new.year, new.image, new.description);
        let key: i64 = insert_into(movie::table)
            .values(movie)
            .returning(movie::id)
            .get_result(transaction)?;
        let directors = models::directors(key, new.directors);
        insert_into(director::table)
            .values(directors)
            .execute(transaction)?;
        insert_into(actor::table)
            .values(models::cast(key, new.cast))
            .execute(transaction)?;
        Ok(key)
    })
}

//! On SQLite.

use bench::{CONNECTIONS, Canonical, NewMovie, Page, Renaming, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::{insert_into, update};

use crate::models::{self, Actor, Director, Movie, NewUser, Person, Review, User};
use crate::schema::{actor, director, movie, person, review, users};

const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON";

pub(crate) struct Diesel {
    connection: SqliteConnection,
    pool: Pool<ConnectionManager<SqliteConnection>>,
}

/// What every connection of the pool begins with.
#[derive(Debug)]
struct Prepare;

diesel_peer!(SqliteConnection);

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for Prepare {
    fn on_acquire(
        &self,
        connection: &mut SqliteConnection,
    ) -> std::result::Result<(), diesel::r2d2::Error> {
        connection
            .batch_execute(PRAGMAS)
            .map_err(diesel::r2d2::Error::QueryError)
    }
}

impl Diesel {
    async fn open(url: &str) -> Result<Self> {
        let mut connection = SqliteConnection::establish(url)?;
        connection.batch_execute(PRAGMAS)?;
        let size = u32::try_from(CONNECTIONS)?;
        let pool = Pool::builder()
            .max_size(size)
            .connection_customizer(Box::new(Prepare))
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

fn in_transaction(connection: &mut SqliteConnection, new: NewMovie) -> QueryResult<i64> {
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

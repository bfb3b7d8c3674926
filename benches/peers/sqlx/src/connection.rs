//! Where a connection comes from: the pool, or it is the only one.

use std::ops::{Deref, DerefMut};

use bench::CONNECTIONS;
use sqlx::pool::{PoolConnection, PoolOptions};
use sqlx::{Connection, Database, Pool, Result};

pub(crate) enum Source<DB: Database> {
    Pool(Pool<DB>),
    One(DB::Connection),
}

/// A connection for the time of a call.
pub(crate) enum Held<'a, DB: Database> {
    Pooled(PoolConnection<DB>),
    One(&'a mut DB::Connection),
}

impl<DB: Database> Source<DB> {
    pub(crate) async fn open(options: <DB::Connection as Connection>::Options) -> Result<Self> {
        if std::env::args().nth(2).as_deref() == Some("no-pool") {
            return Ok(Source::One(DB::Connection::connect_with(&options).await?));
        }
        let size = u32::try_from(CONNECTIONS).expect("a few");
        Ok(Source::Pool(
            PoolOptions::new()
                .max_connections(size)
                .connect_with(options)
                .await?,
        ))
    }

    pub(crate) async fn get(&mut self) -> Result<Held<'_, DB>> {
        Ok(match self {
            Source::Pool(pool) => Held::Pooled(pool.acquire().await?),
            Source::One(connection) => Held::One(connection),
        })
    }

    pub(crate) fn pool(&self) -> Result<Pool<DB>> {
        match self {
            Source::Pool(pool) => Ok(pool.clone()),
            Source::One(_) => Err(sqlx::Error::Configuration(
                "one connection is no pool".into(),
            )),
        }
    }
}

impl<DB: Database> Deref for Held<'_, DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        match self {
            Held::Pooled(connection) => connection,
            Held::One(connection) => connection,
        }
    }
}

impl<DB: Database> DerefMut for Held<'_, DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        match self {
            Held::Pooled(connection) => connection,
            Held::One(connection) => connection,
        }
    }
}

//! Databases that several processes use.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use orm::prelude::*;
use orm::schema::Snapshot;
use sqlx::{Connection as _, PgConnection, SqliteConnection};

use super::live::{Live, Way, plan};
use crate::support::{admin, postgres_url, with_database};

/// Where a database is: a file, or a name on the server.
pub enum Place {
    Sqlite { folder: tempfile::TempDir },
    Postgres { server: String, name: String },
}

impl Place {
    pub fn sqlite() -> Self {
        Place::Sqlite {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// An empty database on the server, or `None` where there is no server.
    pub async fn postgres() -> Option<Self> {
        let server = postgres_url()?;
        let name = free_name();
        admin(&server, &format!("CREATE DATABASE \"{name}\"")).await;
        Some(Place::Postgres { server, name })
    }

    /// Another empty database of the same kind.
    pub async fn another(&self) -> Self {
        match self {
            Place::Sqlite { .. } => Place::sqlite(),
            Place::Postgres { .. } => Place::postgres().await.unwrap(),
        }
    }

    /// Another database with what is in this one, which nobody uses.
    pub async fn copy(&self) -> Self {
        match self {
            Place::Sqlite { folder } => {
                let copy = tempfile::tempdir().unwrap();
                std::fs::copy(file(folder), file(&copy)).unwrap();
                Place::Sqlite { folder: copy }
            }
            Place::Postgres { server, name } => {
                let copy = free_name();
                let sql = format!("CREATE DATABASE \"{copy}\" TEMPLATE \"{name}\"");
                admin(server, &sql).await;
                Place::Postgres {
                    server: server.clone(),
                    name: copy,
                }
            }
        }
    }

    pub fn url(&self) -> String {
        match self {
            Place::Sqlite { folder } => format!("sqlite://{}?mode=rwc", file(folder).display()),
            Place::Postgres { server, name } => with_database(server, name),
        }
    }

    /// The folder of migrations for it, within a folder for both databases.
    pub fn scripts(&self) -> &'static str {
        match self {
            Place::Sqlite { .. } => "sqlite",
            Place::Postgres { .. } => "postgres",
        }
    }

    pub async fn db(&self) -> Db {
        Db::connect(&self.url()).await.unwrap()
    }

    pub async fn live(&self) -> Live {
        match self {
            Place::Sqlite { .. } => {
                Live::Sqlite(SqliteConnection::connect(&self.url()).await.unwrap())
            }
            Place::Postgres { .. } => {
                Live::Postgres(PgConnection::connect(&self.url()).await.unwrap())
            }
        }
    }

    /// What a database would have, had it been created as this schema.
    pub async fn created(&self, snapshot: &Snapshot) -> Vec<String> {
        let other = self.another().await;
        let mut live = other.live().await;
        let plan = plan(&Snapshot::default(), snapshot, live.dialect(), Way::AtOnce).1;
        live.run(&plan).await.unwrap();
        let catalog = live.catalog().await;
        live.close().await;
        other.remove().await;
        catalog
    }

    pub async fn remove(self) {
        if let Place::Postgres { server, name } = self {
            admin(&server, &format!("DROP DATABASE \"{name}\" WITH (FORCE)")).await;
        }
    }
}

fn file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("test.db")
}

fn free_name() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("orm_test_place_{}_{number}", std::process::id())
}

/// Makes a test of each case for each kind of place.
macro_rules! in_places {
    ($($(#[$attribute:meta])* async fn $name:ident($place:ident: &Place) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$attribute])*
            async fn scenario($place: &$crate::migrations::place::Place) $body

            #[tokio::test]
            async fn sqlite() {
                scenario(&$crate::migrations::place::Place::sqlite()).await;
            }

            #[tokio::test]
            async fn postgres() {
                let Some(place) = $crate::migrations::place::Place::postgres().await else {
                    return;
                };
                scenario(&place).await;
                place.remove().await;
            }
        }
    )*};
}

pub(super) use in_places;

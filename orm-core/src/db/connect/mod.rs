//! Opening a database by its URL.

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use sqlx::pool::PoolOptions;

use super::Db;
use super::builder::Settings;
use crate::error::{Error, Result};

const FORMS: &str = "`sqlite::memory:`, `sqlite://file.db?mode=rwc` or `postgres://user:password@host:5432/database`";

/// Opens the database at `url`.
pub(super) async fn open(url: &str, settings: Settings) -> Result<Db> {
    match scheme(url) {
        Some("sqlite") => {
            #[cfg(feature = "sqlite")]
            return sqlite::open(url, settings).await;
            #[cfg(not(feature = "sqlite"))]
            return Err(left_out(settings, "sqlite"));
        }
        Some("postgres" | "postgresql") => {
            #[cfg(feature = "postgres")]
            return postgres::open(url, settings).await;
            #[cfg(not(feature = "postgres"))]
            return Err(left_out(settings, "postgres"));
        }
        // The URL is not shown: it may hold a password in a place where none is looked for.
        _ => Err(Error::configuration(format!(
            "the database URL has none of the known forms, which are {FORMS}"
        ))),
    }
}

fn scheme(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once(':')?;
    let complete = scheme == "sqlite" || rest.starts_with("//");
    complete.then_some(scheme)
}

#[cfg(not(all(feature = "sqlite", feature = "postgres")))]
fn left_out(_: Settings, feature: &str) -> Error {
    Error::configuration(format!(
        "this program was built without the feature `{feature}` of `orm`, which the database URL needs; add it in Cargo.toml"
    ))
}

/// The URL's options are wrong.
fn malformed(error: sqlx::Error) -> Error {
    let what = match &error {
        sqlx::Error::Configuration(cause) => cause.to_string(),
        _ => "it cannot be read".to_owned(),
    };
    Error::Configuration {
        message: format!("the database URL is malformed: {what}. The forms are {FORMS}"),
        source: Some(Box::new(error)),
    }
}

/// The settings that a pool made by sqlx already has.
pub(super) fn settings_of<DB: sqlx::Database>(options: &PoolOptions<DB>) -> Settings {
    Settings {
        max_connections: options.get_max_connections(),
        min_connections: options.get_min_connections(),
        acquire_timeout: options.get_acquire_timeout(),
        ..Settings::default()
    }
}

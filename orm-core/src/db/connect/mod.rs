//! Opening a database by its URL.

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use sqlx::pool::PoolOptions;

use super::Db;
use super::builder::Settings;
use crate::dialect::Dialect;
use crate::error::{Error, Result};

const FORMS: &str = "`sqlite::memory:`, `sqlite://file.db?mode=rwc` or `postgres://user:password@host:5432/database`";

impl Dialect {
    /// The database that a URL is of; `None` where it has none of the known forms.
    ///
    /// ```
    /// # use orm_core::Dialect;
    /// assert_eq!(Dialect::of_url("sqlite://shop.db?mode=rwc"), Some(Dialect::Sqlite));
    /// assert_eq!(Dialect::of_url("postgres://localhost/shop"), Some(Dialect::Postgres));
    /// assert_eq!(Dialect::of_url("shop.db"), None);
    /// ```
    #[must_use]
    pub fn of_url(url: &str) -> Option<Dialect> {
        let (scheme, rest) = url.split_once(':')?;
        match scheme {
            "sqlite" => Some(Dialect::Sqlite),
            "postgres" | "postgresql" if rest.starts_with("//") => Some(Dialect::Postgres),
            _ => None,
        }
    }
}

/// Opens the database at `url`.
pub(super) async fn open(url: &str, settings: Settings) -> Result<Db> {
    match Dialect::of_url(url) {
        Some(Dialect::Sqlite) => {
            #[cfg(feature = "sqlite")]
            return sqlite::open(url, settings).await;
            #[cfg(not(feature = "sqlite"))]
            return Err(left_out(settings, "sqlite"));
        }
        Some(Dialect::Postgres) => {
            #[cfg(feature = "postgres")]
            return postgres::open(url, settings).await;
            #[cfg(not(feature = "postgres"))]
            return Err(left_out(settings, "postgres"));
        }
        // The URL is not shown: it may hold a password in a place where none is looked for.
        None => Err(Error::configuration(format!(
            "the database URL has none of the known forms, which are {FORMS}"
        ))),
    }
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

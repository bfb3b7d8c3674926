use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions, PgSslMode};
use sqlx::{ConnectOptions, Connection, Row as _};

use super::super::Db;
use super::super::builder::Settings;
use super::super::fault;
use super::super::pool::{Driver, Pool};
use super::super::transaction::text::milliseconds;
use super::malformed;
use crate::error::{Error, Result};

/// Opens a Postgres database, on a connection of its own first: sqlx's pool tries again until its time-out and does not
/// say why.
pub(super) async fn open(url: &str, mut settings: Settings) -> Result<Db> {
    let options: PgConnectOptions = url.parse().map_err(malformed)?;
    settings.target = describe(&options);
    warn_without_encryption(&options);
    let options = configure(options, &settings);
    let mut first = connect(&options, &settings).await?;
    let pool = PgPoolOptions::new()
        .max_connections(settings.max_connections)
        .min_connections(settings.min_connections)
        .acquire_timeout(settings.acquire_timeout)
        .test_before_acquire(false)
        .connect_lazy_with(options);
    if settings.pooler.is_none() {
        let mut second = pool
            .acquire()
            .await
            .map_err(|error| fault::connecting(error, &settings.target))?;
        detect_pooler(&mut first, &mut second, &settings).await?;
    }
    // The server closes its side when this one is gone: a failed farewell changes nothing.
    let _ = first.close().await;
    Ok(Db::over(Pool::new(Driver::Postgres(pool), settings, false)))
}

async fn connect(options: &PgConnectOptions, settings: &Settings) -> Result<PgConnection> {
    let limit = settings.connect_timeout;
    match tokio::time::timeout(limit, options.connect()).await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) if fault::is_refused_by_pooler(&error) => Err(pooler_found()),
        Ok(Err(error)) => Err(fault::connecting(error, &settings.target)),
        Err(_) => Err(silent(limit, settings)),
    }
}

fn silent(limit: Duration, settings: &Settings) -> Error {
    Error::Connect {
        target: settings.target.clone(),
        reason: format!(
            "it did not answer within {limit:?}; look at the host, the port and the firewall, or raise `Db::builder().connect_timeout(…)`"
        ),
        source: None,
    }
}

fn configure(options: PgConnectOptions, settings: &Settings) -> PgConnectOptions {
    let options = options.disable_statement_logging();
    if settings.pooler.is_some() {
        // A pooler refuses both as start-up parameters.
        return options.extra_float_digits(None);
    }
    let chosen = options
        .get_options()
        .is_some_and(|chosen| chosen.contains("statement_timeout"));
    match settings.statement_timeout {
        Some(limit) if !chosen => {
            options.options([("statement_timeout", milliseconds(limit).to_string())])
        }
        _ => options,
    }
}

/// Two connections that live at the same time and are one on the server: a pooler stands between.
async fn detect_pooler(
    first: &mut PgConnection,
    second: &mut PgConnection,
    settings: &Settings,
) -> Result<()> {
    let limit = settings.connect_timeout;
    let both = async {
        let one = server_process(first).await?;
        Ok(one == server_process(second).await?)
    };
    match tokio::time::timeout(limit, both).await {
        Ok(Ok(false)) => Ok(()),
        Ok(Ok(true)) => Err(pooler_found()),
        Ok(Err(error)) => Err(fault::connecting(error, &settings.target)),
        Err(_) => Err(silent(limit, settings)),
    }
}

async fn server_process(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    let row = sqlx::raw_sql("SELECT pg_backend_pid()")
        .fetch_one(connection)
        .await?;
    row.try_get(0)
}

fn pooler_found() -> Error {
    Error::Pooler {
        message: "the server is behind a pooler in transaction mode, where prepared statements of different clients get mixed up; connect with `Db::builder().pooler(PoolerMode::Transaction)`, or past the pooler".to_owned(),
    }
}

fn describe(options: &PgConnectOptions) -> String {
    let host = options.get_socket().map_or_else(
        || options.get_host().to_owned(),
        |socket| socket.display().to_string(),
    );
    let database = options.get_database().unwrap_or(options.get_username());
    format!(
        "`{database}` on {host}:{} as `{}`",
        options.get_port(),
        options.get_username()
    )
}

fn warn_without_encryption(options: &PgConnectOptions) {
    let optional = matches!(
        options.get_ssl_mode(),
        PgSslMode::Prefer | PgSslMode::Allow | PgSslMode::Disable
    );
    let host = options.get_host();
    let near = options.get_socket().is_some()
        || host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    if optional && !near {
        tracing::warn!(
            target: "orm::connect",
            "the connection to {host} may go unencrypted; add `?sslmode=verify-full` to the URL"
        );
    }
}

use std::path::Path;

use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::super::Db;
use super::super::builder::Settings;
use super::super::fault;
use super::super::pool::{Driver, Pool};
use super::malformed;
use crate::error::{Error, Result};

/// More than can ever wait for the worker thread: with sqlx's 50, locking the handle again and again can lock up.
const COMMANDS: usize = 1 << 20;
/// How much of a file each connection keeps in memory at most, in SQLite's words: 16 MB. SQLite's own 2 MB are of a time when that
/// was much; beyond them a query reads the same pages from the system again and again.
const CACHE: &str = "-16000";
/// Rows that the worker thread may be ahead of the reader.
const ROWS_AHEAD: usize = 256;

/// Opens a SQLite database.
pub(super) async fn open(url: &str, mut settings: Settings) -> Result<Db> {
    let form = Form::of(url);
    let options: SqliteConnectOptions = url.parse().map_err(malformed)?;
    let path = options.get_filename().to_owned();
    settings.in_memory = form.in_memory;
    settings.target = if form.in_memory {
        "a SQLite database in memory".to_owned()
    } else {
        format!("the SQLite database `{}`", path.display())
    };
    let pool = pool(configure(options, &form, &settings), &settings);
    // The pool gives SQLite's own error at once, so no connection outside it is needed to learn the reason.
    let first = pool.acquire().await.map_err(|error| {
        reason(&path, &form)
            .map(|reason| Error::Connect {
                target: settings.target.clone(),
                reason,
                source: None,
            })
            .unwrap_or_else(|| fault::connecting(error, &settings.target))
    })?;
    drop(first);
    Ok(Db::over(Pool::new(Driver::Sqlite(pool), settings, false)))
}

/// What the URL asks for.
struct Form {
    in_memory: bool,
    shares_cache: bool,
    writes: bool,
    creates: bool,
}

impl Form {
    fn of(url: &str) -> Self {
        let in_memory = url.contains(":memory:") || url.contains("mode=memory");
        Form {
            in_memory,
            shares_cache: url.contains("cache=shared"),
            writes: !url.contains("mode=ro") && !url.contains("immutable="),
            creates: url.contains("mode=rwc"),
        }
    }
}

fn configure(
    options: SqliteConnectOptions,
    form: &Form,
    settings: &Settings,
) -> SqliteConnectOptions {
    let options = options
        .foreign_keys(true)
        .busy_timeout(settings.busy_timeout)
        .synchronous(SqliteSynchronous::Normal)
        .command_buffer_size(COMMANDS)
        .row_buffer_size(ROWS_AHEAD)
        .shared_cache(form.shares_cache)
        .disable_statement_logging();
    if form.in_memory {
        return options;
    }
    let options = options.pragma("cache_size", CACHE);
    match form.writes {
        true => options.journal_mode(SqliteJournalMode::Wal),
        false => options,
    }
}

fn pool(options: SqliteConnectOptions, settings: &Settings) -> sqlx::SqlitePool {
    let pool = SqlitePoolOptions::new()
        .acquire_timeout(settings.acquire_timeout)
        .test_before_acquire(false);
    let pool = if settings.in_memory {
        // The database is gone when its last connection is closed.
        pool.max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
    } else {
        pool.max_connections(settings.max_connections)
            .min_connections(settings.min_connections)
    };
    pool.connect_lazy_with(options)
}

/// Why the file cannot be opened, where a look at the folder tells.
fn reason(path: &Path, form: &Form) -> Option<String> {
    if form.in_memory {
        return None;
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.exists()) {
        return Some(format!(
            "the folder `{}` does not exist; create it first",
            folder.display()
        ));
    }
    if path.is_dir() {
        return Some("it is a folder; name a file in it".to_owned());
    }
    if !path.exists() && !form.creates {
        return Some(
            "the file does not exist; add `?mode=rwc` to the URL to have it made".to_owned(),
        );
    }
    None
}

//! One file a command.

mod check;
mod diagram;
mod down;
mod drift;
mod inspect;
mod lint;
mod loss;
mod make;
mod progress;
mod sql;
mod squash;
mod status;
mod up;

use orm_core::db::Db;
use orm_core::migrate::Folder;
use orm_core::schema::Schema;
use orm_core::{Dialect, Error, Result};

use crate::arguments::{Arguments, Command, DialectName, Migrate};
use crate::output::Output;

/// Runs a command; whether it found what it looks for.
pub(crate) async fn run(
    schema: &Schema,
    arguments: &Arguments,
    output: &mut Output<'_>,
) -> Result<bool> {
    let folder = Folder::new(&arguments.folder);
    let command = match &arguments.command {
        Command::Migrate(command) => command,
        Command::Diagram(diagram) => return diagram::run(schema, diagram, output),
        Command::Drift(drift) => {
            return drift::run(schema, drift, &connect(arguments).await?, output).await;
        }
        Command::Inspect(inspect) => {
            return inspect::run(inspect, &connect(arguments).await?, output).await;
        }
    };
    match command {
        Migrate::Make(make) => make::run(schema, folder, make, output),
        Migrate::Up(up) => up::run(&folder, up, &connect(arguments).await?, output).await,
        Migrate::Down(down) => down::run(&folder, down, &connect(arguments).await?, output).await,
        Migrate::Status => status::run(&folder, &connect(arguments).await?, output).await,
        Migrate::Sql(sql) => {
            let dialect = dialect(sql.dialect, arguments)?;
            sql::run(&folder, sql, dialect, output)
        }
        Migrate::Check(check) => check::run(schema, &folder, check, output),
        Migrate::Lint(lint) => lint::run(&folder, lint, output),
        Migrate::Squash(squash) => squash::run(&folder, squash, output),
    }
}

fn url(arguments: &Arguments) -> Result<&str> {
    arguments.database_url.as_deref().ok_or_else(|| {
        Error::misuse(
            "no database is named: set DATABASE_URL, or say --database-url sqlite://shop.db",
        )
    })
}

async fn connect(arguments: &Arguments) -> Result<Db> {
    Db::connect(url(arguments)?).await
}

/// The database that is said, or that the URL is of.
fn dialect(said: Option<DialectName>, arguments: &Arguments) -> Result<Dialect> {
    match said {
        Some(name) => Ok(name.into()),
        None if url(arguments)?.starts_with("sqlite") => Ok(Dialect::Sqlite),
        None => Ok(Dialect::Postgres),
    }
}

//! One file a command.

mod check;
mod diagram;
mod down;
mod drift;
mod inspect;
mod lint;
mod loss;
mod make;
mod place;
mod progress;
mod rename;
mod sql;
mod squash;
mod status;
mod up;

use orm_core::db::Db;
use orm_core::migrate::Folder;
use orm_core::schema::Schema;
use orm_core::{Dialect, Error, Result};

use crate::arguments::{Arguments, Command, Migrate};
use crate::output::Output;

/// Runs a command; whether it found what it looks for.
pub(crate) async fn run(
    schema: &Schema,
    arguments: &Arguments,
    output: &mut Output<'_>,
) -> Result<bool> {
    let folder = Folder::new(place::folder(arguments.folder.as_deref()));
    let command = match &arguments.command {
        Command::Migrate(command) => command,
        Command::Diagram(diagram) => return diagram::run(schema, diagram, output),
        Command::Drift(drift) => {
            let db = connect(arguments).await?;
            return closing(db, async |db| drift::run(schema, drift, db, output).await).await;
        }
        Command::Inspect(inspect) => {
            let db = connect(arguments).await?;
            return closing(db, async |db| inspect::run(inspect, db, output).await).await;
        }
    };
    match command {
        Migrate::Make(make) => {
            let usual = arguments.database_url.as_deref().and_then(Dialect::of_url);
            make::run(schema, folder, make, usual, output)
        }
        Migrate::Up(up) => {
            let db = target(&folder, arguments).await?;
            closing(db, async |db| up::run(&folder, up, db, output).await).await
        }
        Migrate::Down(down) => {
            let db = target(&folder, arguments).await?;
            closing(db, async |db| down::run(&folder, down, db, output).await).await
        }
        Migrate::Status => {
            let db = target(&folder, arguments).await?;
            closing(db, async |db| status::run(&folder, db, output).await).await
        }
        Migrate::Sql(sql) => {
            place::demand(&folder)?;
            let said = sql.dialect.map(Dialect::from);
            let dialect = said.map_or_else(|| dialect(arguments), Ok)?;
            place::demand_dialect(&folder, dialect)?;
            sql::run(&folder, sql, dialect, output)
        }
        Migrate::Check(check) => {
            place::demand(&folder)?;
            check::run(schema, &folder, check, output)
        }
        Migrate::Lint(lint) => {
            place::demand(&folder)?;
            place::demand_dialect(&folder, Dialect::Postgres)?;
            lint::run(&folder, lint, output)
        }
        Migrate::Squash(squash) => {
            place::demand(&folder)?;
            squash::run(&folder, squash, output)
        }
    }
}

/// Does something with a database, and leaves it as who comes next should find it: SQLite puts its files in order when it is
/// closed.
async fn closing(db: Db, work: impl AsyncFnOnce(&Db) -> Result<bool>) -> Result<bool> {
    let outcome = work(&db).await;
    db.close().await;
    outcome
}

/// The database that is named, which the migrations have SQL for.
async fn target(folder: &Folder, arguments: &Arguments) -> Result<Db> {
    place::demand(folder)?;
    let db = connect(arguments).await?;
    place::demand_dialect(folder, db.dialect())?;
    Ok(db)
}

/// The database that is named.
async fn connect(arguments: &Arguments) -> Result<Db> {
    let url = arguments.database_url.as_deref().ok_or_else(|| {
        Error::misuse(
            "no database is named: set DATABASE_URL, or say --database-url with sqlite://shop.db?mode=rwc or \
             postgres://user:password@host/shop",
        )
    })?;
    Db::connect(url).await.map_err(|error| match error {
        Error::Pooler { .. } => Error::misuse(
            "the database is behind a pooler in transaction mode, and who looks after a schema needs a connection of their own: say \
             --database-url with the address of the server itself",
        ),
        error => error,
    })
}

/// The database whose SQL is meant where only the URL says so.
fn dialect(arguments: &Arguments) -> Result<Dialect> {
    let url = arguments.database_url.as_deref();
    url.and_then(Dialect::of_url).ok_or_else(|| {
        Error::misuse("for which database? say --dialect postgres or --dialect sqlite")
    })
}

//! The command line of `orm`, which a program of one's own runs with one line:
//!
//! ```no_run
//! use orm::prelude::*;
//!
//! #[derive(Model)]
//! struct Author {
//!     id: i64,
//!     name: String,
//! }
//!
//! #[tokio::main]
//! async fn main() {
//!     orm::cli::run(schema![Author]).await
//! }
//! ```
//!
//! `cargo run -- migrate make` is then its first command. `examples/migrations` is a program that migrates itself when it
//! starts and has the command line behind arguments; `docs/guide/migrations.md` leads from the first migration to production.
//!
//! # Commands
//!
//! | command | does | JSON |
//! |---|---|---|
//! | `migrate make [name]` | writes a migration with what the models have and the migrations have not, and shows it with its SQL; `--dry-run` only shows it, `--empty` is for SQL of one's own, `--dialect` writes for one database, `--safe` several that stop no program on Postgres | `loses` (tables), `migrations`: each with `name`, `changes`, `sql` (by database) and `files` |
//! | `migrate up` | runs what the database has not had; `-n 1` only the next one, `--plan` shows it and runs nothing | `ran` (names); with `--plan` `pending` (names) and `loses` (tables) |
//! | `migrate down [n]` | takes back the last one, or the last n | `took_back` (names) |
//! | `migrate status` | says which migrations the database has had | a list of `name` and `applied` |
//! | `migrate sql [name]` | prints the SQL of all, or of those with this in their names; `--down` the way back | the SQL by name |
//! | `migrate check` | fails where the models have what the migrations have not, migrations do not go together, or a file is missing; `--write` makes `snapshot.json` anew | `findings` (texts) |
//! | `migrate lint [name]` | says what migrations would lock, rewrite, lose or break on a live Postgres, with the safe form; `--server 16` for its version | the findings by name |
//! | `migrate squash [name]` | puts one migration in the place of all | `name`, `replaced` (names) |
//! | `drift` | says in what a database is not as the models are | `differences` |
//! | `inspect` | writes models, in Rust, of the tables that a database has | `source` (Rust), `database` |
//! | `diagram` | draws the models: `--format` is `mermaid`, `graphviz` or `svg`, `--output` names a file | `diagram` (text), `file` |
//!
//! What is stored is not dropped unless its table is named: `migrate up --allow-data-loss customer`, and likewise for `down`.
//! A table or a column that a pending migration makes itself holds nothing yet, so a new database needs no such word.
//!
//! # Options of all commands
//!
//! | option | means |
//! |---|---|
//! | `--database-url` | the database; unless said, `DATABASE_URL` in the environment or in a file `.env` |
//! | `--folder` | the folder of migrations; unless said, `migrations` beside the `Cargo.toml` of the program that `cargo run` runs, and in the current folder where it was started otherwise |
//! | `--json` | one JSON value on standard output, as in the table above; `error` and `detail`, the database's own words, where a command fails |
//!
//! # Exit codes
//!
//! | code | means |
//! |---|---|
//! | 0 | done, and nothing was found |
//! | 1 | `check`, `lint` or `drift` found something |
//! | 2 | the command line was wrong |
//! | 3 | an error: of the database, of a file, or a refusal to drop what is stored |
//!
//! Colours and the progress bar are for terminals alone, and `NO_COLOR` is heeded. Errors go to standard error.

mod arguments;
mod command;
pub mod diagram;
pub mod inspect;
mod output;

use std::ffi::OsString;
use std::io::Write;

use clap::Parser;
use orm_core::Error;
use orm_core::schema::Schema;

use self::arguments::Arguments;
use self::output::{Form, Output};

/// Does what the program's arguments say, and ends the program with one of the exit codes above.
pub async fn run(schema: Schema) -> ! {
    // A file that is not there is no mistake: the environment says it then.
    let _ = dotenvy::dotenv();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    let form = form(&arguments, Form::Coloured);
    let mut out = anstream::AutoStream::auto(std::io::stdout());
    let code = match command::run(&schema, &arguments, &mut Output::new(&mut out, form)).await {
        Ok(found) => code(found),
        Err(error) if form == Form::Json => failed(&error, form, &mut out),
        Err(error) => {
            let mut out = anstream::AutoStream::auto(std::io::stderr());
            failed(&error, form, &mut out)
        }
    };
    std::process::exit(code.into())
}

/// Does what these arguments say, the first of which is the program's name; prints all of it to `out`, without colours, and
/// gives the exit code.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() {
/// let mut out = Vec::new();
/// let arguments = ["library", "migrate", "make", "--dry-run", "--dialect", "sqlite"];
/// let code = orm::cli::run_with(schema![Author], arguments, &mut out).await;
/// assert_eq!(code, 0);
/// assert!(String::from_utf8_lossy(&out).contains(r#"CREATE TABLE "author""#));
/// # }
/// ```
pub async fn run_with<A>(
    schema: Schema,
    arguments: impl IntoIterator<Item = A>,
    out: &mut (dyn Write + Send),
) -> u8
where
    A: Into<OsString> + Clone,
{
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = write!(out, "{}", error.render());
            return if error.use_stderr() { 2 } else { 0 };
        }
    };
    let form = form(&arguments, Form::Plain);
    match command::run(&schema, &arguments, &mut Output::new(out, form)).await {
        Ok(found) => code(found),
        Err(error) => failed(&error, form, out),
    }
}

fn form(arguments: &Arguments, for_people: Form) -> Form {
    match arguments.json {
        true => Form::Json,
        false => for_people,
    }
}

fn code(found: bool) -> u8 {
    u8::from(found)
}

fn failed(error: &Error, form: Form, out: &mut (dyn Write + Send)) -> u8 {
    Output::new(out, form).error(error);
    3
}

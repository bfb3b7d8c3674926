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
//! | command | does |
//! |---|---|
//! | `migrate make [name]` | compares the models with the migrations, and writes one with what is missing |
//! | `migrate up` | runs what the database has not had; `--plan` shows it |
//! | `migrate down [n]` | takes back the last migrations |
//! | `migrate status` | says which migrations the database has had |
//! | `migrate sql [name]` | prints their SQL |
//! | `migrate check` | fails where models and migrations differ |
//! | `migrate lint` | says what migrations would lock, rewrite, lose or break on a live Postgres |
//! | `migrate squash` | makes one migration of all |
//! | `drift` | says in what a database is not as the models are |
//! | `inspect` | writes models, in Rust, of the tables that a database has |
//! | `diagram` | draws the models as Mermaid, Graphviz or SVG |
//!
//! The database is the one that `--database-url` or `DATABASE_URL` names, in the environment or in a file `.env`.
//!
//! | exit code | means |
//! |---|---|
//! | 0 | done, and nothing was found |
//! | 1 | something was found: the models and the migrations differ, or the models and the database |
//! | 2 | the command line was wrong |
//! | 3 | an error: of the database, or of a file |

mod arguments;
mod command;
pub mod diagram;
pub mod inspect;
mod output;

use std::ffi::OsString;
use std::io::Write;

use clap::Parser;
use orm_core::schema::Schema;

use self::arguments::Arguments;
use self::output::Output;

/// Does what the program's arguments say, and ends the program with one of the exit codes above.
pub async fn run(schema: Schema) -> ! {
    // A file that is not there is no mistake: the environment says it then.
    let _ = dotenvy::dotenv();
    let mut out = anstream::AutoStream::auto(std::io::stdout());
    let code = run_with(schema, std::env::args_os(), &mut out).await;
    std::process::exit(code.into())
}

/// Does what these arguments say, the first of which is the program's name; gives the exit code.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() {
/// let mut out = Vec::new();
/// let code = orm::cli::run_with(schema![Author], ["library", "--version"], &mut out).await;
/// assert_eq!(code, 0);
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
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = write!(out, "{}", error.render().ansi());
            return code;
        }
    };
    let mut output = Output::new(out, arguments.json);
    match command::run(&schema, &arguments, &mut output).await {
        Ok(found) => u8::from(found),
        Err(error) => {
            output.error(&error);
            3
        }
    }
}

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use orm_core::Dialect;

const EVERYWHERE: &str = "Options of all commands";

/// What this program's models and a database have to do with each other
#[derive(Parser)]
#[command(name = "orm", version)]
pub(crate) struct Arguments {
    /// The database: sqlite://shop.db?mode=rwc, or postgres://user:password@host/shop
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true, help_heading = EVERYWHERE)]
    pub(crate) database_url: Option<String>,
    /// The folder of migrations: `migrations` beside Cargo.toml, unless said
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(crate) folder: Option<PathBuf>,
    /// Print JSON, for other programs to read
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Change a database as the models have changed
    #[command(subcommand)]
    Migrate(Migrate),
    /// Say in what a database is not as the models are
    Drift(Drift),
    /// Write models, in Rust, of the tables that a database has
    Inspect(Inspect),
    /// Draw the models and their relations
    Diagram(Diagram),
}

#[derive(Args)]
pub(crate) struct Drift {
    /// Fail for other names and forms of the same too
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Args)]
pub(crate) struct Inspect {
    /// The file to write; printed, unless said
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum Migrate {
    /// Write a migration with what the models have and the migrations have not
    Make(Make),
    /// Run what the database has not had
    Up(Up),
    /// Take back the last migrations
    Down(Down),
    /// Say which migrations the database has had
    Status,
    /// Print the SQL of migrations
    Sql(Sql),
    /// Fail where models and migrations differ, or migrations do not go together
    Check(Check),
    /// Say what migrations would lock, rewrite, lose or break on a live Postgres, and the safe form
    Lint(Lint),
    /// Make one migration of all
    Squash(Squash),
}

#[derive(Args)]
pub(crate) struct Make {
    /// What it is called, by default after what it changes
    pub(crate) name: Option<String>,
    /// Write a migration whose SQL you add by hand
    #[arg(long)]
    pub(crate) empty: bool,
    /// Write several migrations, of which none stops programs that use a Postgres database
    #[arg(long, conflicts_with = "empty")]
    pub(crate) safe: bool,
    /// Show it, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// A database to write SQL for: those that the folder has, at first both, unless said
    #[arg(long)]
    pub(crate) dialect: Vec<DialectName>,
}

#[derive(Args)]
pub(crate) struct Up {
    /// Run at most so many
    #[arg(short = 'n', long, value_name = "COUNT")]
    pub(crate) most: Option<usize>,
    /// Show what would run, and run nothing
    #[arg(long)]
    pub(crate) plan: bool,
    /// A table whose rows or values may be dropped
    #[arg(long, value_name = "TABLE", value_delimiter = ',')]
    pub(crate) allow_data_loss: Vec<String>,
}

#[derive(Args)]
pub(crate) struct Down {
    /// How many
    #[arg(default_value_t = 1, value_name = "COUNT")]
    pub(crate) most: usize,
    /// A table whose rows or values may be dropped
    #[arg(long, value_name = "TABLE", value_delimiter = ',')]
    pub(crate) allow_data_loss: Vec<String>,
}

#[derive(Args)]
pub(crate) struct Sql {
    /// The migration, or a part of its name; all of them, unless said
    pub(crate) name: Option<String>,
    /// The way back
    #[arg(long)]
    pub(crate) down: bool,
    /// The database: the one that the URL names, unless said
    #[arg(long)]
    pub(crate) dialect: Option<DialectName>,
}

#[derive(Args)]
pub(crate) struct Check {
    /// Write `snapshot.json` anew from the migrations, as after a merge
    #[arg(long)]
    pub(crate) write: bool,
}

#[derive(Args)]
pub(crate) struct Lint {
    /// The migration, or a part of its name; all, where none is named
    pub(crate) name: Option<String>,
    /// The server's major version
    #[arg(long, default_value_t = 15)]
    pub(crate) server: u32,
}

#[derive(Args)]
pub(crate) struct Squash {
    /// What it is called
    #[arg(default_value = "squashed")]
    pub(crate) name: String,
}

#[derive(Args)]
pub(crate) struct Diagram {
    /// The form
    #[arg(long, default_value = "mermaid")]
    pub(crate) format: DiagramFormat,
    /// The file to write, rather than to print it
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum DiagramFormat {
    /// For Markdown
    Mermaid,
    /// For the programs of Graphviz
    Graphviz,
    /// A picture
    Svg,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum DialectName {
    Postgres,
    Sqlite,
}

impl From<DialectName> for Dialect {
    fn from(name: DialectName) -> Self {
        match name {
            DialectName::Postgres => Dialect::Postgres,
            DialectName::Sqlite => Dialect::Sqlite,
        }
    }
}

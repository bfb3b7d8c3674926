//! How a schema changes: from the models to files of SQL, and from those to a live database.
//!
//! Most programs have no need of this module: `orm::cli::run(schema![…])` is the command line, and `orm::migrations!()` the
//! folder in the program itself. What they are made of is here, for tools of one's own.
//!
//! //! | from | to | by |
//! |---|---|---|
//! | models | [`Snapshot`](crate::schema::Snapshot) | [`Schema::snapshot`](crate::schema::Schema::snapshot) |
//! | two snapshots | [`Change`]s | [`diff`] |
//! | changes | the statements of one database | [`Plan`] |
//! | changes | the statements of several migrations that stop nobody | [`safe_plan`] |
//! | changes | files | [`Draft`], [`Folder`] |
//! | files | a database | [`Migrations`] |
//!
//! The models are compared with what the folder's migrations come to, and never with a database; so the same change is made
//! on every machine, and CI can tell that one is missing:
//!
//! ```
//! use orm::migrate::Folder;
//! use orm::prelude::*;
//!
//! #[derive(Model)]
//! struct Author {
//!     id: i64,
//!     name: String,
//! }
//!
//! # mod later {
//! #     use orm::prelude::*;
//! /// The same, a month later.
//! #[derive(Model)]
//! # #[model(table = "author")]
//! pub struct Author {
//!     pub id: i64,
//!     #[column(renamed_from = "name")]
//!     pub full_name: String,
//! }
//! # }
//!
//! # #[tokio::main] async fn main() -> orm::Result<()> {
//! # let place = std::env::temp_dir().join(format!("orm-migrate-{}", std::process::id()));
//! # let path = place.clone();
//! let folder = Folder::new(path);
//! folder.make(&schema![Author], Some("initial"))?;
//! let db = Db::connect("sqlite::memory:").await?;
//! folder.migrations()?.run(&db).await?;
//! Author::create().name("Jane Austen").save(&db).await?;
//!
//! let findings = folder.check(&schema![later::Author])?;
//! assert!(findings[0].contains("~ column author.name → full_name"));
//! folder.make(&schema![later::Author], None)?;
//! folder.migrations()?.run(&db).await?;
//! let jane = later::Author::query().get(&db).await?;
//! assert_eq!(jane.full_name, "Jane Austen");
//! # std::fs::remove_dir_all(place).unwrap();
//! # Ok(()) }
//! ```
//!
//! What is not said is not guessed: without `renamed_from` the column `name` would go and another one come. A migration is
//! one transaction, together with the note that it ran, which is sqlx's own: the files are for sqlx-cli, too.

mod apply;
mod change;
mod conflict;
pub(crate) mod conversion;
mod diff;
mod draft;
mod drift;
mod folder;
mod history;
#[cfg(feature = "lint")]
pub mod lint;
pub mod live;
mod migrations;
mod plan;
pub(crate) mod precheck;
mod safe;
mod script;

pub use self::change::{Change, Constraint};
pub use self::diff::diff;
pub use self::draft::Draft;
pub(crate) use self::draft::identifier;
pub(crate) use self::drift::ScratchSchemas;
pub use self::drift::{drift, expected};
pub use self::folder::{Folder, Squashed, Written};
pub use self::history::{Conflict, Entry, History, Record};
pub use self::migrations::{Migrations, Run, Status};
pub use self::plan::Plan;
pub use self::safe::{SafeFile, safe_plan};
pub use self::script::Script;

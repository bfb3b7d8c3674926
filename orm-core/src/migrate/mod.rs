//! How a schema changes: from the models to files of SQL, and from those to a live database.
//!
//! | from | to | by |
//! |---|---|---|
//! | models | [`Snapshot`](crate::schema::Snapshot) | [`Schema::snapshot`](crate::schema::Schema::snapshot) |
//! | two snapshots | [`Change`]s | [`diff`] |
//! | changes | the statements of one database | [`Plan`] |
//! | changes | the statements of several migrations that stop nobody | [`safe_plan`] |
//! | changes | files | [`Draft`], [`Folder`] |
//! | files | a database | [`Migrations`] |

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

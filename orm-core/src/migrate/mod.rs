//! How a schema changes.

mod apply;
mod change;
mod diff;
mod drift;
pub mod live;

pub use self::change::{Change, Constraint};
pub use self::diff::diff;
pub(crate) use self::drift::ScratchSchemas;
pub use self::drift::{drift, expected};

//! How a schema changes.

mod apply;
mod change;
mod diff;

pub use self::change::{Change, Constraint};
pub use self::diff::diff;

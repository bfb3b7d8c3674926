//! How a schema changes.

mod apply;
mod change;
pub(crate) mod conversion;
mod diff;
#[cfg(feature = "lint")]
pub mod lint;
mod plan;
pub(crate) mod precheck;

pub use self::change::{Change, Constraint};
pub use self::diff::diff;
pub use self::plan::Plan;

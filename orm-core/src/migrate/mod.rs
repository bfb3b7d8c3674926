//! How a schema changes.

mod apply;
mod change;
pub(crate) mod conversion;
mod diff;
mod drift;
pub mod live;
mod plan;
pub(crate) mod precheck;

pub use self::change::{Change, Constraint};
pub use self::diff::diff;
pub(crate) use self::drift::ScratchSchemas;
pub use self::drift::{drift, expected};
pub use self::plan::Plan;

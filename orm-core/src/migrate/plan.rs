use super::Change;
use crate::dialect::Dialect;
use crate::error::Result;
use crate::schema::Snapshot;

/// The statements that make changes in one database, in one transaction.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// use orm_core::migrate::{Plan, diff};
///
/// # fn main() -> orm::Result<()> {
/// let nothing = orm::schema::Snapshot::default();
/// let changes = diff(&nothing, &schema![Publisher].snapshot());
/// let plan = Plan::new(&nothing, &changes, Dialect::Postgres)?;
/// assert!(plan.statements[0].starts_with(r#"CREATE TABLE "publisher""#));
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The statements, in the order in which they run.
    pub statements: Vec<String>,
}

impl Plan {
    /// The statements that make these changes of this schema.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`](crate::Error::Unsupported) where the database has no such type or no way from one type to
    /// another, with the mend.
    pub fn new(from: &Snapshot, changes: &[Change], dialect: Dialect) -> Result<Plan> {
        let statements = dialect.grammar().migration(from, changes)?;
        Ok(Plan { statements })
    }
}

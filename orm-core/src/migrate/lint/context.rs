use super::catalog::Catalog;
use super::read;
use crate::dialect::Dialect;
use crate::error::Result;
use crate::schema::Snapshot;
use crate::sql::create_schema;

/// What a migration meets: the tables that are there, and how it is run.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// use orm_core::migrate::lint::{Context, lint};
///
/// # fn main() -> orm::Result<()> {
/// let context = Context::new(&schema![Author, Biography].snapshot())?.server(18).with_lock_timeout();
/// assert_eq!(lint("ALTER TABLE author ADD COLUMN born date", &context), []);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    catalog: Catalog,
    server: u32,
    lock_timeout: bool,
}

/// Nothing is known of the tables, and the server is Postgres 15.
impl Default for Context {
    fn default() -> Self {
        Context {
            catalog: Catalog::default(),
            server: 15,
            lock_timeout: false,
        }
    }
}

impl Context {
    /// The tables of a schema.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`](crate::Error::Unsupported) where Postgres has no such column.
    pub fn new(before: &Snapshot) -> Result<Self> {
        let statements = create_schema(before, Dialect::Postgres)?;
        Ok(Context::default().after(&statements.join(";\n")))
    }

    /// What there is after these statements, so that the migrations of a folder can be judged one after the other.
    #[must_use]
    pub fn after(mut self, sql: &str) -> Self {
        for statement in read::statements(sql) {
            for step in statement.steps.iter().flatten() {
                self.catalog.apply(step);
            }
        }
        self.catalog.settle();
        self
    }

    /// The server's major version.
    #[must_use]
    pub fn server(mut self, version: u32) -> Self {
        self.server = version;
        self
    }

    /// Whoever runs the migration sees to it that it waits for no lock longer than a moment.
    #[must_use]
    pub fn with_lock_timeout(mut self) -> Self {
        self.lock_timeout = true;
        self
    }

    pub(super) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    pub(super) fn version(&self) -> u32 {
        self.server
    }

    pub(super) fn has_lock_timeout(&self) -> bool {
        self.lock_timeout
    }
}

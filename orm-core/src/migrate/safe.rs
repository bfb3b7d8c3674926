use super::Change;
use crate::dialect::Dialect;
use crate::error::Result;
use crate::schema::Snapshot;

/// One of several migrations that make changes step by step, so that none of them stops programs that use the database.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SafeFile {
    /// What it is called: `build_book_isbn_key`.
    pub name: String,
    /// Whether it runs in a transaction; else it has one statement, which must not.
    pub in_transaction: bool,
    /// The statements, in the order in which they run.
    pub statements: Vec<String>,
    /// The changes of the schema that are made when it has run; none for a step on the way.
    pub changes: Vec<Change>,
    /// What takes back what it did where it makes no such change, and where it was not followed by the next ones.
    pub undo: Vec<String>,
}

impl SafeFile {
    /// Its text. Outside of a transaction its first line says so, as sqlx asks for.
    #[must_use]
    pub fn sql(&self) -> String {
        let head = match self.in_transaction {
            true => "",
            false => "-- no-transaction\n",
        };
        let statements = self.statements.iter();
        let statements: Vec<String> = statements
            .map(|statement| format!("{statement};\n"))
            .collect();
        head.to_owned() + &statements.join("\n")
    }
}

/// The same changes as [`Plan`](super::Plan) makes in one migration, as a sequence of migrations that lock each table for no
/// more than a moment: indexes are built concurrently, constraints are added first and tried afterwards, and each migration
/// changes one table.
///
/// A change of type that writes all rows anew has no such form, nor has a new identity or stored column: they are made as
/// [`Plan`](super::Plan) makes them, and `lint` says so of their SQL. On SQLite, which has one writer and no long locks, there
/// is one migration.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// use orm_core::migrate::{Change, Constraint, safe_plan};
///
/// # fn main() -> orm::Result<()> {
/// let before = schema![Author].snapshot();
/// let index = Change::AddConstraint {
///     table: before.tables[0].name.clone(),
///     constraint: Constraint::Index(orm::schema::snapshot::KeySnapshot {
///         name: "author_name_idx".into(),
///         columns: vec!["name".into()],
///         unless: None,
///     }),
/// };
/// let files = safe_plan(&before, &[index], Dialect::Postgres)?;
/// assert_eq!(
///     files[0].sql(),
///     "-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS \"author_name_idx\" ON \"author\" (\"name\");\n"
/// );
/// assert_eq!(files[1].name, "check_author_name_idx");
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// Those of [`Plan::new`](super::Plan::new).
pub fn safe_plan(from: &Snapshot, changes: &[Change], dialect: Dialect) -> Result<Vec<SafeFile>> {
    dialect.grammar().safe_migrations(from, changes)
}

use super::read::one_value;
use crate::db::Executor;
use crate::error::{Error, Result};
use crate::schema::Schema;
use crate::sql;

impl Schema {
    /// Creates all tables, in one transaction.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let other = Db::connect("sqlite::memory:").await?;
    /// schema![Author, Biography].create_all(&other).await?;
    /// assert_eq!(Author::query().count(&other).await?, 0);
    ///
    /// // `Book` refers to models that are not listed.
    /// assert!(matches!(schema![Book].create_all(&other).await, Err(Error::Configuration { .. })));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`], before anything is sent, where a relation leads to a model that is not listed or two tables
    /// have one name; [`Error::Unsupported`] where the database has no such type; the database's, where a table is there
    /// already.
    pub async fn create_all(&self, db: &impl Executor) -> Result<()> {
        let db = db.handle();
        let statements = self.statements(db.dialect())?;
        let mut unit = db.unit().await?;
        let deadline = unit.usual_deadline();
        for statement in statements {
            unit.run_ddl(&statement, deadline).await?;
        }
        unit.commit().await
    }

    /// Drops all tables that are there, and their rows with them, in one transaction.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// schema![Author, Biography, Publisher, Book, Subject].drop_all(&db).await?;
    /// assert!(matches!(Author::query().count(&db).await, Err(Error::MissingTable { .. })));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::ForeignKeyViolation`], and nothing is dropped, where a table that is not listed refers to one of them.
    pub async fn drop_all(&self, db: &impl Executor) -> Result<()> {
        let db = db.handle();
        let tables = self.tables();
        let mut unit = db.unit().await?;
        let deadline = unit.usual_deadline();
        if let Some(statement) = sql::referrer(&tables, db.dialect()) {
            let refers = unit
                .fetch(&statement, |refers: &mut Option<String>, row| {
                    *refers = Some(row.next()?);
                    Ok(())
                })
                .await?;
            if let Some(table) = refers {
                return Err(Error::referred_to_by(table));
            }
        }
        for (is_there, detach) in sql::detach_rows(&tables, db.dialect()) {
            if one_value(&is_there, &mut unit).await? {
                unit.run_ddl(&detach, deadline).await?;
            }
        }
        for statement in sql::drop_schema(&tables, db.dialect()) {
            unit.run_ddl(&statement, deadline).await?;
        }
        unit.commit().await
    }
}

use super::select::{Query, State};
use super::syntax::Expr;
use crate::model::{Model, SoftDelete};
use crate::schema::Table;

impl Expr {
    /// A row was not deleted softly; `None` where its table knows no such rows.
    pub(crate) fn not_deleted(table: &'static Table) -> Option<Expr> {
        Some(Expr::IsNull {
            operand: Box::new(Expr::column(table, table.soft_delete?)),
            negated: false,
        })
    }
}

impl<M: Model, L, S: State> Query<M, L, S> {
    /// Also the rows that were deleted softly: see [`SoftDelete`].
    ///
    /// ```
    /// use orm::prelude::*;
    ///
    /// #[derive(Model)]
    /// #[model(soft_delete = deleted_at)]
    /// struct Note {
    ///     id: i64,
    ///     text: String,
    ///     deleted_at: Option<chrono::DateTime<chrono::Utc>>,
    /// }
    ///
    /// # #[tokio::main] async fn main() -> orm::Result<()> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # schema![Note].create_all(&db).await?;
    /// let note = Note::create().text("Call home").save(&db).await?;
    /// note.delete(&db).await?;
    /// assert_eq!(Note::query().count(&db).await?, 0);
    /// let deleted = Note::query().with_deleted().filter(Note::deleted_at.is_not_null());
    /// assert_eq!(deleted.get(&db).await?.id, note.id);
    /// # Ok(()) }
    /// ```
    pub fn with_deleted(self) -> Self
    where
        M: SoftDelete,
    {
        self.even_deleted()
    }

    /// As [`with_deleted`](Query::with_deleted), for a model of any kind.
    pub(crate) fn even_deleted(mut self) -> Self {
        self.select.with_deleted = true;
        self
    }
}

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
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/notes.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, home, kept, gone) = notes().await?;
    /// assert_eq!(Note::query().all(&db).await?, [kept]);
    /// let deleted = Note::query().with_deleted().filter(Note::deleted_at.is_not_null());
    /// assert_eq!(deleted.get(&db).await?.id, gone.id);
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

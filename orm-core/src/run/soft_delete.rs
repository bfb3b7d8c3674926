//! Deletions: of rows themselves, and of a model with a soft delete by setting its column.

use super::write::delete_rows;
use crate::db::{Executor, Statement};
use crate::dialect::Dialect;
use crate::error::Result;
use crate::load::Loading;
use crate::model::{Model, SoftDelete};
use crate::query::syntax::{Delete, Expr, Update, Value};
use crate::query::{Query, State, Writable};
use crate::schema::Table;
use crate::sql;
use crate::types::Datum;

/// What a deletion does to the rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deletion {
    /// What their model says: it deletes them, or where there is a soft delete, sets its column.
    Usual,
    /// It deletes them.
    Hard,
}

impl Deletion {
    /// The statement for the rows that meet these conditions, which gives these columns of each back. Those that were deleted softly are not deleted so again.
    pub(super) fn statement(
        self,
        table: &'static Table,
        mut filter: Vec<Expr>,
        returning: Vec<usize>,
        dialect: Dialect,
    ) -> Result<Statement> {
        let column = match table.soft_delete {
            Some(column) if self == Deletion::Usual => column,
            _ => {
                let delete = Delete {
                    table,
                    filter,
                    returning,
                };
                return sql::delete(&delete, dialect);
            }
        };
        let ty = table.columns[column].ty;
        let now = Value {
            datum: Datum::now(ty),
            ty,
            column: Some((table, column)),
        };
        let not_deleted = Expr::not_deleted(table).filter(|term| !filter.contains(term));
        filter.extend(not_deleted);
        let update = Update {
            table,
            assignments: vec![(column, Expr::Value(now))],
            filter,
            returning,
        };
        sql::update(&update, dialect)
    }
}

impl<M: Model, S: State> Query<M, (), S> {
    /// Deletes these rows from their table, as [`delete`](Query::delete) does for a model without soft delete, and says
    /// how many they were: see [`SoftDelete`]. Those that were deleted softly are among them where
    /// [`with_deleted`](Query::with_deleted) says so.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/notes.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, home, kept, gone) = notes().await?;
    /// assert_eq!(Note::query().unfiltered().hard_delete(&db).await?, 1);
    /// let deleted = Note::filter(Note::deleted_at.is_not_null()).with_deleted();
    /// assert_eq!(deleted.hard_delete(&db).await?, 1);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`delete`](Query::delete).
    pub fn hard_delete<'db>(self, db: &'db impl Executor) -> Loading<'db, u64>
    where
        M: SoftDelete,
        S: Writable,
    {
        let timeout = self.timeout;
        let filter = self.write_filter();
        let (table, hard) = (M::table(), Deletion::Hard);
        Box::pin(delete_rows(table, filter, hard, timeout, db.handle()))
    }
}

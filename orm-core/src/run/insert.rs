use super::graph::insert_nested;
use super::write::fetch_rows;
use crate::create::Draft;
use crate::db::{Handle, Session};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::sql;

/// Inserts one row, and what is created with it where there is something.
pub(crate) async fn one<M: Model>(mut draft: Draft, db: Handle<'_>) -> Result<M> {
    draft.fill_in_defaults();
    if draft.nested.is_empty() {
        return insert(draft, &mut db.session().await?).await;
    }
    let nested = std::mem::take(&mut draft.nested);
    let mut unit = db.unit().await?;
    let mut rows: Vec<M> = vec![insert(draft, &mut unit).await?];
    insert_nested(&rows, vec![nested], &mut unit).await?;
    unit.commit().await?;
    Ok(rows.remove(0))
}

pub(super) async fn insert<M: Model>(draft: Draft, session: &mut Session<'_>) -> Result<M> {
    let (table, columns) = (draft.table, draft.columns());
    let insert = Draft::insert(table, columns, vec![draft.into_row()]);
    let statement = sql::insert(&insert, session.dialect())?;
    fetch_rows(&statement, session)
        .await?
        .pop()
        .ok_or_else(|| Error::not_found(table))
}

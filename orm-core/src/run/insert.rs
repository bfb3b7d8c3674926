use super::graph::{follow_up, insert_nested};
use super::prepare::prepare_rows;
use super::scope::Scope;
use super::write::fetch_rows;
use crate::create::Draft;
use crate::db::{Handle, Session};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::sql;

/// Inserts one row, and what is created with it where there is something.
pub(crate) async fn one<M: Model>(mut draft: Draft, db: Handle<'_>) -> Result<M> {
    prepare_rows::<M>(std::slice::from_mut(&mut draft))?;
    let nested = std::mem::take(&mut draft.nested);
    if nested.is_empty() && M::HOOKS.after_save.is_none() {
        return insert(draft, &mut db.session().await?).await;
    }
    let scope = Scope::begin(db, true).await?;
    let mut session = scope.handle().session().await?;
    let mut rows: Vec<M> = vec![insert(draft, &mut session).await?];
    let nested = insert_nested(&rows, vec![nested], &mut session).await?;
    drop(session);
    follow_up(&rows, &nested, &scope).await?;
    scope.commit().await?;
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

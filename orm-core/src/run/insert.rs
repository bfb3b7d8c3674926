use super::join_rows::link_rows;
use super::write::fetch_rows;
use crate::create::Draft;
use crate::db::{Handle, Session};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::sql;

/// Inserts one row, and the join row that links it where there is one to make.
pub(crate) async fn one<M: Model>(mut draft: Draft, db: Handle<'_>) -> Result<M> {
    draft.fill_in_defaults();
    let Some((relation, near)) = draft.link.take() else {
        return insert(draft, &mut db.session().await?).await;
    };
    let mut unit = db.unit().await?;
    let row: M = insert(draft, &mut unit).await?;
    let far = relation.far().iter().map(|&column| row.datum(column));
    link_rows(relation, &near, vec![far.collect()], &mut unit).await?;
    unit.commit().await?;
    Ok(row)
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

use super::prepare::{prepare_changes, prepare_rows};
use super::upsert::upsert;
use super::write::fetch_rows;
use crate::create::Draft;
use crate::db::Handle;
use crate::error::Result;
use crate::model::{Key, Model};
use crate::query::syntax::{Conflict, Expr, Update};
use crate::query::{Assigned, Assignments, Filtered, Query};
use crate::run::insert;
use crate::sql;

/// The row that a query finds, or the one that is created where it finds none; and whether it was created.
///
/// Whoever else creates the row meanwhile waits for nobody: one insertion takes effect, the other does nothing and finds
/// the row.
pub(crate) async fn get_or_create<M: Model>(
    query: Query<M, (), Filtered>,
    draft: Draft,
    db: Handle<'_>,
) -> Result<(M, bool)> {
    Draft::refuse_nested(std::slice::from_ref(&draft))?;
    if let Some(row) = query.clone().at_most_one(db).await? {
        return Ok((row, false));
    }
    if let Some(row) = create_unless_there(draft.clone(), db).await? {
        return Ok((row, true));
    }
    match query.at_most_one(db).await? {
        Some(row) => Ok((row, false)),
        None => Ok((create(draft, db).await?, true)),
    }
}

/// As [`get_or_create`], and a row that is found is changed to what the draft sets.
pub(crate) async fn update_or_create<M: Model>(
    query: Query<M, (), Filtered>,
    draft: Draft,
    db: Handle<'_>,
) -> Result<(M, bool)> {
    Draft::refuse_nested(std::slice::from_ref(&draft))?;
    let filter = query.clone().write_filter()?;
    if let Some(row) = update_found(query.clone(), &filter, &draft, db).await? {
        return Ok((row, false));
    }
    if let Some(row) = create_unless_there(draft.clone(), db).await? {
        return Ok((row, true));
    }
    match update_found(query, &filter, &draft, db).await? {
        Some(row) => Ok((row, false)),
        None => Ok((create(draft, db).await?, true)),
    }
}

/// Inserts the row where no unique key forbids it.
async fn create_unless_there<M: Model>(draft: Draft, db: Handle<'_>) -> Result<Option<M>> {
    let rows = upsert(vec![draft], Conflict::ignore(), db).await?;
    Ok(rows.into_iter().next().flatten())
}

/// Inserts a row that was neither found nor let in: most likely the error says which unique key the condition does not
/// cover. A transaction around it goes on.
async fn create<M: Model>(mut draft: Draft, db: Handle<'_>) -> Result<M> {
    prepare_rows::<M>(std::slice::from_mut(&mut draft))?;
    let mut unit = db.unit().await?;
    let row = insert::insert(draft, &mut unit).await?;
    unit.commit().await?;
    Ok(row)
}

/// Changes the one row that a query finds, where it still meets the query's conditions when its turn comes.
async fn update_found<M: Model>(
    query: Query<M, (), Filtered>,
    filter: &[Expr],
    draft: &Draft,
    db: Handle<'_>,
) -> Result<Option<M>> {
    let table = M::table();
    let Some(row) = query.at_most_one(db).await? else {
        return Ok(None);
    };
    let mut assignments = Assignments::new(table);
    for (column, value) in draft.values.iter().enumerate() {
        if let Some(value) = value
            && !table.primary_key.contains(&column)
        {
            assignments.set(column, Assigned::Datum(value.clone()));
        }
    }
    if assignments.terms.is_empty() {
        return Ok(Some(row));
    }
    prepare_changes::<M>(&mut assignments)?;
    let key = Expr::key_equals(table, table.primary_key, row.key().into_datums());
    let update = Update {
        table,
        assignments: assignments.terms,
        filter: std::iter::once(key).chain(filter.iter().cloned()).collect(),
        returning: (0..table.columns.len()).collect(),
    };
    let statement = sql::update(&update, db.dialect())?;
    let rows = fetch_rows(&statement, &mut db.session().await?).await?;
    Ok(rows.into_iter().next())
}

use std::time::Duration;

use super::soft_delete::Deletion;
use super::write::{all_columns, fetch_rows};
use crate::db::Handle;
use crate::error::{Error, Result};
use crate::model::{Key, Model};
use crate::query::Query;
use crate::query::syntax::{Expr, Lock, LockStrength, LockWait};

/// Deletes the row with this key.
pub(crate) async fn delete<M: Model>(
    key: M::Key,
    deletion: Deletion,
    db: Handle<'_>,
) -> Result<()> {
    let table = M::table();
    let filter = vec![Expr::key_equals(
        table,
        table.primary_key,
        key.into_datums(),
    )];
    match delete_rows::<M>(filter, deletion, None, db).await? {
        0 => Err(Error::not_found(table)),
        _ => Ok(()),
    }
}

/// Deletes the rows that meet these conditions, and says how many they were.
pub(super) async fn delete_rows<M: Model>(
    filter: Vec<Expr>,
    deletion: Deletion,
    timeout: Option<Duration>,
    db: Handle<'_>,
) -> Result<u64> {
    if M::HOOKS.before_delete.is_some() || M::HOOKS.after_delete.is_some() {
        let rows = delete_with_hooks::<M>(filter, deletion, timeout, db).await?;
        return Ok(rows.len() as u64);
    }
    let mut statement = deletion.statement(M::table(), filter, Vec::new(), db.dialect())?;
    statement.timeout = timeout;
    db.session().await?.execute(&statement).await
}

/// As [`delete_rows`], and gives the rows as they were, or with the mark of a soft delete.
pub(super) async fn delete_returning<M: Model>(
    filter: Vec<Expr>,
    timeout: Option<Duration>,
    db: Handle<'_>,
) -> Result<Vec<M>> {
    let deletion = Deletion::Usual;
    if M::HOOKS.before_delete.is_some() || M::HOOKS.after_delete.is_some() {
        return delete_with_hooks::<M>(filter, deletion, timeout, db).await;
    }
    let mut statement = deletion.statement(M::table(), filter, all_columns::<M>(), db.dialect())?;
    statement.timeout = timeout;
    fetch_rows(&statement, &mut db.session().await?).await
}

/// Reads and locks the rows, and deletes these and no others, with the hooks before and after it.
async fn delete_with_hooks<M: Model>(
    filter: Vec<Expr>,
    deletion: Deletion,
    timeout: Option<Duration>,
    db: Handle<'_>,
) -> Result<Vec<M>> {
    let table = M::table();
    let mut query = Query::<M>::all_rows().even_deleted();
    query.timeout = timeout;
    query.select.filter = deletion.conditions(table, filter);
    query.select.lock = Some(Lock {
        strength: LockStrength::Update,
        wait: LockWait::Wait,
        of: Vec::new(),
    });
    let tx = db.begin().await?;
    let rows = query.all(&tx).await?;
    if rows.is_empty() {
        tx.commit().await?;
        return Ok(rows);
    }
    if let Some(before_delete) = M::HOOKS.before_delete {
        before_delete(&rows, &tx).await?;
    }
    let keys = rows.iter().map(|row| row.key().into_datums()).collect();
    let filter = vec![Expr::key_in(table, table.primary_key, keys, false)];
    let mut statement = deletion.statement(table, filter, all_columns::<M>(), db.dialect())?;
    statement.timeout = timeout;
    let deleted = fetch_rows(&statement, &mut Handle::Tx(&tx).session().await?).await?;
    if let Some(after_delete) = M::HOOKS.after_delete {
        after_delete(&rows, &tx).await?;
    }
    tx.commit().await?;
    Ok(deleted)
}

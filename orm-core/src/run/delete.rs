use std::time::Duration;

use super::soft_delete::Deletion;
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
        return delete_with_hooks::<M>(filter, deletion, timeout, db).await;
    }
    let mut statement = deletion.statement(M::table(), filter, db.dialect())?;
    statement.timeout = timeout;
    db.session().await?.execute(&statement).await
}

/// Reads and locks the rows, and deletes these and no others, with the hooks before and after it.
async fn delete_with_hooks<M: Model>(
    filter: Vec<Expr>,
    deletion: Deletion,
    timeout: Option<Duration>,
    db: Handle<'_>,
) -> Result<u64> {
    let table = M::table();
    let mut query = Query::<M>::all_rows().even_deleted();
    query.timeout = timeout;
    query.select.filter = deletion.conditions(table, filter);
    query.select.lock = Some(Lock {
        strength: LockStrength::Update,
        wait: LockWait::Wait,
    });
    let tx = db.begin().await?;
    let rows = query.all(&tx).await?;
    if rows.is_empty() {
        tx.commit().await?;
        return Ok(0);
    }
    if let Some(before_delete) = M::HOOKS.before_delete {
        before_delete(&rows, &tx).await?;
    }
    let keys = rows.iter().map(|row| row.key().into_datums()).collect();
    let filter = vec![Expr::key_in(table, table.primary_key, keys, false)];
    let mut statement = deletion.statement(table, filter, db.dialect())?;
    statement.timeout = timeout;
    let deleted = Handle::Tx(&tx).session().await?.execute(&statement).await?;
    if let Some(after_delete) = M::HOOKS.after_delete {
        after_delete(&rows, &tx).await?;
    }
    tx.commit().await?;
    Ok(deleted)
}

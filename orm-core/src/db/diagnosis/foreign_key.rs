//! Which foreign key SQLite means by "FOREIGN KEY constraint failed", which names none.
//!
//! Only after such an error, and for a second at most: the statement is run once more with its foreign keys deferred,
//! the database is asked what is amiss now, and all is rolled back.

use std::time::Duration;

use super::definition;
use crate::db::fault::Fault;
use crate::db::lease::{Lease, Message};
use crate::db::reader::{Gatherer, Unread};
use crate::db::{Bind, Row, Statement};
use crate::error::{Cause, Error, Result};

const PATIENCE: Duration = Duration::from_secs(1);

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ForeignKey {
    pub(super) table: String,
    pub(super) parent: String,
    pub(super) columns: Vec<String>,
    pub(super) parent_columns: Vec<String>,
    restricts: bool,
    /// Its number in its table, as SQLite counts.
    id: i64,
}

/// The violation, with its table, columns and constraint if they can be found out on the connection that it came on.
pub(super) async fn named(
    lease: &mut Lease,
    statement: &Statement,
    source: Option<Cause>,
    framed: bool,
) -> Error {
    let found = find(lease, statement, framed).await.ok().flatten();
    let constraint = match &found {
        Some(key) => constraint(lease, key).await.ok().flatten(),
        None => None,
    };
    let (table, columns) = found.map(|key| (key.table, key.columns)).unzip();
    Error::ForeignKeyViolation {
        table,
        constraint,
        columns: columns.unwrap_or_default(),
        source,
    }
}

async fn find(
    lease: &mut Lease,
    statement: &Statement,
    framed: bool,
) -> Result<Option<ForeignKey>, Fault> {
    let keys = foreign_keys(lease).await?;
    if let Some(broken) = broken_when_deferred(lease, statement, framed).await? {
        let found = |key: &ForeignKey| key.table == broken.0 && key.id == broken.1;
        return Ok(keys.into_iter().find(found));
    }
    restricting(lease, statement, keys).await
}

/// The table and number of the key that the statement breaks, if it is one whose check can be put off.
async fn broken_when_deferred(
    lease: &mut Lease,
    statement: &Statement,
    framed: bool,
) -> Result<Option<(String, i64)>, Fault> {
    let before = violations(lease).await?;
    if framed {
        let begin = "SAVEPOINT orm_diagnosis; PRAGMA defer_foreign_keys = ON";
        lease.control(begin, Some(PATIENCE)).await?;
    } else {
        let begin = "BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON";
        lease.begin(begin, Some(PATIENCE)).await?;
    }
    // Not the prepared statement: one that is compiled while keys are deferred stays so, and would later fail without
    // undoing what it did.
    let message = Message::Unnamed(&statement.text, &statement.binds);
    let rerun = lease.send(message, Some(PATIENCE), &mut Unread).await;
    let after = match rerun {
        Ok(_) => violations(lease).await,
        Err(_) => Ok(Vec::new()),
    };
    if framed {
        let end =
            "ROLLBACK TO orm_diagnosis; RELEASE orm_diagnosis; PRAGMA defer_foreign_keys = OFF";
        lease.control(end, Some(PATIENCE)).await?;
    } else {
        lease.end("ROLLBACK", Some(PATIENCE)).await?;
    }
    let is_new = |violation: &&(String, i64)| {
        let count = |of: &[(String, i64)]| of.iter().filter(|other| other == violation).count();
        count(after.as_deref().unwrap_or_default()) > count(&before)
    };
    Ok(after
        .as_ref()
        .ok()
        .and_then(|after| after.iter().find(is_new).cloned()))
}

/// The table and foreign key number of each row that points at none.
async fn violations(lease: &mut Lease) -> Result<Vec<(String, i64)>, Fault> {
    let text = "SELECT \"table\", fkid FROM pragma_foreign_key_check";
    rows(lease, text, &[], |row| Ok((row.next()?, row.next()?))).await
}

/// The foreign key with `ON DELETE RESTRICT`, which is checked at once, that holds the rows to be deleted.
async fn restricting(
    lease: &mut Lease,
    statement: &Statement,
    keys: Vec<ForeignKey>,
) -> Result<Option<ForeignKey>, Fault> {
    let Some(target) = definition::target(&statement.text) else {
        return Ok(None);
    };
    let mut candidates = keys;
    candidates.retain(|key| key.restricts && key.parent.eq_ignore_ascii_case(&target));
    if candidates.len() <= 1 {
        return Ok(candidates.pop());
    }
    for key in candidates {
        let Some(text) = definition::held_rows(&statement.text, &target, &key) else {
            return Ok(None);
        };
        let held = rows(lease, &text, &statement.binds, |row| row.next::<bool>()).await?;
        if held == [true] {
            return Ok(Some(key));
        }
    }
    Ok(None)
}

async fn foreign_keys(lease: &mut Lease) -> Result<Vec<ForeignKey>, Fault> {
    let text = "SELECT m.name, k.\"table\", k.id, k.\"from\", coalesce(k.\"to\", ''), \
                k.on_delete = 'RESTRICT' OR k.on_update = 'RESTRICT' \
                FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS k \
                WHERE m.type = 'table' ORDER BY m.name, k.id, k.seq";
    let parts = rows(lease, text, &[], |row| {
        Ok(ForeignKey {
            table: row.next()?,
            parent: row.next()?,
            id: row.next()?,
            columns: vec![row.next()?],
            parent_columns: vec![row.next()?],
            restricts: row.next()?,
        })
    })
    .await?;
    let mut keys: Vec<ForeignKey> = Vec::new();
    for part in parts {
        match keys.last_mut() {
            Some(key) if key.table == part.table && key.id == part.id => {
                key.columns.extend(part.columns);
                key.parent_columns.extend(part.parent_columns);
            }
            _ => keys.push(part),
        }
    }
    Ok(keys)
}

/// The name that the table's definition gives the key.
async fn constraint(lease: &mut Lease, key: &ForeignKey) -> Result<Option<String>, Fault> {
    let text = "SELECT name, sql FROM sqlite_schema WHERE type = 'table'";
    let tables = rows(lease, text, &[], |row| {
        Ok((row.next::<String>()?, row.next::<String>()?))
    })
    .await?;
    let definition = tables.iter().find(|(name, _)| *name == key.table);
    Ok(definition.and_then(|(_, sql)| definition::constraint(sql, &key.columns)))
}

async fn rows<T: Send>(
    lease: &mut Lease,
    text: &str,
    binds: &[Bind],
    mut read: impl FnMut(&mut Row<'_>) -> Result<T> + Send,
) -> Result<Vec<T>, Fault> {
    let mut gatherer = Gatherer::new(None, |rows: &mut Vec<T>, row: &mut Row<'_>| {
        rows.push(read(row)?);
        Ok(())
    });
    let message = Message::Prepared(text, binds);
    lease.send(message, Some(PATIENCE), &mut gatherer).await?;
    Ok(gatherer.finish().0)
}

//! What statements do, read from the server's own catalogues.

use std::collections::BTreeMap;

use orm_core::migrate::lint::{Cost, LockMode};

use crate::server::Database;

/// What was seen: the tables that were there, each with its strongest lock, and the work.
#[derive(Debug, PartialEq)]
pub(crate) struct Observation {
    pub(crate) locks: BTreeMap<String, LockMode>,
    pub(crate) cost: Cost,
}

/// Runs statements in a transaction, looks, and rolls back; the server's error where they fail.
pub(crate) async fn observe(database: &mut Database, sql: &str) -> sqlx::Result<Observation> {
    database.run("BEGIN").await?;
    let result = within(database, sql).await;
    database.run("ROLLBACK").await?;
    result
}

async fn within(database: &mut Database, sql: &str) -> sqlx::Result<Observation> {
    let before = relations(database).await?;
    let scans = self::scans(database).await?;
    database.run(sql).await?;
    let after = relations(database).await?;
    let scanned = self::scans(database).await?;
    let mut known = after.iter().filter(|(_, relation)| relation.size > 0);
    let is_scanned =
        known.any(|(table, _)| before.contains_key(table) && scanned.get(table) > scans.get(table));
    Ok(Observation {
        locks: locks(database, &before).await?,
        cost: cost(&before, &after, is_scanned),
    })
}

/// A table, a view or an index, by its number.
type Relations = BTreeMap<i64, Relation>;

struct Relation {
    name: String,
    kind: String,
    file: i64,
    /// The table that it is an index of, or itself.
    of: i64,
    /// How many bytes the rows of that table take.
    size: i64,
}

fn cost(before: &Relations, after: &Relations, is_scanned: bool) -> Cost {
    // An index that is taken over keeps its file, though it gets another number.
    let is_new = |file: i64| !before.values().any(|known| known.file == file);
    let is_written = |kind: &str| {
        // What belongs to a table that was not there, or has no rows, costs nothing.
        let mut own = after
            .values()
            .filter(|own| own.kind == kind && own.size > 0 && before.contains_key(&own.of));
        own.any(|own| is_new(own.file))
    };
    match (is_written("r"), is_written("i")) {
        (true, _) => Cost::Rewrite,
        (_, true) => Cost::IndexBuild,
        _ if is_scanned => Cost::Scan,
        _ => Cost::Catalogue,
    }
}

async fn relations(database: &mut Database) -> sqlx::Result<Relations> {
    let rows: Vec<(i64, String, String, i64, i64, i64)> = sqlx::query_as(
        "SELECT relation.oid::bigint AS number, relation.relname::text AS name, relation.relkind::text AS kind, \
                relation.relfilenode::bigint AS file, coalesce(index.indrelid, relation.oid)::bigint AS of, \
                coalesce(pg_relation_size(coalesce(index.indrelid, relation.oid)), 0) AS size \
         FROM pg_class AS relation LEFT JOIN pg_index AS index ON index.indexrelid = relation.oid \
         WHERE relation.relnamespace = 'public'::regnamespace AND relation.relkind IN ('r', 'i', 'p', 'v')",
    )
    .fetch_all(&mut database.connection)
    .await?;
    let relation = |(number, name, kind, file, of, size)| {
        (
            number,
            Relation {
                name,
                kind,
                file,
                of,
                size,
            },
        )
    };
    Ok(rows.into_iter().map(relation).collect())
}

async fn scans(database: &mut Database) -> sqlx::Result<BTreeMap<i64, i64>> {
    let rows: Vec<(i64, i64)> =
        sqlx::query_as("SELECT relid::bigint, seq_scan FROM pg_stat_xact_user_tables")
            .fetch_all(&mut database.connection)
            .await?;
    Ok(rows.into_iter().collect())
}

async fn locks(
    database: &mut Database,
    before: &Relations,
) -> sqlx::Result<BTreeMap<String, LockMode>> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "SELECT relation::bigint, mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation IS NOT NULL",
    )
    .fetch_all(&mut database.connection)
    .await?;
    let mut locks = BTreeMap::new();
    for (number, mode) in rows {
        let table = before.get(&number).filter(|relation| relation.kind != "i");
        let Some(table) = table else { continue };
        let mode = lock_mode(&mode);
        let held = locks.entry(table.name.clone()).or_insert(mode);
        *held = mode.max(*held);
    }
    // Whatever reads a table holds this one; no rule is about it.
    locks.retain(|_, mode| *mode > LockMode::AccessShare);
    Ok(locks)
}

fn lock_mode(name: &str) -> LockMode {
    match name {
        "AccessShareLock" => LockMode::AccessShare,
        "RowShareLock" => LockMode::RowShare,
        "RowExclusiveLock" => LockMode::RowExclusive,
        "ShareUpdateExclusiveLock" => LockMode::ShareUpdateExclusive,
        "ShareLock" => LockMode::Share,
        "ShareRowExclusiveLock" => LockMode::ShareRowExclusive,
        "ExclusiveLock" => LockMode::Exclusive,
        "AccessExclusiveLock" => LockMode::AccessExclusive,
        other => panic!("{other}"),
    }
}

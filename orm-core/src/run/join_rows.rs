//! The join rows of many-to-many relations.

use super::soft_delete::Deletion;
use crate::db::Session;
use crate::error::Result;
use crate::query::syntax::{Conflict, Expr, Insert};
use crate::schema::{Join, RelationRef};
use crate::sql;
use crate::types::Datum;

/// Links a row with this key to each of these, and leaves the links that are there.
pub(crate) async fn link_rows(
    relation: RelationRef,
    near: &[Datum],
    far: Vec<Vec<Datum>>,
    session: &mut Session<'_>,
) -> Result<()> {
    let pairs = far.into_iter().map(|far| (near.to_vec(), far)).collect();
    link_pairs(relation, pairs, session).await
}

/// Links the rows of each pair, and leaves the links that are there.
pub(crate) async fn link_pairs(
    relation: RelationRef,
    pairs: Vec<(Vec<Datum>, Vec<Datum>)>,
    session: &mut Session<'_>,
) -> Result<()> {
    let join = joined(relation);
    let mut columns = [join.near.columns, join.far.columns].concat();
    let mut rows: Vec<_> = pairs
        .iter()
        .map(|(near, far)| [&near[..], far].concat())
        .collect();
    if relation.many_to_many().symmetrical {
        rows.extend(pairs.iter().map(|(near, far)| [&far[..], near].concat()));
    }
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|&position| columns[position]);
    columns.sort_unstable();
    let mut seen = std::collections::HashSet::new();
    rows.retain(|row| seen.insert(row.clone()));
    let chunk = sql::insert_chunk(join.table, &columns, session.dialect());
    for rows in rows.chunks(chunk) {
        let insert = Insert {
            table: join.table,
            columns: columns.clone(),
            rows: rows
                .iter()
                .map(|row| {
                    order
                        .iter()
                        .map(|&position| row[position].clone())
                        .collect()
                })
                .collect(),
            conflict: Some(Conflict::ignore()),
            returning: Vec::new(),
        };
        let statement = sql::insert(&insert, session.dialect())?;
        session.execute(&statement).await?;
    }
    Ok(())
}

/// Unlinks a row with this key from these, from all but these (`true`), or from all.
pub(crate) async fn unlink_rows(
    relation: RelationRef,
    near: &[Datum],
    far: Option<(Vec<Vec<Datum>>, bool)>,
    session: &mut Session<'_>,
) -> Result<()> {
    let join = joined(relation);
    delete(join, near, far.clone(), session).await?;
    if relation.many_to_many().symmetrical {
        let mirrored = Join {
            near: join.far,
            far: join.near,
            ..join
        };
        delete(mirrored, near, far, session).await?;
    }
    Ok(())
}

async fn delete(
    join: Join,
    near: &[Datum],
    far: Option<(Vec<Vec<Datum>>, bool)>,
    session: &mut Session<'_>,
) -> Result<()> {
    let table = join.table;
    let mut filter = vec![Expr::key_equals(
        table,
        join.near.columns,
        near.iter().cloned(),
    )];
    filter.extend(far.map(|(rows, negated)| Expr::key_in(table, join.far.columns, rows, negated)));
    let statement = Deletion::Usual.statement(table, filter, Vec::new(), session.dialect())?;
    session.execute(&statement).await.map(drop)
}

fn joined(relation: RelationRef) -> Join {
    relation.join().expect("a many-to-many has a join table")
}

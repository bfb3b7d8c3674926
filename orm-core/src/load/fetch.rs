//! Fetching related rows in a statement of their own.

use super::plan::{Link, plan, plan_recursive};
use super::stitch::{Places, deal_out};
use super::walk::{Reached, Start};
use super::{JoinMode, Nested, Projection};
use crate::db::Session;
use crate::error::Result;
use crate::model::{Key, Model};
use crate::relation::Relation;
use crate::sql;
use crate::types::Datum;

/// The values of the near side's columns, of each of these rows.
pub(super) fn near<R: Relation>(parents: &[R::From]) -> Vec<Vec<Datum>> {
    let columns = R::reference().near();
    let values = |parent: &R::From| columns.iter().map(|&column| parent.datum(column)).collect();
    parents.iter().map(values).collect()
}

/// The related rows of each parent, of which the near side's values are given, with their join rows if `J` says so.
pub(super) async fn related_rows<R, L, N, J>(
    nested: &Nested<R, L, N>,
    near: Vec<Vec<Datum>>,
    session: &mut Session<'_>,
) -> Result<Vec<Vec<J::Item<L::Row>>>>
where
    R: Relation,
    L: Projection<R::To>,
    J: JoinMode<R>,
{
    let link = Link::new(nested.relation());
    let parents = near.len();
    let mut places = Places::of(near);
    let keys = places.keys();
    if keys.is_empty() {
        return Ok((0..parents).map(|_| Vec::new()).collect());
    }
    let select = plan::<R, L, N, J>(nested, &link, keys);
    let statement = sql::select(&select, session.dialect())?;

    let (owners, partials, joined) = session
        .fetch(
            &statement,
            |gathered: &mut (Vec<_>, Vec<_>, Vec<_>), row| {
                let (owners, partials, joined) = gathered;
                let owning = places.owners(&link, row)?;
                let start = row.position();
                // A to-one parent may stand in the list several times: each gets a row of its own.
                for &owner in owning {
                    row.rewind(start);
                    joined.push(J::read(row)?);
                    partials.push(nested.loads.read(row)?);
                    owners.push(owner);
                }
                Ok(())
            },
        )
        .await?;

    let rows = nested.loads.finish(partials, session).await?;
    let items = rows
        .into_iter()
        .zip(joined)
        .map(|(row, joined)| J::item(row, joined));
    Ok(deal_out(parents, owners, items))
}

/// The rows that are reached from the rows of which the near side's values are given, in one statement.
pub(crate) async fn reached_rows<R: Relation>(
    nested: &Nested<R>,
    near: Vec<Vec<Datum>>,
    max_depth: Option<u64>,
    session: &mut Session<'_>,
) -> Result<Reached<R::To>> {
    let link = Link::new(nested.relation());
    let keys = Places::of(near).keys();
    if keys.is_empty() || max_depth == Some(0) {
        return Ok(Reached::default());
    }
    let recursive = plan_recursive(nested, keys, max_depth);
    let statement = sql::recursive(&recursive, session.dialect())?;
    let near = nested.relation().near();
    session
        .fetch(&statement, |reached: &mut Reached<R::To>, row| {
            let reached_by = link.read(row)?;
            let row: R::To = Projection::<R::To>::read(&nested.loads, row)?;
            let next = Start {
                key: row.key().into_datums(),
                link: near.iter().map(|&column| row.datum(column)).collect(),
            };
            reached.add(reached_by, next, row);
            Ok(())
        })
        .await
}

//! Fetching related rows in a statement of their own.

use super::plan::{Link, plan};
use super::stitch::{Places, deal_out};
use super::{JoinMode, Nested, Projection};
use crate::db::Session;
use crate::error::Result;
use crate::model::Model;
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
    let places = Places::of(near);
    if places.keys.is_empty() {
        return Ok((0..parents).map(|_| Vec::new()).collect());
    }
    let select = plan::<R, L, N, J>(nested, &link, places.keys);
    let statement = sql::select(&select, session.dialect())?;

    let (mut owners, mut partials, mut joined) = (vec![], vec![], vec![]);
    session
        .fetch(&statement, &mut |row| {
            let key = link.read(row)?;
            let start = row.position();
            // A to-one parent may stand in the list several times: each gets a row of its own.
            for &owner in places.parents.get(&key).map_or(&[][..], Vec::as_slice) {
                row.rewind(start);
                joined.push(J::read(row)?);
                partials.push(nested.loads.read(row)?);
                owners.push(owner);
            }
            Ok(())
        })
        .await?;

    let rows = nested.loads.finish(partials, session).await?;
    let items = rows
        .into_iter()
        .zip(joined)
        .map(|(row, joined)| J::item(row, joined));
    Ok(deal_out(parents, owners, items))
}

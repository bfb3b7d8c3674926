//! Fetching related rows in a statement of their own.

use super::plan::{Link, plan};
use super::stitch::{Places, deal_out};
use super::{JoinMode, LoadSet, Nested};
use crate::db::Session;
use crate::error::Result;
use crate::model::Model;
use crate::relation::Relation;
use crate::sql;

/// The related rows of each parent, with their join rows if `J` says so.
pub(super) async fn related_rows<R, L, N, J>(
    nested: &Nested<R, L, N>,
    parents: &[R::From],
    session: &mut Session<'_>,
) -> Result<Vec<Vec<J::Item<L::Row>>>>
where
    R: Relation,
    L: LoadSet<R::To>,
    J: JoinMode<R>,
{
    let relation = R::reference();
    let link = Link::new(relation);
    let places = Places::of(parents, relation.near());
    if places.keys.is_empty() {
        return Ok(parents.iter().map(|_| Vec::new()).collect());
    }
    let select = plan::<R, L, N, J>(nested, &link, places.keys);
    let statement = sql::select(&select, session.dialect())?;

    let (mut owners, mut rows, mut riding, mut joined) = (vec![], vec![], vec![], vec![]);
    let table = relation.to();
    session
        .fetch(&statement, &mut |row| {
            let key = link.read(row)?;
            let start = row.position();
            // A to-one parent may stand in the list several times: each gets a row of its own.
            for &owner in places.parents.get(&key).map_or(&[][..], Vec::as_slice) {
                row.rewind(start);
                row.enter(table);
                rows.push(R::To::from_row(row)?);
                joined.push(J::read(row)?);
                riding.push(nested.loads.read(row)?);
                owners.push(owner);
            }
            Ok(())
        })
        .await?;

    let rows = nested.loads.finish(rows, riding, session).await?;
    let items = rows
        .into_iter()
        .zip(joined)
        .map(|(row, joined)| J::item(row, joined));
    Ok(deal_out(parents.len(), owners, items))
}

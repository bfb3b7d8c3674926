//! Related rows that a parent's row brings along, as one value, where a statement of their own would cost a round trip more than
//! they are worth: where the parents are few.

use super::plan::plan_brought;
use super::{JoinMode, Nested, Outputs, Projection};
use crate::db::{Row, Session};
use crate::error::Result;
use crate::query::syntax::Expr;
use crate::relation::Relation;
use crate::schema::RelationRef;

/// The rows that one parent brought, as far as they were read, each with its join row or with nothing.
pub(super) type Brought<J, N> = Vec<(J, N)>;

/// The rows that a parent brings with its own, as they are read.
type BroughtBy<R, L, J> =
    Brought<<J as JoinMode<R>>::Joined, <L as Projection<<R as Relation>::To>>::Partial>;

/// Whether the rows of a relation to many are brought, where rows can be: without an index each parent would look through all.
pub(super) fn is_brought<R: Relation>(brings_rows: bool) -> bool {
    brings_rows && R::reference().is_indexed()
}

/// Adds the related rows of the row at the end of `path`, if they are brought.
pub(super) fn ride<R, L, J>(nested: &Nested<R, L, J>, path: &[RelationRef], outputs: &mut Outputs)
where
    R: Relation,
    L: Projection<R::To>,
    J: JoinMode<R>,
{
    if is_brought::<R>(outputs.brings_rows()) {
        outputs.push(Expr::Rows(Box::new(plan_brought(nested, path))));
    }
}

/// Reads the related rows that a row brought, if it did.
pub(super) fn read<R, L, J>(
    nested: &Nested<R, L, J>,
    row: &mut Row<'_>,
) -> Result<Option<BroughtBy<R, L, J>>>
where
    R: Relation,
    L: Projection<R::To>,
    J: JoinMode<R>,
{
    if !is_brought::<R>(row.brings_rows()) {
        return Ok(None);
    }
    let mut brought = Vec::new();
    row.each_brought(&mut |related| {
        brought.push((J::read(related)?, nested.loads.read(related)?));
        Ok(())
    })?;
    Ok(Some(brought))
}

/// Completes the rows that each parent brought.
pub(super) async fn complete<R, L, J>(
    nested: &Nested<R, L, J>,
    parents: Vec<BroughtBy<R, L, J>>,
    session: &mut Session<'_>,
) -> Result<Vec<Vec<J::Item<L::Row>>>>
where
    R: Relation,
    L: Projection<R::To>,
    J: JoinMode<R>,
{
    let sizes: Vec<usize> = parents.iter().map(Vec::len).collect();
    let (joined, partials): (Vec<_>, Vec<_>) = parents.into_iter().flatten().unzip();
    let rows = nested.loads.finish(partials, session).await?;
    let mut items = rows
        .into_iter()
        .zip(joined)
        .map(|(row, joined)| J::item(row, joined));
    let groups = sizes
        .into_iter()
        .map(|size| items.by_ref().take(size).collect());
    Ok(groups.collect())
}

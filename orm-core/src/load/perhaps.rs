//! What is read of a row that may be absent: it rides along by an outer join, and its key says whether it is there.

use super::{Loading, Outputs, Projection};
use crate::db::{Row, Session};
use crate::error::Result;
use crate::model::Model;
use crate::query::syntax;
use crate::schema::RelationRef;

/// Adds the columns that are read of a row at the end of `path`. Where none of them says whether it is there, its key does,
/// before them.
pub(super) fn outputs<M: Model, P: Projection<M>>(
    projection: &P,
    path: &[RelationRef],
    outputs: &mut Outputs,
) {
    if projection.presence().is_none() {
        let table = M::table();
        // A column of the joined row, and not the foreign key that holds the same value: the row may be left out.
        outputs.push(syntax::Expr::Column(syntax::ColumnPath {
            path: path.to_vec(),
            table,
            column: table.primary_key[0],
        }));
    }
    projection.outputs(path, outputs);
}

/// How many columns these are.
pub(super) fn width<M: Model, P: Projection<M>>(projection: &P, brings_rows: bool) -> usize {
    usize::from(projection.presence().is_none()) + projection.width(brings_rows)
}

/// Reads the columns, or passes over them.
pub(super) fn read<M: Model, P: Projection<M>>(
    projection: &P,
    row: &mut Row<'_>,
) -> Result<Option<P::Partial>> {
    let presence = projection.presence();
    if row.is_null_at(row.position() + presence.unwrap_or(0)) {
        row.skip(width(projection, row.brings_rows()));
        return Ok(None);
    }
    row.skip(usize::from(presence.is_none()));
    projection.read(row).map(Some)
}

/// Completes the rows that are there.
pub(super) fn finish<'a, M: Model, P: Projection<M>>(
    projection: &'a P,
    riding: Vec<Option<P::Partial>>,
    session: &'a mut Session<'_>,
) -> Loading<'a, Vec<Option<P::Row>>> {
    Box::pin(async move {
        let present: Vec<bool> = riding.iter().map(Option::is_some).collect();
        let riding = riding.into_iter().flatten().collect();
        let mut rows = projection.finish(riding, session).await?.into_iter();
        Ok(present
            .into_iter()
            .map(|is_present| if is_present { rows.next() } else { None })
            .collect())
    })
}

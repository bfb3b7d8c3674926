//! Rows that are created with others, level by level: first the rows, then the rows nested in them, and so on.

use super::bulk::insert_all;
use super::join_rows::link_pairs;
use crate::create::{Draft, InsertRows, NestedDraft, NestedDrafts, RowValues, StoredRows};
use crate::db::Session;
use crate::error::Result;
use crate::load::Loading;
use crate::model::Model;
use crate::schema::{RelationRef, Table};
use crate::types::Datum;

/// Inserts rows of one model, and gives them as stored, in the order given.
pub(crate) fn insert_rows<'a, M: Model>(
    drafts: Vec<Draft>,
    session: &'a mut Session<'_>,
) -> Loading<'a, StoredRows> {
    Box::pin(async move {
        let rows: Vec<M> = insert_all(drafts, session).await?;
        Ok(Box::new(rows) as StoredRows)
    })
}

/// Inserts what is nested in each of these rows, and what is nested in that.
pub(crate) fn insert_nested<'a>(
    rows: &dyn RowValues,
    nested: Vec<NestedDrafts>,
    session: &'a mut Session<'_>,
) -> Loading<'a, ()> {
    let mut level = Level::default();
    level.add_nested(rows, nested);
    Box::pin(async move {
        while !level.is_empty() {
            level = level.insert(session).await?;
        }
        Ok(())
    })
}

/// What is nested in the rows of the level above: new rows by their tables, and pairs by their many-to-many relations.
#[derive(Default)]
struct Level {
    rows: Vec<NewRows>,
    pairs: Vec<(RelationRef, Vec<Pair>)>,
}

/// New rows of one table.
struct NewRows {
    table: &'static Table,
    insert: InsertRows,
    drafts: Vec<Draft>,
}

/// A join row in the making.
struct Pair {
    near: Vec<Datum>,
    far: Far,
}

/// The far row of a pair.
enum Far {
    Existing(Vec<Datum>),
    /// A new row: which of the level's tables, and which of that table's rows.
    New(usize, usize),
}

impl Level {
    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.pairs.is_empty()
    }

    /// Adds what is nested in each of the rows above.
    fn add_nested(&mut self, above: &dyn RowValues, nested: Vec<NestedDrafts>) {
        for (parent, nested) in nested.into_iter().enumerate() {
            for (relation, row) in nested.into_rows() {
                self.add(relation, above.values(parent, relation.near()), row);
            }
        }
    }

    fn add(&mut self, relation: RelationRef, near: Vec<Datum>, row: NestedDraft) {
        let far = match row {
            NestedDraft::Existing(far) => Far::Existing(far),
            NestedDraft::New(draft, insert) if relation.join().is_some() => {
                let (table, position) = self.add_row(draft, insert);
                Far::New(table, position)
            }
            NestedDraft::New(draft, insert) => {
                self.add_row(supplied(draft, relation, near), insert);
                return;
            }
        };
        let pair = Pair { near, far };
        match self.pairs.iter_mut().find(|(known, _)| *known == relation) {
            Some((_, pairs)) => pairs.push(pair),
            None => self.pairs.push((relation, vec![pair])),
        }
    }

    fn add_row(&mut self, draft: Draft, insert: InsertRows) -> (usize, usize) {
        let known = self.rows.iter().position(|rows| rows.table == draft.table);
        let table = known.unwrap_or(self.rows.len());
        if known.is_none() {
            self.rows.push(NewRows {
                table: draft.table,
                insert,
                drafts: Vec::new(),
            });
        }
        let drafts = &mut self.rows[table].drafts;
        drafts.push(draft);
        (table, drafts.len() - 1)
    }

    /// Inserts the rows, then the pairs, and gives the next level.
    async fn insert(self, session: &mut Session<'_>) -> Result<Level> {
        let mut next = Level::default();
        let mut stored = Vec::with_capacity(self.rows.len());
        for mut rows in self.rows {
            let nested = Draft::take_nested(&mut rows.drafts);
            let rows = (rows.insert)(rows.drafts, session).await?;
            next.add_nested(&*rows, nested);
            stored.push(rows);
        }
        for (relation, pairs) in self.pairs {
            let keys = |Pair { near, far }| match far {
                Far::Existing(far) => (near, far),
                Far::New(table, row) => (near, stored[table].values(row, relation.far())),
            };
            link_pairs(relation, pairs.into_iter().map(keys).collect(), session).await?;
        }
        Ok(next)
    }
}

/// A row whose foreign key its parent supplies. One that was set by hand too would be said twice: where it is required
/// that does not compile.
fn supplied(mut draft: Draft, relation: RelationRef, near: Vec<Datum>) -> Draft {
    for (&column, value) in relation.far().iter().zip(near) {
        let value = match draft.values[column] {
            None => value.referable(),
            Some(_) => Datum::Invalid(
                "the row that this one is created with supplies its foreign key; do not set it",
            ),
        };
        draft.put(column, value);
    }
    draft
}

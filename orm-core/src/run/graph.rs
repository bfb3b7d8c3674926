//! Rows that are created with others, level by level: first the rows, then the rows nested in them, and so on.

use super::bulk::insert_all;
use super::join_rows::link_pairs;
use crate::create::{Draft, InsertRows, NestedDraft};
use crate::db::Session;
use crate::error::Result;
use crate::load::Loading;
use crate::model::Model;
use crate::schema::{RelationRef, Table};
use crate::types::Datum;

/// A row as stored, and what is to be created with it.
pub(crate) struct Stored {
    values: Vec<Datum>,
    nested: Vec<(RelationRef, NestedDraft)>,
}

impl Stored {
    pub(crate) fn new<M: Model>(row: &M, nested: Vec<(RelationRef, NestedDraft)>) -> Self {
        // Most rows have nothing nested in them, and then nobody asks for their values.
        let values = match nested.is_empty() {
            true => Vec::new(),
            false => values(row),
        };
        Stored { values, nested }
    }
}

fn values<M: Model>(row: &M) -> Vec<Datum> {
    (0..M::table().columns.len())
        .map(|column| row.datum(column))
        .collect()
}

fn pick(values: &[Datum], columns: &[usize]) -> Vec<Datum> {
    columns
        .iter()
        .map(|&column| values[column].clone())
        .collect()
}

/// Inserts rows of one model, and gives their columns as stored, in the order given.
pub(crate) fn insert_rows<'a, M: Model>(
    drafts: Vec<Draft>,
    session: &'a mut Session<'_>,
) -> Loading<'a, Vec<Vec<Datum>>> {
    Box::pin(async move {
        let rows: Vec<M> = insert_all(drafts, session).await?;
        Ok(rows.iter().map(values).collect())
    })
}

/// Inserts what is nested in these rows, and what is nested in that.
pub(crate) async fn insert_nested(
    mut parents: Vec<Stored>,
    session: &mut Session<'_>,
) -> Result<()> {
    while !parents.is_empty() {
        let level = Level::below(parents);
        parents = level.insert(session).await?;
    }
    Ok(())
}

/// What is nested in the rows of one level: new rows by their tables, and pairs by their many-to-many relations.
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
    fn below(parents: Vec<Stored>) -> Self {
        let mut level = Level::default();
        for Stored { values, nested } in parents {
            for (relation, row) in nested {
                level.add(relation, pick(&values, relation.near()), row);
            }
        }
        level
    }

    fn add(&mut self, relation: RelationRef, near: Vec<Datum>, row: NestedDraft) {
        let far = match row {
            NestedDraft::Existing(far) => Far::Existing(far),
            NestedDraft::New(draft, insert) if relation.join().is_some() => {
                let (table, position) = self.add_row(draft, insert);
                Far::New(table, position)
            }
            NestedDraft::New(draft, insert) => {
                let key = near.into_iter().map(Datum::referable).collect();
                self.add_row(draft.with(relation.far(), key), insert);
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
        let index = known.unwrap_or(self.rows.len());
        if known.is_none() {
            self.rows.push(NewRows {
                table: draft.table,
                insert,
                drafts: Vec::new(),
            });
        }
        let drafts = &mut self.rows[index].drafts;
        drafts.push(draft);
        (index, drafts.len() - 1)
    }

    /// Inserts the rows, then the pairs, and gives the rows as stored, with what is nested in them.
    async fn insert(self, session: &mut Session<'_>) -> Result<Vec<Stored>> {
        let mut stored: Vec<Vec<Stored>> = Vec::with_capacity(self.rows.len());
        for mut rows in self.rows {
            let drafts = rows.drafts.iter_mut();
            let nested: Vec<_> = drafts.map(|draft| draft.nested.take()).collect();
            let values = (rows.insert)(rows.drafts, session).await?;
            let rows = values.into_iter().zip(nested);
            stored.push(
                rows.map(|(values, nested)| Stored { values, nested })
                    .collect(),
            );
        }
        for (relation, pairs) in self.pairs {
            let far_of = |far| match far {
                Far::Existing(far) => far,
                Far::New(table, position) => pick(&stored[table][position].values, relation.far()),
            };
            let pairs = pairs.into_iter();
            let pairs = pairs.map(|Pair { near, far }| (near, far_of(far)));
            link_pairs(relation, pairs.collect(), session).await?;
        }
        Ok(stored.into_iter().flatten().collect())
    }
}

//! Rows that are created with others, level by level: first the rows, then the rows nested in them, and so on.

use super::bulk::insert_all;
use super::join_rows::link_pairs;
use super::scope::Scope;
use crate::create::{Draft, NestedDraft, NestedDrafts, NestedModel, RowValues, StoredRows};
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

/// Inserts what is nested in each of these rows, and what is nested in that, and gives it as stored.
pub(crate) fn insert_nested<'a>(
    rows: &dyn RowValues,
    nested: Vec<NestedDrafts>,
    session: &'a mut Session<'_>,
) -> Loading<'a, Vec<StoredRows>> {
    let mut level = Level::default();
    level.add_nested(rows, nested);
    Box::pin(async move {
        let mut stored = Vec::new();
        while !level.is_empty() {
            level = level.insert(&mut stored, session).await?;
        }
        Ok(stored)
    })
}

/// Runs what follows the insertion of these rows, and of those that were nested in them.
pub(super) async fn follow_up<M: Model>(
    rows: &[M],
    nested: &[StoredRows],
    scope: &Scope<'_>,
) -> Result<()> {
    scope.run(M::HOOKS.after_save, rows).await?;
    let Scope::Transaction(tx) = scope else {
        return Ok(());
    };
    for rows in nested {
        rows.after_save(tx).await?;
    }
    Ok(())
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
    model: NestedModel,
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
            NestedDraft::New(draft, model) if relation.join().is_some() => {
                let (table, position) = self.add_row(draft, model);
                Far::New(table, position)
            }
            NestedDraft::New(mut draft, model) => {
                draft.supply(relation.far(), near);
                self.add_row(draft, model);
                return;
            }
        };
        let pair = Pair { near, far };
        match self.pairs.iter_mut().find(|(known, _)| *known == relation) {
            Some((_, pairs)) => pairs.push(pair),
            None => self.pairs.push((relation, vec![pair])),
        }
    }

    fn add_row(&mut self, draft: Draft, model: NestedModel) -> (usize, usize) {
        // Of two models that read one table, each inserts and reads its own rows.
        let is_its_model = |rows: &NewRows| std::ptr::eq(rows.table, draft.table);
        let known = self.rows.iter().position(is_its_model);
        let table = known.unwrap_or(self.rows.len());
        if known.is_none() {
            self.rows.push(NewRows {
                table: draft.table,
                model,
                drafts: Vec::new(),
            });
        }
        let drafts = &mut self.rows[table].drafts;
        drafts.push(draft);
        (table, drafts.len() - 1)
    }

    /// Inserts the rows, then the pairs, and gives the next level.
    async fn insert(self, all: &mut Vec<StoredRows>, session: &mut Session<'_>) -> Result<Level> {
        let mut next = Level::default();
        let mut stored = Vec::with_capacity(self.rows.len());
        for mut rows in self.rows {
            let nested = Draft::take_nested(&mut rows.drafts);
            let rows = (rows.model.insert)(rows.drafts, session).await?;
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
        all.extend(stored);
        Ok(next)
    }
}

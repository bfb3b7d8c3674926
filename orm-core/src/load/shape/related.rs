//! Related rows as fields of a shape.

use std::marker::PhantomData;

use super::collection::Gather;
use crate::db::{Row, Session};
use crate::error::Result;
use crate::load::brought::{self, Brought};
use crate::load::fetch::related_rows;
use crate::load::{JoinMode, Loading, Nested, Outputs, Projection, Scoped, perhaps};
use crate::model::Model;
use crate::query::syntax;
use crate::relation::Relation;
use crate::schema::{RelationRef, Table};
use crate::types::Datum;

/// The row at the end of a way of relations to one row, which rides along in the shape's own statement.
pub struct Riding<M, P> {
    way: Vec<RelationRef>,
    projection: P,
    model: PhantomData<fn() -> M>,
}

/// As [`Riding`], where there may be no row.
pub struct Perhaps<M, P>(pub(super) Riding<M, P>);

impl<M, P> Riding<M, P> {
    pub(super) fn new(way: Vec<RelationRef>, projection: P) -> Self {
        Riding {
            way,
            projection,
            model: PhantomData,
        }
    }

    fn path(&self, path: &[RelationRef]) -> Vec<RelationRef> {
        [path, &self.way].concat()
    }
}

impl<M, P: Clone> Clone for Riding<M, P> {
    fn clone(&self) -> Self {
        Riding::new(self.way.clone(), self.projection.clone())
    }
}

impl<M, P: Clone> Clone for Perhaps<M, P> {
    fn clone(&self) -> Self {
        Perhaps(self.0.clone())
    }
}

impl<From, M, P> Scoped<From> for Riding<M, P> {
    type Scope = From;
}

impl<From, M, P> Scoped<From> for Perhaps<M, P> {
    type Scope = From;
}

impl<From: Model, M: Model, P: Projection<M>> Projection<From> for Riding<M, P> {
    type Row = P::Row;
    type Partial = P::Partial;

    fn outputs(&self, path: &[RelationRef], outputs: &mut Outputs) {
        self.projection.outputs(&self.path(path), outputs);
    }

    fn width(&self, brings_rows: bool) -> usize {
        self.projection.width(brings_rows)
    }

    fn presence(&self) -> Option<usize> {
        None
    }

    fn read(&self, row: &mut Row<'_>) -> Result<P::Partial> {
        self.projection.read(row)
    }

    fn finish<'a>(
        &'a self,
        partials: Vec<P::Partial>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<P::Row>> {
        self.projection.finish(partials, session)
    }
}

impl<From: Model, M: Model, P: Projection<M>> Projection<From> for Perhaps<M, P> {
    type Row = Option<P::Row>;
    type Partial = Option<P::Partial>;

    fn outputs(&self, path: &[RelationRef], outputs: &mut Outputs) {
        perhaps::outputs(&self.0.projection, &self.0.path(path), outputs);
    }

    fn width(&self, brings_rows: bool) -> usize {
        perhaps::width(&self.0.projection, brings_rows)
    }

    fn presence(&self) -> Option<usize> {
        None
    }

    fn read(&self, row: &mut Row<'_>) -> Result<Option<P::Partial>> {
        perhaps::read(&self.0.projection, row)
    }

    fn finish<'a>(
        &'a self,
        partials: Vec<Option<P::Partial>>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Option<P::Row>>> {
        perhaps::finish(&self.0.projection, partials, session)
    }
}

/// What is read of a parent's row: the key by which its related rows are found, or these rows.
pub enum Found<J, N> {
    /// The key.
    Key(Vec<Datum>),
    /// The rows, each with its join row or with nothing.
    Rows(Brought<J, N>),
}

/// Rows related to many rows, which come in a statement of their own or are brought by the row, and are put into an `F` for each
/// parent.
pub struct Gathered<R, P, J, F> {
    nested: Nested<R, P, J>,
    field: PhantomData<fn() -> F>,
}

impl<R: Relation, P, J, F> Gathered<R, P, J, F> {
    pub(super) fn new(nested: Nested<R, P, J>) -> Self {
        Gathered {
            nested,
            field: PhantomData,
        }
    }

    /// The parent's columns by which its related rows are found.
    fn near() -> impl Iterator<Item = (&'static Table, usize)> {
        let relation = R::reference();
        let near = relation.near().iter();
        near.map(move |&column| (relation.from(), column))
    }
}

impl<R: Relation, P: Clone, J, F> Clone for Gathered<R, P, J, F> {
    fn clone(&self) -> Self {
        Gathered::new(self.nested.clone())
    }
}

impl<M, R, P, J, F> Scoped<M> for Gathered<R, P, J, F> {
    type Scope = M;
}

impl<R, P, J, F> Projection<R::From> for Gathered<R, P, J, F>
where
    R: Relation,
    P: Projection<R::To>,
    J: JoinMode<R>,
    F: Gather<J::Item<P::Row>> + Send,
{
    type Row = F;
    type Partial = Found<J::Joined, P::Partial>;

    fn outputs(&self, path: &[RelationRef], outputs: &mut Outputs) {
        if brought::is_brought::<R>(outputs.brings_rows()) {
            return brought::ride(&self.nested, path, outputs);
        }
        let near = Self::near().map(|(table, column)| syntax::Expr::column(table, column));
        outputs.extend(near.map(|column| column.rebase(path)));
    }

    fn width(&self, brings_rows: bool) -> usize {
        match brought::is_brought::<R>(brings_rows) {
            true => 1,
            false => R::reference().near().len(),
        }
    }

    fn presence(&self) -> Option<usize> {
        None
    }

    fn read(&self, row: &mut Row<'_>) -> Result<Self::Partial> {
        if let Some(rows) = brought::read(&self.nested, row)? {
            return Ok(Found::Rows(rows));
        }
        let read = |(table, column): (&'static Table, usize)| {
            row.enter_at(table, column);
            row.datum(table.columns[column].ty)
        };
        Self::near()
            .map(read)
            .collect::<Result<_>>()
            .map(Found::Key)
    }

    fn finish<'a>(
        &'a self,
        found: Vec<Self::Partial>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<F>> {
        Box::pin(async move {
            let (mut keys, mut brought) = (Vec::new(), Vec::new());
            for found in found {
                match found {
                    Found::Key(key) => keys.push(key),
                    Found::Rows(rows) => brought.push(rows),
                }
            }
            let groups = match brought.is_empty() {
                true => related_rows::<R, P, J, J>(&self.nested, keys, session).await?,
                false => brought::complete(&self.nested, brought, session).await?,
            };
            let table = R::To::table();
            let fields = groups.into_iter().map(|rows| F::gather(rows, table));
            fields.collect()
        })
    }
}

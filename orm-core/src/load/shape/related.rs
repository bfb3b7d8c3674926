//! Related rows as fields of a shape.

use crate::db::{Row, Session};
use crate::error::Result;
use crate::load::fetch::related_rows;
use crate::load::{JoinMode, Loading, Nested, Projection, Ride, Scoped};
use crate::query::syntax;
use crate::relation::Relation;
use crate::schema::{RelationRef, Table};
use crate::types::Datum;

/// A row related to one row, or perhaps none, which rides along in the shape's own statement.
pub(super) struct Riding<R, P>(pub Nested<R, P>);

impl<R: Relation, P: Clone> Clone for Riding<R, P> {
    fn clone(&self) -> Self {
        Riding(self.0.clone())
    }
}

impl<M, R, P> Scoped<M> for Riding<R, P> {
    type Scope = M;
}

impl<R: Relation, P: Projection<R::To>> Projection<R::From> for Riding<R, P> {
    type Row = <R::Arity as Ride>::Given<P::Row, P::Row>;
    type Partial = <R::Arity as Ride>::Riding<P::Partial>;

    fn outputs(&self, path: &[RelationRef], outputs: &mut Vec<syntax::Expr>) {
        R::Arity::ride(&self.0, path, outputs);
    }

    fn width(&self) -> usize {
        R::Arity::width(&self.0)
    }

    fn presence(&self) -> Option<usize> {
        None
    }

    fn read(&self, row: &mut Row<'_>) -> Result<Self::Partial> {
        R::Arity::read(&self.0, row)
    }

    fn finish<'a>(
        &'a self,
        riding: Vec<Self::Partial>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Self::Row>> {
        // Parents are asked for the keys of rows that do not ride along.
        R::Arity::finish(&self.0, &[], riding, session)
    }
}

/// Rows related to many rows, which come in a statement of their own, and what is made of them for each parent.
pub(super) struct Gathered<R, P, J, F> {
    nested: Nested<R, P, J>,
    collect: F,
}

impl<R: Relation, P, J, F> Gathered<R, P, J, F> {
    pub(super) fn new(nested: Nested<R, P, J>, collect: F) -> Self {
        Gathered { nested, collect }
    }

    /// The parent's columns by which its related rows are found.
    fn near() -> impl Iterator<Item = (&'static Table, usize)> {
        let relation = R::reference();
        relation
            .near()
            .iter()
            .map(move |&column| (relation.from(), column))
    }
}

impl<R: Relation, P: Clone, J, F: Clone> Clone for Gathered<R, P, J, F> {
    fn clone(&self) -> Self {
        Gathered::new(self.nested.clone(), self.collect.clone())
    }
}

impl<M, R, P, J, F> Scoped<M> for Gathered<R, P, J, F> {
    type Scope = M;
}

impl<R, P, J, F, T> Projection<R::From> for Gathered<R, P, J, F>
where
    R: Relation,
    P: Projection<R::To>,
    J: JoinMode<R>,
    F: Fn(Vec<J::Item<P::Row>>) -> Result<T> + Send + Sync,
    T: Send,
{
    type Row = T;
    type Partial = Vec<Datum>;

    fn outputs(&self, path: &[RelationRef], outputs: &mut Vec<syntax::Expr>) {
        let near = Self::near().map(|(table, column)| syntax::Expr::column(table, column));
        outputs.extend(near.map(|column| column.rebase(path)));
    }

    fn width(&self) -> usize {
        R::reference().near().len()
    }

    fn presence(&self) -> Option<usize> {
        None
    }

    fn read(&self, row: &mut Row<'_>) -> Result<Vec<Datum>> {
        let read = |(table, column): (&'static Table, usize)| {
            row.enter_at(table, column);
            row.datum(table.columns[column].ty)
        };
        Self::near().map(read).collect()
    }

    fn finish<'a>(
        &'a self,
        near: Vec<Vec<Datum>>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<T>> {
        Box::pin(async move {
            let groups = related_rows::<R, P, J, J>(&self.nested, near, session).await?;
            groups.into_iter().map(&self.collect).collect()
        })
    }
}

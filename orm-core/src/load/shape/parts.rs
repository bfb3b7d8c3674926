//! What a shape is put together from: values, fields side by side, and the struct that is made of them.

use crate::db::{Row, Session};
use crate::error::Result;
use crate::load::{Loading, Outputs, Projection, Scoped};
use crate::model::Model;
use crate::query::{Expr, syntax};
use crate::schema::RelationRef;
use crate::types::ColumnType;

/// The value of an expression.
pub struct Computed<M, T>(Expr<M, T>);

impl<M, T> Computed<M, T> {
    pub(super) fn new(expression: Expr<M, T>) -> Self {
        Computed(expression)
    }
}

impl<M, T> Clone for Computed<M, T> {
    fn clone(&self) -> Self {
        Computed(self.0.clone())
    }
}

impl<M, T> Scoped<M> for Computed<M, T> {
    type Scope = M;
}

impl<M: Model, T: ColumnType> Projection<M> for Computed<M, T> {
    type Row = T;
    type Partial = T;

    fn outputs(&self, path: &[RelationRef], outputs: &mut Outputs) {
        outputs.push(self.0.node().clone().rebase(path));
    }

    fn width(&self, _: bool) -> usize {
        1
    }

    fn presence(&self) -> Option<usize> {
        None
    }

    fn read(&self, row: &mut Row<'_>) -> Result<T> {
        match self.0.node() {
            syntax::Expr::Column(column) => row.enter_at(column.table, column.column),
            _ => row.leave(),
        }
        row.next()
    }

    fn finish<'a>(&'a self, values: Vec<T>, _: &'a mut Session<'_>) -> Loading<'a, Vec<T>> {
        Box::pin(std::future::ready(Ok(values)))
    }
}

/// Projections side by side, up to eight; more are nested.
#[derive(Clone)]
pub struct Fields<F>(F);

/// The fields of a shape, in order: a tuple of up to eight, which may be fields again.
pub fn fields<F>(fields: F) -> Fields<F> {
    Fields(fields)
}

impl<M, F> Scoped<M> for Fields<F> {
    type Scope = M;
}

macro_rules! fields {
    ($(($($name:ident $index:tt $value:ident $part:ident),+))*) => {$(
        impl<Of: Model, $($name: Projection<Of>),+> Projection<Of> for Fields<($($name,)+)> {
            type Row = ($($name::Row,)+);
            type Partial = ($($name::Partial,)+);

            fn outputs(&self, path: &[RelationRef], outputs: &mut Outputs) {
                $(self.0.$index.outputs(path, outputs);)+
            }

            fn width(&self, brings_rows: bool) -> usize {
                0 $(+ self.0.$index.width(brings_rows))+
            }

            fn presence(&self) -> Option<usize> {
                None
            }

            fn read(&self, row: &mut Row<'_>) -> Result<Self::Partial> {
                Ok(($(self.0.$index.read(row)?,)+))
            }

            fn finish<'a>(
                &'a self,
                partials: Vec<Self::Partial>,
                session: &'a mut Session<'_>,
            ) -> Loading<'a, Vec<Self::Row>> {
                Box::pin(async move {
                    let count = partials.len();
                    $(let mut $value = Vec::with_capacity(count);)+
                    for ($($part,)+) in partials {
                        $($value.push($part);)+
                    }
                    $(let mut $value = self.0.$index.finish($value, session).await?.into_iter();)+
                    let next = |_| ($($value.next().expect("a field gives one value a row"),)+);
                    Ok((0..count).map(next).collect())
                })
            }
        }
    )*};
}

fields! {
    (A 0 a pa)
    (A 0 a pa, B 1 b pb)
    (A 0 a pa, B 1 b pb, C 2 c pc)
    (A 0 a pa, B 1 b pb, C 2 c pc, D 3 d pd)
    (A 0 a pa, B 1 b pb, C 2 c pc, D 3 d pd, E 4 e pe)
    (A 0 a pa, B 1 b pb, C 2 c pc, D 3 d pd, E 4 e pe, F 5 f pf)
    (A 0 a pa, B 1 b pb, C 2 c pc, D 3 d pd, E 4 e pe, F 5 f pf, G 6 g pg)
    (A 0 a pa, B 1 b pb, C 2 c pc, D 3 d pd, E 4 e pe, F 5 f pf, G 6 g pg, H 7 h ph)
}

/// A struct made of what its fields gave.
#[derive(Clone)]
pub struct Built<P, B> {
    fields: P,
    build: B,
}

/// What a shape reads: the values of its fields, and the struct that is made of them.
pub fn shape<M, P, B, T>(fields: P, build: B) -> Built<P, B>
where
    M: Model,
    P: Projection<M>,
    B: Fn(P::Row) -> T + Clone + Send + Sync,
    T: Send,
{
    Built { fields, build }
}

impl<M, P, B> Scoped<M> for Built<P, B> {
    type Scope = M;
}

impl<M, P, B, T> Projection<M> for Built<P, B>
where
    M: Model,
    P: Projection<M>,
    B: Fn(P::Row) -> T + Send + Sync,
    T: Send,
{
    type Row = T;
    type Partial = P::Partial;

    fn outputs(&self, path: &[RelationRef], outputs: &mut Outputs) {
        self.fields.outputs(path, outputs);
    }

    fn width(&self, brings_rows: bool) -> usize {
        self.fields.width(brings_rows)
    }

    fn presence(&self) -> Option<usize> {
        None
    }

    fn read(&self, row: &mut Row<'_>) -> Result<P::Partial> {
        self.fields.read(row)
    }

    fn finish<'a>(
        &'a self,
        partials: Vec<P::Partial>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<T>> {
        Box::pin(async move {
            let rows = self.fields.finish(partials, session).await?;
            Ok(rows.into_iter().map(&self.build).collect())
        })
    }
}

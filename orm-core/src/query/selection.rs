use super::column::Column;
use super::expression::{Expr, Expression};
use super::fold::{Fold, Group};
use super::syntax;
use crate::db::{Row, Session};
use crate::error::Result;
use crate::load::{Loading, Outputs, Projection, Scoped};
use crate::model::Model;
use crate::schema::RelationRef;
use crate::types::ColumnType;

/// What [`select`](super::Query::select) takes: an expression of `M`, an aggregate, or a tuple of up to twelve of them,
/// which may be tuples again.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected from `{M}`",
    label = "expected an expression of `{M}`, an aggregate, or a tuple of them",
    note = "a related column is selected through its relation: `{M}::author.then(Author::name)`; related rows are loaded by `with`, or are fields of a `Shape`",
    note = "a `case()` ends with `.otherwise(…)`, or with `.end()`, which is `None` where no condition is met"
)]
pub trait Selectable<M: Model>: Send + Sync {
    /// What is read: the expression's type, or a tuple of them.
    type Row: Send;

    /// The expressions, in order.
    #[doc(hidden)]
    fn nodes(&self, nodes: &mut Vec<syntax::Expr>);

    /// How many they are.
    #[doc(hidden)]
    fn width(&self) -> usize;

    /// Reads their values.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`](crate::Error::Decode).
    #[doc(hidden)]
    fn read(&self, row: &mut Row<'_>) -> Result<Self::Row>;
}

macro_rules! single {
    ($([$($generics:tt)*] $kind:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: Model, T: ColumnType $($generics)*> Selectable<M> for $kind {
            type Row = T;

            fn nodes(&self, nodes: &mut Vec<syntax::Expr>) {
                nodes.push(self.clone().into_expr().into_node());
            }

            fn width(&self) -> usize {
                1
            }

            fn read(&self, row: &mut Row<'_>) -> Result<T> {
                row.next()
            }
        }
    )*};
}

single! {
    [, K] Column<M, T, K>;
    [] Expr<M, T>;
    [] Expr<Group<M>, T>;
    [] Fold<M, T>;
}

/// What [`aggregate`](super::Query::aggregate) takes: an aggregate over rows of `M`, or a tuple of up to twelve of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an aggregate of `{M}`",
    label = "expected an aggregate such as `count()` or `{M}::price.max()`, or a tuple of them",
    note = "values of single rows are read by `.select(…)`"
)]
pub trait AggregateSet<M: Model>: Selectable<M> {}

#[diagnostic::do_not_recommend]
impl<M: Model, T: ColumnType> AggregateSet<M> for Fold<M, T> {}
#[diagnostic::do_not_recommend]
impl<M: Model, T: ColumnType> AggregateSet<M> for Expr<Group<M>, T> {}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+))*) => {$(
        #[diagnostic::do_not_recommend]
        impl<Of: Model, $($name: Selectable<Of>),+> Selectable<Of> for ($($name,)+) {
            type Row = ($($name::Row,)+);

            fn nodes(&self, nodes: &mut Vec<syntax::Expr>) {
                $(self.$index.nodes(nodes);)+
            }

            fn width(&self) -> usize {
                0 $(+ self.$index.width())+
            }

            fn read(&self, row: &mut Row<'_>) -> Result<Self::Row> {
                Ok(($(self.$index.read(row)?,)+))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<Of: Model, $($name: AggregateSet<Of>),+> AggregateSet<Of> for ($($name,)+) {}
    )*};
}

tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11)
}

/// What a query reads after [`select`](super::Query::select): the values of these expressions.
#[derive(Debug, Clone)]
pub struct Selected<X>(pub(super) X);

impl<M: Model, X> Scoped<M> for Selected<X> {
    type Scope = Group<M>;
}

impl<M: Model, X: Selectable<M>> Projection<M> for Selected<X> {
    type Row = X::Row;
    type Partial = X::Row;

    fn outputs(&self, path: &[RelationRef], outputs: &mut Outputs) {
        let mut nodes = Vec::with_capacity(self.0.width());
        self.0.nodes(&mut nodes);
        outputs.extend(nodes.into_iter().map(|node| node.rebase(path)));
    }

    fn width(&self, _: bool) -> usize {
        self.0.width()
    }

    fn presence(&self) -> Option<usize> {
        None
    }

    fn read(&self, row: &mut Row<'_>) -> Result<X::Row> {
        self.0.read(row)
    }

    fn finish<'a>(
        &'a self,
        partials: Vec<X::Row>,
        _session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<X::Row>> {
        Box::pin(std::future::ready(Ok(partials)))
    }
}

/// What a query reads after [`group_by`](super::Query::group_by) until its `select` says it: nothing yet.
#[derive(Debug, Clone, Copy)]
pub struct Grouped;

impl<M: Model> Scoped<M> for Grouped {
    type Scope = Group<M>;
}

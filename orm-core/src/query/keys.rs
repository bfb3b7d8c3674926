use super::column::Column;
use super::expression::{Expr, Expression};
use super::fold::{Fold, Group};
use super::syntax;
use crate::model::Model;
use crate::types::ColumnType;

/// What [`group_by`](super::Query::group_by), [`distinct_on`](super::Query::distinct_on) and
/// [`partition_by`](super::partition_by) take: an expression of `M`, or a tuple of up to eight of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an expression of `{M}`",
    label = "expected a column or an expression of `{M}`, or a tuple of them",
    note = "a related column is reached through its relation: `{M}::author.then(Author::country)`"
)]
pub trait IntoKeys<M> {
    /// The expressions, erased.
    #[doc(hidden)]
    fn into_keys(self) -> Vec<syntax::Expr>;
}

macro_rules! single {
    ($([$($generics:tt)*] $kind:ty => $scope:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*, T: ColumnType> IntoKeys<$scope> for $kind {
            fn into_keys(self) -> Vec<syntax::Expr> {
                vec![self.into_expr().into_node()]
            }
        }
    )*};
}

single! {
    [M: Model, K] Column<M, T, K> => M;
    [M] Expr<M, T> => M;
    [M: Model, K] Column<M, T, K> => Group<M>;
    [M: Model] Expr<M, T> => Group<M>;
    [M: Model] Fold<M, T> => Group<M>;
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+))*) => {$(
        #[diagnostic::do_not_recommend]
        impl<Of, $($name: IntoKeys<Of>),+> IntoKeys<Of> for ($($name,)+) {
            fn into_keys(self) -> Vec<syntax::Expr> {
                let mut keys = Vec::new();
                $(keys.extend(self.$index.into_keys());)+
                keys
            }
        }
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
}

use super::condition::Condition;
use super::expression::{Expr, Expression};
use super::fold::Group;
use super::keys::IntoKeys;
use super::operand::Operand;
use super::order::{IntoOrder, Order};
use super::selection::Selectable;
use super::syntax::{self, OrderTerm};
use super::write::{Assigned, IntoAssignment};
use crate::db::Row;
use crate::error::Result;
use crate::model::Model;
use crate::types::{ColumnType, Value};

/// Rows of whatever model the query is for: what `row_number()` and its siblings are asked of, and
/// [`sql_expr`](super::sql_expr).
pub enum AnyRow {}

impl<T> Expr<AnyRow, T> {
    /// The same of rows of one model, to be compared and calculated with the model's columns.
    pub fn of<M: Model>(self) -> Expr<M, T> {
        self.cast()
    }
}

macro_rules! conditions {
    ($($scope:ty, $result:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: Model> Condition<$scope> for Expr<AnyRow, $result> {
            fn into_condition(self) -> Expr<$scope, bool> {
                self.cast()
            }
        }
    )*};
}

conditions! {
    M, bool;
    M, Option<bool>;
    Group<M>, bool;
    Group<M>, Option<bool>;
}

macro_rules! scopes {
    ($($scope:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: Model, C: ColumnType> Operand<$scope, C::Base> for Expr<AnyRow, C> {
            type Nullability = C::Nullability;

            fn into_operand(self) -> Expr<$scope, C::Base> {
                self.cast()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M: Model, T: ColumnType> IntoKeys<$scope> for Expr<AnyRow, T> {
            fn into_keys(self) -> Vec<syntax::Expr> {
                vec![self.into_node()]
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M: Model> IntoOrder<$scope> for Order<AnyRow> {
            fn into_terms(self) -> Vec<OrderTerm> {
                IntoOrder::<AnyRow>::into_terms(self)
            }
        }
    )*};
}

scopes! { M Group<M> }

#[diagnostic::do_not_recommend]
impl<M: Model, T: ColumnType> IntoAssignment<M, T> for Expr<AnyRow, T> {
    fn into_assigned(self) -> Assigned {
        Assigned::Expr(self.into_node())
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, T: Value> IntoAssignment<M, Option<T>> for Expr<AnyRow, T> {
    fn into_assigned(self) -> Assigned {
        Assigned::Expr(self.into_node())
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, T: ColumnType> Selectable<M> for Expr<AnyRow, T> {
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

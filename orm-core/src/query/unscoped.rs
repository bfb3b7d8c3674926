use std::marker::PhantomData;

use super::condition::{Condition, Truth};
use super::expression::{Expr, Expression};
use super::fold::Group;
use super::keys::IntoKeys;
use super::operand::Operand;
use super::order::Order;
use super::selection::Selectable;
use super::syntax;
use super::write::{Assigned, IntoAssignment};
use crate::db::Row;
use crate::error::Result;
use crate::model::Model;
use crate::types::{ColumnType, Ordered, Value};

/// A value that does not say of which model's rows it is asked: a [`scalar`](super::scalar) sub-query, a column of an
/// enclosing query by [`outer`](super::outer), SQL of one's own by [`sql_expr`](super::sql_expr). It stands wherever an
/// expression does, and the query it stands in says the rest.
#[derive(Debug, Clone)]
pub struct Unscoped<T> {
    node: syntax::Expr,
    depth: u16,
    types: PhantomData<fn() -> T>,
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident $(of $ordered:ident)?;)*) => {$(
        $(#[$doc])*
        pub fn $name<M>(self, other: impl Operand<M, T::Base>) -> Expr<M, bool>
        $(where T::Base: $ordered)?
        {
            Expression::$name(self.of::<M>(), other)
        }
    )*};
}

#[allow(
    clippy::wrong_self_convention,
    clippy::should_implement_trait,
    reason = "as with an `Expression`, whose names these are"
)]
impl<T: ColumnType> Unscoped<T> {
    pub(super) fn new(node: syntax::Expr, depth: u16) -> Self {
        Unscoped {
            node,
            depth,
            types: PhantomData,
        }
    }

    /// The value as an expression of rows of `M`, which has all that an [`Expression`] has.
    pub fn of<M>(self) -> Expr<M, T> {
        Expr::nested(self.node, self.depth)
    }

    comparisons! {
        /// `=`: see [`Expression::eq`].
        eq;
        /// `<>`: see [`Expression::ne`].
        ne;
        /// `<`: see [`Expression::lt`].
        lt of Ordered;
        /// `<=`: see [`Expression::le`].
        le of Ordered;
        /// `>`: see [`Expression::gt`].
        gt of Ordered;
        /// `>=`: see [`Expression::ge`].
        ge of Ordered;
    }

    /// What an expression says that is asked of no row.
    pub(super) fn of_no_row(expr: Expr<(), T>) -> Self {
        let depth = expr.depth();
        Unscoped::new(expr.into_node(), depth)
    }

    /// Whether it is `NULL`.
    pub fn is_null<M>(self) -> Expr<M, bool> {
        self.of::<M>().is_null()
    }

    /// Whether it is not `NULL`.
    pub fn is_not_null<M>(self) -> Expr<M, bool> {
        self.of::<M>().is_not_null()
    }

    /// Upward, to order by: see [`Expression::asc`].
    pub fn asc<M>(self) -> Order<M> {
        self.of::<M>().asc()
    }

    /// Downward, to order by: see [`Expression::desc`].
    pub fn desc<M>(self) -> Order<M> {
        self.of::<M>().desc()
    }
}

impl Unscoped<bool> {
    /// Both hold: see [`Expression::and`].
    pub fn and<M>(self, other: impl Truth<M>) -> Expr<M, bool> {
        self.of::<M>().and(other)
    }

    /// Either holds, or both: see [`Expression::or`].
    pub fn or<M>(self, other: impl Truth<M>) -> Expr<M, bool> {
        self.of::<M>().or(other)
    }
}

macro_rules! conditions {
    ($($result:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M> Condition<M> for Unscoped<$result> {
            fn into_condition(self) -> Expr<M, bool> {
                self.of::<M>().cast()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M> Truth<M> for Unscoped<$result> {
            fn into_truth(self) -> Expr<M, bool> {
                self.into_condition()
            }
        }
    )*};
}

conditions! { bool Option<bool> }

#[diagnostic::do_not_recommend]
impl<M, C: ColumnType> Operand<M, C::Base> for Unscoped<C> {
    type Nullability = C::Nullability;

    fn into_operand(self) -> Expr<M, C::Base> {
        self.of::<M>().cast()
    }
}

macro_rules! keys {
    ($($scope:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: Model, T: ColumnType> IntoKeys<$scope> for Unscoped<T> {
            fn into_keys(self) -> Vec<syntax::Expr> {
                vec![self.of::<M>().into_node()]
            }
        }
    )*};
}

keys! { M Group<M> }

#[diagnostic::do_not_recommend]
impl<M: Model, T: ColumnType> IntoAssignment<M, T> for Unscoped<T> {
    fn into_assigned(self) -> Assigned {
        Assigned::Expr(self.of::<M>().into_node())
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, T: Value> IntoAssignment<M, Option<T>> for Unscoped<T> {
    fn into_assigned(self) -> Assigned {
        Assigned::Expr(self.of::<M>().into_node())
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, T: ColumnType> Selectable<M> for Unscoped<T> {
    type Row = T;

    fn nodes(&self, nodes: &mut Vec<syntax::Expr>) {
        nodes.push(self.clone().of::<M>().into_node());
    }

    fn width(&self) -> usize {
        1
    }

    fn read(&self, row: &mut Row<'_>) -> Result<T> {
        row.next()
    }
}

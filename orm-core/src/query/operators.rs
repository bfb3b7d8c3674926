//! `+ - * / %` on columns and expressions, `& | !` on conditions.

use std::ops::{Add, BitAnd, BitOr, Div, Mul, Not, Rem, Sub};

use super::column::Column;
use super::condition::{Condition, Truth};
use super::expression::{Expr, Expression};
use super::fold::{Fold, Group};
use super::operand::Operand;
use super::syntax::{self, Arithmetic};
use super::unscoped::Unscoped;
use crate::model::Model;
use crate::types::{ColumnType, Integer, Nullability, Nullable, Number};

/// The result of calculating with a `T` and an operand.
type Combined<E, T, O> = <<<T as ColumnType>::Nullability as Nullability>::Or<
    <O as Operand<<E as Expression>::Model, <T as ColumnType>::Base>>::Nullability,
> as Nullability>::Of<<T as ColumnType>::Base>;

fn calculate<E: Expression, T>(
    left: E,
    operator: Arithmetic,
    right: impl Operand<E::Model, <E::Type as ColumnType>::Base>,
) -> Expr<E::Model, T> {
    let (left, right) = (left.into_expr(), right.into_operand());
    let depth = left.depth().max(right.depth()) + 1;
    let node = syntax::Expr::Arithmetic {
        operator,
        left: Box::new(left.into_node()),
        right: Box::new(right.into_node()),
    };
    Expr::nested(node, depth)
}

macro_rules! arithmetic {
    ($($trait:ident :: $method:ident of $number:ident => $operator:ident, $output:ty;)*) => {$(
        arithmetic!(@for [M: Model, K] Column<M, T, K>, M, $trait, $method, $number, $operator, $output);
        arithmetic!(@for [M] Expr<M, T>, M, $trait, $method, $number, $operator, $output);
        arithmetic!(@for [M: Model] Fold<M, T>, Group<M>, $trait, $method, $number, $operator, $output);
    )*};
    (
        @for [$($generics:tt)*] $left:ty, $scope:ty,
        $trait:ident, $method:ident, $number:ident, $operator:ident, $output:ty
    ) => {
        impl<$($generics)*, T: ColumnType, O> $trait<O> for $left
        where
            T::Base: $number,
            O: Operand<$scope, T::Base>,
        {
            type Output = Expr<$scope, $output>;

            fn $method(self, other: O) -> Self::Output {
                calculate(self, Arithmetic::$operator, other)
            }
        }
    };
}

arithmetic! {
    Add::add of Number => Add, Combined<Self, T, O>;
    Sub::sub of Number => Subtract, Combined<Self, T, O>;
    Mul::mul of Number => Multiply, Combined<Self, T, O>;
    // By zero the result is NULL on both databases.
    Div::div of Number => Divide, <Nullable as Nullability>::Of<T::Base>;
    // Neither database has one of floating-point numbers: Postgres refuses it, SQLite cuts them to integers first.
    Rem::rem of Integer => Remainder, <Nullable as Nullability>::Of<T::Base>;
}

macro_rules! logic {
    ([$($generics:tt)*] $left:ty) => {
        impl<$($generics)*, T: ColumnType, C: Truth<M>> BitAnd<C> for $left
        where
            Self: Condition<M>,
        {
            type Output = Expr<M, bool>;

            fn bitand(self, other: C) -> Expr<M, bool> {
                self.and(other)
            }
        }

        impl<$($generics)*, T: ColumnType, C: Truth<M>> BitOr<C> for $left
        where
            Self: Condition<M>,
        {
            type Output = Expr<M, bool>;

            fn bitor(self, other: C) -> Expr<M, bool> {
                self.or(other)
            }
        }

        impl<$($generics)*, T: ColumnType> Not for $left
        where
            Self: Condition<M>,
        {
            type Output = Expr<M, bool>;

            fn not(self) -> Expr<M, bool> {
                Expression::not(self)
            }
        }
    };
}

logic!([M: Model, K] Column<M, T, K>);
logic!([M] Expr<M, T>);

/// A truth that does not say of which rows takes them from the other side, or leaves them open.
macro_rules! unscoped_logic {
    ($($trait:ident :: $method:ident => $named:ident;)*) => {$(
        impl<M, T: ColumnType> $trait<Expr<M, T>> for Unscoped<bool>
        where
            Expr<M, T>: Condition<M>,
        {
            type Output = Expr<M, bool>;

            fn $method(self, other: Expr<M, T>) -> Expr<M, bool> {
                self.$named(other)
            }
        }

        impl<M: Model, T: ColumnType, K> $trait<Column<M, T, K>> for Unscoped<bool>
        where
            Column<M, T, K>: Condition<M>,
        {
            type Output = Expr<M, bool>;

            fn $method(self, other: Column<M, T, K>) -> Expr<M, bool> {
                self.$named(other)
            }
        }

        impl $trait for Unscoped<bool> {
            type Output = Unscoped<bool>;

            fn $method(self, other: Unscoped<bool>) -> Unscoped<bool> {
                Unscoped::of_no_row(self.$named(other))
            }
        }
    )*};
}

unscoped_logic! {
    BitAnd::bitand => and;
    BitOr::bitor => or;
}

impl Not for Unscoped<bool> {
    type Output = Unscoped<bool>;

    fn not(self) -> Unscoped<bool> {
        Unscoped::of_no_row(Expression::not(self.of()))
    }
}

//! `+ - * / %` on columns and expressions, `& | !` on conditions.

use std::ops::{Add, BitAnd, BitOr, Div, Mul, Not, Rem, Sub};

use super::column::Column;
use super::condition::Condition;
use super::expression::{Expr, Expression};
use super::operand::Operand;
use super::syntax::{self, Arithmetic};
use crate::model::Model;
use crate::types::{ColumnType, Integer, Nullability, Nullable, Number};

/// The result of calculating with a `T` and an operand.
type Combined<M, T, O> = <<<T as ColumnType>::Nullability as Nullability>::Or<
    <O as Operand<M, <T as ColumnType>::Base>>::Nullability,
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
        arithmetic!(@for Column, $trait, $method, $number, $operator, $output);
        arithmetic!(@for Expr, $trait, $method, $number, $operator, $output);
    )*};
    (@for $left:ident, $trait:ident, $method:ident, $number:ident, $operator:ident, $output:ty) => {
        impl<M: Model, T: ColumnType, O> $trait<O> for $left<M, T>
        where
            T::Base: $number,
            O: Operand<M, T::Base>,
        {
            type Output = Expr<M, $output>;

            fn $method(self, other: O) -> Self::Output {
                calculate(self, Arithmetic::$operator, other)
            }
        }
    };
}

arithmetic! {
    Add::add of Number => Add, Combined<M, T, O>;
    Sub::sub of Number => Subtract, Combined<M, T, O>;
    Mul::mul of Number => Multiply, Combined<M, T, O>;
    // By zero the result is NULL on both databases.
    Div::div of Number => Divide, <Nullable as Nullability>::Of<T::Base>;
    // Neither database has one of floating-point numbers: Postgres refuses it, SQLite cuts them to integers first.
    Rem::rem of Integer => Remainder, <Nullable as Nullability>::Of<T::Base>;
}

macro_rules! logic {
    ($left:ident) => {
        impl<M: Model, T: ColumnType, C: Condition<M>> BitAnd<C> for $left<M, T>
        where
            Self: Condition<M>,
        {
            type Output = Expr<M, bool>;

            fn bitand(self, other: C) -> Expr<M, bool> {
                self.and(other)
            }
        }

        impl<M: Model, T: ColumnType, C: Condition<M>> BitOr<C> for $left<M, T>
        where
            Self: Condition<M>,
        {
            type Output = Expr<M, bool>;

            fn bitor(self, other: C) -> Expr<M, bool> {
                self.or(other)
            }
        }

        impl<M: Model, T: ColumnType> Not for $left<M, T>
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

logic!(Column);
logic!(Expr);

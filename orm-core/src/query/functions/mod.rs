//! Functions of values of the same row: extension traits of [`Expression`](super::Expression), one for each kind of value.

mod case;
mod cast;
mod choice;
mod date;
mod interval;
mod json;
mod list;
mod now;
mod number;
mod text;

pub use self::case::{Case, NoCase, case};
pub use self::cast::{CastFrom, CastFunctions};
pub use self::choice::ChoiceFunctions;
pub use self::date::DateFunctions;
pub use self::interval::Interval;
pub use self::json::{IntoPath, JsonFunctions, JsonPath, JsonStep};
pub use self::list::ListFunctions;
pub use self::now::{Now, now};
pub use self::number::NumberFunctions;
pub use self::text::TextFunctions;
use super::expression::{Base, Expr, Expression};
use super::operand::Operand;
use super::syntax::{self, Call, Function};
use crate::types::{ColumnType, Datum, Nullability, SqlType};

/// Whether an expression may be `NULL`.
type NullabilityOf<E> = <<E as Expression>::Type as ColumnType>::Nullability;

/// Whether an operand of an expression's own type may be `NULL`.
type OperandNullability<E, O, T> = <O as Operand<<E as Expression>::Model, T>>::Nullability;

/// A `T`, an `Option` of it where the expression `E` may be `NULL`.
type Mapped<E, T> = <NullabilityOf<E> as Nullability>::Of<T>;

/// A `T`, an `Option` of it where the expression `E` or the operand `O` of type `U` may be `NULL`.
type Joined<E, O, U, T> =
    <<NullabilityOf<E> as Nullability>::Or<OperandNullability<E, O, U>> as Nullability>::Of<T>;

/// The base type of the expression `E`, an `Option` of it where the operand `O` may be `NULL` too.
type Either<E, O> =
    <<NullabilityOf<E> as Nullability>::And<OperandNullability<E, O, Base<E>>> as Nullability>::Of<
        Base<E>,
    >;

/// The arguments of a call, in their order, and how deep they are nested.
struct Arguments {
    nodes: Vec<syntax::Expr>,
    depth: u16,
}

impl Arguments {
    fn of(first: impl Expression) -> Self {
        let first = first.into_expr();
        Arguments {
            depth: first.depth(),
            nodes: vec![first.into_node()],
        }
    }

    /// One more; a bound value is named after the first argument where that is a column, for errors.
    fn and<M, T>(mut self, next: Expr<M, T>) -> Self {
        self.depth = self.depth.max(next.depth());
        let next = next.into_node().named_after(&self.nodes[0]);
        self.nodes.push(next);
        self
    }

    /// One more, a value that no column takes.
    fn and_value(mut self, datum: Datum, ty: SqlType) -> Self {
        self.nodes.push(syntax::Expr::Value(syntax::Value {
            datum,
            ty,
            column: None,
        }));
        self
    }

    fn call<M, T: ColumnType>(self, function: Function) -> Expr<M, T> {
        let call = Call {
            function,
            arguments: self.nodes,
            ty: T::TYPE,
        };
        Expr::nested(syntax::Expr::Call(Box::new(call)), self.depth + 1)
    }
}

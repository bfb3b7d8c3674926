use super::super::expression::{Base, Expr, Expression};
use super::super::operand::Operand;
use super::super::syntax::Function;
use super::{Arguments, Joined, Mapped};
use crate::types::{Datum, IntoColumn, List, SqlType, Value};

/// Whether the list `E` holds the operand `O`: `NULL` where either is.
type Held<E, O> = Joined<E, O, <Base<E> as List>::Item, bool>;

/// Functions of lists, which are `Vec` columns on Postgres. SQLite has none: there each is
/// [`Error::Unsupported`](crate::Error::Unsupported), before anything is sent.
///
/// | | Postgres |
/// |---|---|
/// | `has(3)` | `($1 = ANY("sizes"))` |
/// | `has_all([3, 4])` | `("sizes" @> $1)` |
/// | `overlaps([3, 4])` | `("sizes" && $1)` |
/// | `array_length()` | `cardinality("sizes")` |
/// | `at(0)` | `("sizes")[$1]` |
///
/// ```
/// use orm::prelude::*;
///
/// #[derive(Model)]
/// struct Shoe {
///     id: i64,
///     sizes: Vec<i32>,
/// }
///
/// let shoes = Shoe::filter(Shoe::sizes.has(43) & Shoe::sizes.array_length().gt(1));
/// assert!(shoes.sql(Dialect::Postgres).ends_with(
///     r#"WHERE ($1 = ANY("shoe"."sizes"))
///   AND cardinality("shoe"."sizes") > $2"#
/// ));
/// assert!(shoes.sql(Dialect::Sqlite).starts_with("-- "));
/// ```
pub trait ListFunctions: Expression {
    /// Whether this value is in it.
    fn has<O: Operand<Self::Model, <Base<Self> as List>::Item>>(
        self,
        value: O,
    ) -> Expr<Self::Model, Held<Self, O>>
    where
        Base<Self>: List,
    {
        Arguments::of(self)
            .and(value.into_operand())
            .call(Function::ListHas)
    }

    /// Whether all of these values are in it. Of none, true.
    fn has_all<I>(self, values: I) -> Expr<Self::Model, Mapped<Self, bool>>
    where
        Base<Self>: List,
        I: IntoIterator<Item: IntoColumn<<Base<Self> as List>::Item>>,
    {
        Arguments::of(self)
            .and_value(list::<Self, I>(values), <Base<Self> as Value>::TYPE)
            .call(Function::ListHasAll)
    }

    /// Whether one of these values is in it. Of none, false.
    fn overlaps<I>(self, values: I) -> Expr<Self::Model, Mapped<Self, bool>>
    where
        Base<Self>: List,
        I: IntoIterator<Item: IntoColumn<<Base<Self> as List>::Item>>,
    {
        Arguments::of(self)
            .and_value(list::<Self, I>(values), <Base<Self> as Value>::TYPE)
            .call(Function::ListOverlaps)
    }

    /// How many values it has.
    fn array_length(self) -> Expr<Self::Model, Mapped<Self, i64>>
    where
        Base<Self>: List,
    {
        Arguments::of(self).call(Function::ListLength)
    }

    /// The value at a position, the first being 0; `None` behind the end.
    fn at(self, position: u32) -> Expr<Self::Model, Option<<Base<Self> as List>::Item>>
    where
        Base<Self>: List,
    {
        let position =
            i32::try_from(position).map_or(i32::MAX, |position| position.saturating_add(1));
        Arguments::of(self)
            .and_value(Datum::Int32(position), SqlType::Int32)
            .call(Function::ListItem)
    }
}

impl<E: Expression> ListFunctions for E {}

fn list<E, I>(values: I) -> Datum
where
    E: Expression,
    Base<E>: List,
    I: IntoIterator<Item: IntoColumn<<Base<E> as List>::Item>>,
{
    Datum::Array(values.into_iter().map(IntoColumn::into_datum).collect())
}

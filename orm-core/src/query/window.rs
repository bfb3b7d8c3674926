use std::marker::PhantomData;
use std::ops::{Bound, RangeBounds};

use super::expression::{Expr, Expression};
use super::fold::{Fold, Group};
use super::keys::IntoKeys;
use super::order::IntoOrder;
use super::syntax::{self, Frame, FrameBound, OrderTerm, WindowFunction};
use crate::model::Model;
use crate::types::{ColumnType, Datum, SqlType};

/// The rows around a row of the model `M`, or the groups around a group of its rows, from which
/// [`over`](WindowCall::over) computes a value for it.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let place = row_number().over(partition_by(Book::author_id).order_by(Book::year.asc()));
/// let until_then = count().over(window().order_by(Book::year.asc()));
/// let rows: Vec<(String, i64, i64)> =
///     Book::query().select((Book::title, place, until_then)).order_by(Book::year.asc()).all(&db).await?;
/// assert_eq!(rows[1], ("Emma".into(), 2, 2));
/// assert_eq!(rows[2], ("Frankenstein".into(), 1, 3));
/// # Ok(()) }
/// ```
///
/// ```sql
/// -- on both databases
/// SELECT "book"."title", row_number() OVER (PARTITION BY "book"."author_id" ORDER BY "book"."year"), count(*) OVER (ORDER BY "book"."year")
/// FROM "book"
/// ORDER BY "book"."year"
/// ```
///
/// It is selected and ordered by. A filter says which rows there are to begin with, and refuses it before anything is sent.
#[derive(Debug)]
pub struct Window<M> {
    partition: Vec<syntax::Expr>,
    order: Vec<OrderTerm>,
    frame: Option<Frame>,
    model: PhantomData<fn() -> M>,
}

/// All rows of the query: `window().order_by(Sale::day.asc())`.
pub fn window<M>() -> Window<M> {
    Window {
        partition: Vec::new(),
        order: Vec::new(),
        frame: None,
        model: PhantomData,
    }
}

/// The rows that agree with the row in these expressions: `partition_by(Book::author_id)`.
pub fn partition_by<M>(keys: impl IntoKeys<Group<M>>) -> Window<M> {
    Window {
        partition: keys.into_keys(),
        ..window()
    }
}

impl<M> Window<M> {
    /// Only the rows that agree in these expressions as well.
    #[must_use]
    pub fn partition_by(mut self, keys: impl IntoKeys<Group<M>>) -> Self {
        self.partition.extend(keys.into_keys());
        self
    }

    /// In this order; an aggregate then counts the rows up to this one and those equal to it in the order, which makes a
    /// running total. Later calls append to it.
    #[must_use]
    pub fn order_by(mut self, order: impl IntoOrder<Group<M>>) -> Self {
        self.order.extend(order.into_terms());
        self
    }

    /// Only these rows, counted from the row itself in the order: `rows(-2..=0)` are the row and the two before it,
    /// `rows(..=0)` all up to the row, `rows(..)` all.
    #[must_use]
    pub fn rows(mut self, rows: impl RangeBounds<i64>) -> Self {
        let start = match rows.start_bound() {
            Bound::Unbounded => FrameBound::Unbounded,
            Bound::Included(&row) => bound(row),
            Bound::Excluded(&row) => bound(row.saturating_add(1)),
        };
        let end = match rows.end_bound() {
            Bound::Unbounded => FrameBound::Unbounded,
            Bound::Included(&row) => bound(row),
            Bound::Excluded(&row) => bound(row.saturating_sub(1)),
        };
        self.frame = Some(Frame { start, end });
        self
    }
}

fn bound(row: i64) -> FrameBound {
    match row {
        0 => FrameBound::CurrentRow,
        before if before < 0 => FrameBound::Preceding(before.saturating_abs().unsigned_abs()),
        after => FrameBound::Following(after.unsigned_abs()),
    }
}

impl<M> Clone for Window<M> {
    fn clone(&self) -> Self {
        Window {
            partition: self.partition.clone(),
            order: self.order.clone(),
            frame: self.frame,
            model: PhantomData,
        }
    }
}

/// Rows of whatever a window is of: what `row_number()` and its siblings are asked of.
pub enum AnyRow {}

/// What is asked of rows of `Self` can be computed over a window of `M`.
#[diagnostic::on_unimplemented(
    message = "the window is of rows of `{M}`, and what is computed over it of `{Self}`",
    label = "another model's rows"
)]
pub trait Within<M> {}

impl<M> Within<M> for M {}
impl<M> Within<M> for Group<M> {}
impl<M: Model> Within<M> for AnyRow {}

/// A function of the rows around a row, which [`over`](WindowCall::over) says.
#[derive(Debug)]
#[must_use = "a window function is no expression until `.over(…)` says of which rows"]
pub struct WindowCall<M, T> {
    function: WindowFunction,
    arguments: Vec<syntax::Expr>,
    depth: u16,
    types: PhantomData<fn() -> (M, T)>,
}

fn call<M, T>(function: WindowFunction, arguments: Vec<syntax::Expr>) -> WindowCall<M, T> {
    WindowCall {
        function,
        arguments,
        depth: 1,
        types: PhantomData,
    }
}

/// The row's number among the rows of the window, from 1.
pub fn row_number() -> WindowCall<AnyRow, i64> {
    call(WindowFunction::RowNumber, Vec::new())
}

/// The row's number, equal for rows that are equal in the order, with a gap after them.
pub fn rank() -> WindowCall<AnyRow, i64> {
    call(WindowFunction::Rank, Vec::new())
}

/// As [`rank`], without gaps.
pub fn dense_rank() -> WindowCall<AnyRow, i64> {
    call(WindowFunction::DenseRank, Vec::new())
}

/// [`rank`] as a share of the rows, from 0 to 1.
pub fn percent_rank() -> WindowCall<AnyRow, f64> {
    call(WindowFunction::PercentRank, Vec::new())
}

/// The share of the rows up to this one and its equals, above 0 and up to 1.
pub fn cume_dist() -> WindowCall<AnyRow, f64> {
    call(WindowFunction::CumulativeDistribution, Vec::new())
}

/// Which of so many equal parts of the window the row is in, from 1.
pub fn ntile(parts: i32) -> WindowCall<AnyRow, i32> {
    let parts = match parts {
        ..1 => syntax::Expr::Refused("`ntile` takes the number of parts, which is at least 1"),
        parts => number(parts),
    };
    call(WindowFunction::Tile, vec![parts])
}

/// A small number, bound as the databases' functions take it.
fn number(value: i32) -> syntax::Expr {
    syntax::Expr::Value(syntax::Value {
        datum: Datum::Int32(value),
        ty: SqlType::Int32,
        column: None,
    })
}

type Base<E> = <<E as Expression>::Type as ColumnType>::Base;

/// What is read of other rows of a window.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let since = Book::year - Book::year.lag(1).over(window().order_by(Book::year.asc()));
/// let years: Vec<Option<i32>> = Book::query().select(since).order_by(Book::year.asc()).all(&db).await?;
/// assert_eq!(years, [None, Some(2), Some(3)]);
/// # Ok(()) }
/// ```
pub trait WindowFunctions: Expression {
    /// The value on the row so many rows before, `None` where there is none.
    fn lag(self, rows: i32) -> WindowCall<Self::Model, Option<Base<Self>>> {
        of(WindowFunction::Lag, self, Some(number(rows)))
    }

    /// The value on the row so many rows after, `None` where there is none.
    fn lead(self, rows: i32) -> WindowCall<Self::Model, Option<Base<Self>>> {
        of(WindowFunction::Lead, self, Some(number(rows)))
    }

    /// The value on the first row of the window.
    fn first_value(self) -> WindowCall<Self::Model, Option<Base<Self>>> {
        of(WindowFunction::FirstValue, self, None)
    }

    /// The value on the last row of the window: with an order, that is this row or one equal to it, unless
    /// [`rows`](Window::rows) says otherwise.
    fn last_value(self) -> WindowCall<Self::Model, Option<Base<Self>>> {
        of(WindowFunction::LastValue, self, None)
    }

    /// The value on the row of this number, from 1, `None` where there is none.
    fn nth_value(self, number: i32) -> WindowCall<Self::Model, Option<Base<Self>>> {
        let number = match number {
            ..1 => syntax::Expr::Refused("`nth_value` counts the rows of the window from 1"),
            position => self::number(position),
        };
        of(WindowFunction::NthValue, self, Some(number))
    }
}

impl<E: Expression> WindowFunctions for E {}

fn of<E: Expression, T>(
    function: WindowFunction,
    operand: E,
    number: Option<syntax::Expr>,
) -> WindowCall<E::Model, T> {
    let operand = operand.into_expr();
    let depth = operand.depth();
    let arguments = std::iter::once(operand.into_node()).chain(number);
    WindowCall {
        depth,
        ..call(function, arguments.collect())
    }
}

impl<M, T: ColumnType> WindowCall<M, T> {
    /// Of these rows.
    pub fn over<N: Model>(self, window: Window<N>) -> Expr<N, T>
    where
        M: Within<N>,
    {
        let node = syntax::Window {
            arguments: self.arguments,
            ..syntax::Window::new(self.function, T::TYPE)
        };
        window.around(node, self.depth)
    }
}

impl<M: Model, T: ColumnType> Fold<M, T> {
    /// The aggregate of the rows around each row, instead of one for all: `Sale::amount.sum().over(window())`.
    pub fn over(self, window: Window<M>) -> Expr<M, T> {
        self.around(window)
    }
}

impl<M: Model, T: ColumnType> Fold<Group<M>, T> {
    /// The aggregate of the groups around each group: of the sums of the months so far, the sum.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let books = count::<Book>();
    /// let so_far = books.clone().sum().over_groups(window().order_by(Book::author_id.asc()));
    /// let rows: Vec<(i64, i64, Option<i64>)> = Book::query()
    ///     .group_by(Book::author_id)
    ///     .select((Book::author_id, books, so_far))
    ///     .order_by(Book::author_id.asc())
    ///     .all(&db)
    ///     .await?;
    /// assert_eq!(rows, [(jane.id, 2, Some(2)), (mary.id, 1, Some(3))]);
    /// # Ok(()) }
    /// ```
    pub fn over_groups(self, window: Window<M>) -> Expr<M, T> {
        self.around(window)
    }
}

impl<M, T: ColumnType> Fold<M, T> {
    fn around<N>(self, window: Window<N>) -> Expr<N, T> {
        let (fold, depth) = self.into_parts();
        let node = syntax::Window {
            arguments: fold.operand.into_iter().collect(),
            filter: fold.filter,
            distinct: fold.distinct,
            ..syntax::Window::new(WindowFunction::Aggregate(fold.function), T::TYPE)
        };
        window.around(node, depth)
    }
}

impl<M> Window<M> {
    fn around<T>(self, mut node: syntax::Window, depth: u16) -> Expr<M, T> {
        node.partition = self.partition;
        node.order = self.order;
        node.frame = self.frame;
        Expr::nested(syntax::Expr::Window(Box::new(node)), depth + 1)
    }
}

use super::column::Column;
use super::expression::{Expr, Expression};
use super::fold::Group;
use super::syntax;
use crate::model::Model;

/// What a filter takes: a truth about a row of the model `M`.
///
/// It is an expression that is true or false, such as `Book::title.eq("Emma")`, or a `bool` column by itself. Where a
/// condition is `NULL`, the row is not among those that meet it.
///
/// ```
/// use orm::prelude::*;
///
/// #[derive(Model)]
/// struct Task {
///     id: i64,
///     done: bool,
/// }
///
/// let open = Task::filter(!Task::done);
/// assert!(open.sql(Dialect::Postgres).ends_with(r#"WHERE NOT "task"."done""#));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition on `{M}`",
    label = "expected a condition on `{M}`",
    note = "a condition compares columns of the same model: `{M}::title.eq(\"x\")`; a related model is reached through a relation: `{M}::author.has(…)`, `{M}::books.any(…)`",
    note = "`filter` asks single rows, and `having` asks groups of them: `.having(count().gt(3))`"
)]
pub trait Condition<M>: Truth<M> {
    /// The condition as an expression.
    fn into_condition(self) -> Expr<M, bool>;
}

/// What stands beside a condition on `M` in `&` and `|`, and what [`having`](super::Query::having) takes: a condition on `M`,
/// and beside one on a [`Group`] of rows also one on what the rows of the group have in common, a key that it is grouped by.
///
/// The aggregate stands first: `count().gt(1) & Book::year.gt(1810)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition on `{M}`",
    label = "expected a condition on `{M}`",
    note = "a condition compares columns of the same model: `{M}::title.eq(\"x\")`; a related model is reached through a relation: `{M}::author.has(…)`, `{M}::books.any(…)`",
    note = "`filter` asks single rows, and `having` asks groups of them: `.having(count().gt(3))`, where an aggregate stands before what its group has in common: `count().gt(3) & {M}::year.gt(1810)`"
)]
pub trait Truth<M> {
    /// The condition as an expression.
    #[doc(hidden)]
    fn into_truth(self) -> Expr<M, bool>;
}

macro_rules! conditions {
    ($([$($generics:tt)*] $kind:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Condition<M> for $kind {
            fn into_condition(self) -> Expr<M, bool> {
                self.into_expr().cast()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Truth<M> for $kind {
            fn into_truth(self) -> Expr<M, bool> {
                self.into_condition()
            }
        }
    )*};
}

macro_rules! conditions_of_groups {
    ($([$($generics:tt)*] $kind:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Truth<Group<M>> for $kind {
            fn into_truth(self) -> Expr<Group<M>, bool> {
                self.into_expr().cast()
            }
        }
    )*};
}

conditions! {
    [M] Expr<M, bool>;
    [M] Expr<M, Option<bool>>;
    [M: Model, K] Column<M, bool, K>;
    [M: Model, K] Column<M, Option<bool>, K>;
}

conditions_of_groups! {
    [M: Model] Expr<M, bool>;
    [M: Model] Expr<M, Option<bool>>;
    [M: Model, K] Column<M, bool, K>;
    [M: Model, K] Column<M, Option<bool>, K>;
}

/// All of these conditions; of none, true.
///
/// A write that is filtered by none of them is refused: see [`Query::unfiltered`](super::Query::unfiltered).
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let words = ["and", "Pride"];
/// let books = Book::filter(all_of(words.map(|word| Book::title.contains(word))));
/// assert_eq!(books.get(&db).await?.title, "Pride and Prejudice");
/// # Ok(()) }
/// ```
pub fn all_of<M, C: Condition<M>>(conditions: impl IntoIterator<Item = C>) -> Expr<M, bool> {
    fold(conditions, syntax::Expr::all_of)
}

/// Any of these conditions; of none, false.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let words = ["Emma", "Frank"];
/// let books = Book::filter(any_of(words.map(|word| Book::title.starts_with(word))));
/// assert_eq!(books.count(&db).await?, 2);
/// # Ok(()) }
/// ```
pub fn any_of<M, C: Condition<M>>(conditions: impl IntoIterator<Item = C>) -> Expr<M, bool> {
    fold(conditions, syntax::Expr::any_of)
}

fn fold<M, C: Condition<M>>(
    conditions: impl IntoIterator<Item = C>,
    combine: impl FnOnce(Vec<syntax::Expr>) -> syntax::Expr,
) -> Expr<M, bool> {
    let mut depth = 0;
    let nodes = conditions
        .into_iter()
        .map(|condition| {
            let condition = condition.into_condition();
            depth = depth.max(condition.depth());
            condition.into_node()
        })
        .collect();
    Expr::nested(combine(nodes), depth + 1)
}

use super::column::Column;
use super::expression::{Expr, Expression};
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
pub trait Condition<M> {
    /// The condition as an expression.
    fn into_condition(self) -> Expr<M, bool>;
}

#[diagnostic::do_not_recommend]
impl<M> Condition<M> for Expr<M, bool> {
    fn into_condition(self) -> Expr<M, bool> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<M> Condition<M> for Expr<M, Option<bool>> {
    fn into_condition(self) -> Expr<M, bool> {
        self.cast()
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, K> Condition<M> for Column<M, bool, K> {
    fn into_condition(self) -> Expr<M, bool> {
        self.into_expr()
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, K> Condition<M> for Column<M, Option<bool>, K> {
    fn into_condition(self) -> Expr<M, bool> {
        self.into_expr().cast()
    }
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

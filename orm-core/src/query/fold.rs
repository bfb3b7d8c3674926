use std::marker::PhantomData;

use super::condition::Condition;
use super::expression::{Expr, Expression};
use super::syntax::{self, Aggregate};
use crate::model::Model;
use crate::types::{ColumnType, SqlType};

/// Rows of the model `M` taken together: what an aggregate such as [`count()`] or `Book::price.avg()` is asked of.
///
/// An expression over a group stands in `select`, `having` and the order of a grouped query, and nowhere that single rows
/// are asked: `filter(count().gt(3))` does not compile.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let prolific = Book::query().group_by(Book::author_id).having(count().gt(1));
/// assert_eq!(prolific.select(Book::author_id).all(&db).await?, [jane.id]);
/// # Ok(()) }
/// ```
pub struct Group<M>(PhantomData<fn() -> M>);

/// An aggregate over the rows of a query or of each of its groups: what [`count()`] gives, and the methods `count`, `sum`,
/// `avg`, `min` and `max` of an [`Expression`].
///
/// It can be calculated with, compared and ordered by, like any expression; [`filter`](Fold::filter) and
/// [`distinct`](Fold::distinct) say of which rows and values, [`over`](Fold::over) makes it a value of each row.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let books = Book::query();
/// let (books, span) = books.aggregate((count(), Book::year.max() - Book::year.min()), &db).await?;
/// assert_eq!((books, span), (3, Some(5)));
/// # Ok(()) }
/// ```
pub struct Fold<M, T> {
    fold: syntax::Fold,
    depth: u16,
    types: PhantomData<fn() -> (M, T)>,
}

/// How many rows there are: in the whole query, or in each group.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let by_author = Book::query().group_by(Book::author_id).select((Book::author_id, count()));
/// assert_eq!(by_author.order_by(count().desc()).first(&db).await?, Some((jane.id, 2)));
/// # Ok(()) }
/// ```
pub fn count<M: Model>() -> Fold<M, i64> {
    Fold {
        fold: syntax::Fold {
            function: Aggregate::Count,
            operand: None,
            distinct: false,
            filter: None,
            ty: SqlType::Int64,
        },
        depth: 1,
        types: PhantomData,
    }
}

impl<M, T: ColumnType> Fold<M, T> {
    pub(super) fn of<E: Expression<Model = M>>(function: Aggregate, operand: E) -> Self {
        let operand = operand.into_expr();
        Fold {
            depth: operand.depth() + 1,
            fold: syntax::Fold {
                function,
                operand: Some(operand.into_node()),
                distinct: false,
                filter: None,
                ty: T::TYPE,
            },
            types: PhantomData,
        }
    }

    /// Only the rows that meet a condition; a later call adds to it.
    ///
    /// | Postgres | SQLite |
    /// |---|---|
    /// | `count(*) FILTER (WHERE "book"."year" < $1)` | `count(*) FILTER (WHERE "book"."year" < ?)` |
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let early = count().filter(Book::year.lt(1814));
    /// let late = count().filter(Book::year.ge(1814));
    /// assert_eq!(Book::query().aggregate((early, late), &db).await?, (1, 2));
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn filter(mut self, condition: impl Condition<M>) -> Self {
        let condition = condition.into_condition();
        self.depth = self.depth.max(condition.depth() + 1);
        let condition = condition.into_node();
        self.fold.filter = Some(match self.fold.filter.take() {
            Some(before) => syntax::Expr::all_of([before, condition]),
            None => condition,
        });
        self
    }

    /// Each value once.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let authors = Book::author_id.count().distinct();
    /// assert_eq!(Book::query().aggregate(authors, &db).await?, 2);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn distinct(mut self) -> Self {
        self.fold.distinct = true;
        self
    }

    pub(super) fn into_parts(self) -> (syntax::Fold, u16) {
        (self.fold, self.depth)
    }
}

impl<M, T> Clone for Fold<M, T> {
    fn clone(&self) -> Self {
        Fold {
            fold: self.fold.clone(),
            depth: self.depth,
            types: PhantomData,
        }
    }
}

impl<M, T> std::fmt::Debug for Fold<M, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.fold.fmt(f)
    }
}

impl<M: Model, T: ColumnType> Expression for Fold<M, T> {
    type Model = Group<M>;
    type Type = T;

    fn into_expr(self) -> Expr<Group<M>, T> {
        Expr::nested(syntax::Expr::Fold(Box::new(self.fold)), self.depth)
    }
}

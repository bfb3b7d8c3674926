use std::marker::PhantomData;

use super::super::condition::Condition;
use super::super::expression::Expr;
use super::super::operand::Operand;
use super::super::syntax;
use crate::types::{ColumnType, Nullability, Nullable, Value};

/// A value that depends on conditions: `case().when(condition, value).otherwise(value)`.
///
/// A value is bound, or an expression over the same model. The first condition that holds counts.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let era = case()
///     .when(Book::year.lt(1815), "early")
///     .when(Book::year.eq(1815), Book::title)
///     .otherwise("late");
/// let books = Book::query().order_by(Book::year.asc()).select(era);
/// assert_eq!(books.clone().all(&db).await?, ["early", "Emma", "late"]);
/// assert_eq!(
///     books.sql(Dialect::Postgres).lines().next().unwrap(),
///     r#"SELECT CASE WHEN "book"."year" < $1 THEN $2::text WHEN "book"."year" = $3 THEN "book"."title" ELSE $4::text END"#
/// );
/// # Ok(()) }
/// ```
pub fn case() -> NoCase {
    NoCase(())
}

/// What [`case`] gives: nothing yet.
#[derive(Debug, Clone, Copy)]
#[must_use = "a case is no expression until `.otherwise(…)` or `.end()`"]
pub struct NoCase(());

impl NoCase {
    /// The value where this condition holds.
    pub fn when<M, T: Value, V: Operand<M, T>>(
        self,
        condition: impl Condition<M>,
        value: V,
    ) -> Case<M, T, V::Nullability> {
        let empty = Case::<M, T, V::Nullability> {
            branches: Vec::new(),
            depth: 1,
            types: PhantomData,
        };
        empty.branch(condition.into_condition(), value.into_operand())
    }
}

/// Types that are only named, and never held.
type Names<M, T, N> = fn() -> (M, T, N);

/// Conditions and values of type `T`, some of which may be `NULL` as `N` says.
#[must_use = "a case is no expression until `.otherwise(…)` or `.end()`"]
pub struct Case<M, T, N> {
    branches: Vec<(syntax::Expr, syntax::Expr)>,
    depth: u16,
    types: PhantomData<Names<M, T, N>>,
}

impl<M, T: Value, N: Nullability> Case<M, T, N> {
    /// The value where no condition before holds, and this one does.
    pub fn when<V: Operand<M, T>>(
        self,
        condition: impl Condition<M>,
        value: V,
    ) -> Case<M, T, N::Or<V::Nullability>> {
        self.branch(condition.into_condition(), value.into_operand())
    }

    /// The value where no condition holds.
    pub fn otherwise<V: Operand<M, T>>(
        self,
        value: V,
    ) -> Expr<M, <N::Or<V::Nullability> as Nullability>::Of<T>> {
        let value = value.into_operand();
        let depth = self.depth.max(value.depth());
        self.finish(Some(value.into_node()), depth)
    }

    /// `NULL` where no condition holds.
    pub fn end(self) -> Expr<M, <Nullable as Nullability>::Of<T>> {
        let depth = self.depth;
        self.finish(None, depth)
    }

    fn branch<O: Nullability>(
        mut self,
        condition: Expr<M, bool>,
        value: Expr<M, T>,
    ) -> Case<M, T, O> {
        let depth = condition.depth().max(value.depth());
        self.branches
            .push((condition.into_node(), value.into_node()));
        Case {
            branches: self.branches,
            depth: self.depth.max(depth),
            types: PhantomData,
        }
    }

    fn finish<U: ColumnType>(self, otherwise: Option<syntax::Expr>, depth: u16) -> Expr<M, U> {
        let case = syntax::Case {
            branches: self.branches,
            otherwise,
            ty: T::TYPE,
        };
        Expr::nested(syntax::Expr::Case(Box::new(case)), depth + 1)
    }
}

impl<M, T, N> Clone for Case<M, T, N> {
    fn clone(&self) -> Self {
        Case {
            branches: self.branches.clone(),
            depth: self.depth,
            types: PhantomData,
        }
    }
}

impl<M, T, N> std::fmt::Debug for Case<M, T, N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.branches.fmt(f)
    }
}

use std::marker::PhantomData;

use super::condition::{Condition, Truth};
use super::fold::Fold;
use super::operand::{IntoSet, Operand, Set};
use super::opposite::opposite;
use super::order::Order;
use super::syntax::{self, Aggregate, Comparison, TextMatch};
use crate::types::{ColumnType, Number, Ordered, Textual, Value};

/// How deep expressions may be nested: far from what SQLite parses, and from the end of a thread's stack. Conditions side by
/// side are one level, however many they are.
pub(crate) const MAX_DEPTH: u16 = 128;

/// An expression of type `T` over a row of the model `M`: what the methods of [`Expression`] give, and what a function of
/// your own can give to name a condition.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// fn is_early() -> Expr<Book, bool> {
///     Book::year.lt(1816)
/// }
/// assert_eq!(Book::filter(is_early()).count(&db).await?, 2);
/// assert_eq!(Author::filter(Author::books.all(is_early())).get(&db).await?, jane);
/// # Ok(()) }
/// ```
pub struct Expr<M, T> {
    node: syntax::Expr,
    depth: u16,
    types: PhantomData<fn() -> (M, T)>,
}

impl<M, T> Expr<M, T> {
    pub(crate) fn new(node: syntax::Expr) -> Self {
        Expr::nested(node, 1)
    }

    /// An expression over others, the deepest of which has this depth. What grows too deep is cut off here, so that
    /// neither rendering nor dropping it exhausts the stack; rendering then reports it.
    pub(crate) fn nested(node: syntax::Expr, depth: u16) -> Self {
        let too_deep = depth > MAX_DEPTH;
        Expr {
            node: if too_deep {
                syntax::Expr::TooDeep
            } else {
                node
            },
            depth: if too_deep { 1 } else { depth },
            types: PhantomData,
        }
    }

    pub(crate) fn node(&self) -> &syntax::Expr {
        &self.node
    }

    pub(crate) fn into_node(self) -> syntax::Expr {
        self.node
    }

    pub(crate) fn depth(&self) -> u16 {
        self.depth
    }

    pub(crate) fn cast<N, U>(self) -> Expr<N, U> {
        Expr {
            node: self.node,
            depth: self.depth,
            types: PhantomData,
        }
    }

    pub(crate) fn map(self, node: impl FnOnce(syntax::Expr) -> syntax::Expr) -> Self {
        Expr::nested(node(self.node), self.depth)
    }
}

impl<M, T> Clone for Expr<M, T> {
    fn clone(&self) -> Self {
        Expr {
            node: self.node.clone(),
            depth: self.depth,
            types: PhantomData,
        }
    }
}

impl<M, T> std::fmt::Debug for Expr<M, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.node.fmt(f)
    }
}

impl<M, T: ColumnType> Expression for Expr<M, T> {
    type Model = M;
    type Type = T;

    fn into_expr(self) -> Expr<M, T> {
        self
    }
}

pub(super) type Base<E> = <<E as Expression>::Type as ColumnType>::Base;

/// What can be compared, ordered by and calculated with: a [`Column`](super::Column), a related column
/// (`Book::author.then(Author::name)`), an aggregate of related rows (`Author::books.count()`), and what is made of them.
///
/// What it is compared with is a value of its type or another expression over the same model. A value is always bound,
/// never written into the text. An expression that may be `NULL` is compared as if it were not an `Option`.
///
/// # Comparisons
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let titles = async |condition| -> Result<Vec<String>, orm::Error> {
///     let books = Book::filter(condition).order_by(Book::year.asc()).all(&db).await?;
///     Ok(books.into_iter().map(|book| book.title).collect())
/// };
/// assert_eq!(titles(Book::year.eq(1815)).await?, ["Emma"]);
/// assert_eq!(titles(Book::year.between(1814, 1818)).await?, ["Emma", "Frankenstein"]);
/// assert_eq!(titles(Book::publisher_id.is_not_null()).await?, ["Emma"]);
/// assert_eq!(titles(Book::author_id.eq(Book::id)).await?, ["Emma"]); // with another column
/// # Ok(()) }
/// ```
///
/// # Text
///
/// Case matters unless the name begins with `i`. `%` and `_` mean themselves everywhere but in [`like`](Expression::like).
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// # let titles = async |condition| -> Result<Vec<String>, orm::Error> {
/// #     let books = Book::filter(condition).order_by(Book::year.asc()).all(&db).await?;
/// #     Ok(books.into_iter().map(|book| book.title).collect())
/// # };
/// assert_eq!(titles(Book::title.contains("and")).await?, ["Pride and Prejudice"]);
/// assert_eq!(titles(Book::title.istarts_with("FRANK")).await?, ["Frankenstein"]);
/// assert_eq!(titles(Book::title.ends_with("stein")).await?, ["Frankenstein"]);
/// assert_eq!(titles(Book::title.ieq("emma")).await?, ["Emma"]);
/// assert_eq!(titles(Book::title.like("%a%e%")).await?, ["Pride and Prejudice", "Frankenstein"]);
/// # let sql = |condition: Expr<Author, bool>| {
/// #     let query = Author::filter(condition);
/// #     [Dialect::Postgres, Dialect::Sqlite].map(|dialect| query.sql(dialect).split_once("WHERE ").unwrap().1.to_owned())
/// # };
/// # assert_eq!(sql(Author::name.contains("a")), [r#""author"."name" LIKE $1 ESCAPE '\'"#, r#"instr("author"."name", ?) > 0"#]);
/// # assert_eq!(sql(Author::name.starts_with("a")), [r#""author"."name" LIKE $1 ESCAPE '\'"#, r#""author"."name" GLOB ?"#]);
/// # assert_eq!(sql(Author::name.icontains("a")), [r#""author"."name" ILIKE $1 ESCAPE '\'"#, r#""author"."name" LIKE ? ESCAPE '\'"#]);
/// # assert_eq!(sql(Author::name.like("a")), [r#""author"."name" LIKE $1 ESCAPE '\'"#, r#""author"."name" GLOB ?"#]);
/// # Ok(()) }
/// ```
///
/// | | Postgres | SQLite |
/// |---|---|---|
/// | `contains("a")` | `"author"."name" LIKE $1 ESCAPE '\'` | `instr("author"."name", ?) > 0` |
/// | `starts_with("a")`, `like("a%")` | `"author"."name" LIKE $1 ESCAPE '\'` | `"author"."name" GLOB ?` |
/// | `icontains("a")` | `"author"."name" ILIKE $1 ESCAPE '\'` | `"author"."name" LIKE ? ESCAPE '\'` |
///
/// # Sets
///
/// A set of any size is one bound parameter, so that the SQL stays the same and its prepared statement is used again.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// # let titles = async |condition| -> Result<Vec<String>, orm::Error> {
/// #     let books = Book::filter(condition).order_by(Book::year.asc()).all(&db).await?;
/// #     Ok(books.into_iter().map(|book| book.title).collect())
/// # };
/// assert_eq!(titles(Book::title.is_in(["Emma", "Persuasion"])).await?, ["Emma"]);
/// assert_eq!(titles(Book::year.not_in(vec![1813, 1815])).await?, ["Frankenstein"]);
/// assert_eq!(titles(Book::year.is_in([0; 0])).await?, [""; 0]);
/// # Ok(()) }
/// ```
///
/// # And, or, not
///
/// `&`, `|` and `!` are `and`, `or` and `not` in a shorter form. [`all_of`](super::all_of) and [`any_of`](super::any_of) take
/// any number of conditions.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// # let titles = async |condition| -> Result<Vec<String>, orm::Error> {
/// #     let books = Book::filter(condition).order_by(Book::year.asc()).all(&db).await?;
/// #     Ok(books.into_iter().map(|book| book.title).collect())
/// # };
/// let early = || Book::year.lt(1816);
/// assert_eq!(titles(early() & Book::title.contains("d")).await?, ["Pride and Prejudice"]);
/// assert_eq!(titles(early().and(Book::title.contains("d"))).await?, ["Pride and Prejudice"]);
/// assert_eq!(titles(!early() | Book::title.eq("Emma")).await?, ["Emma", "Frankenstein"]);
/// # Ok(()) }
/// ```
///
/// # Arithmetic
///
/// `+ - * /` on numbers, `%` on integers. A division by zero is `NULL` on both databases, so `/` and `%` give an `Option`.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// # let titles = async |condition| -> Result<Vec<String>, orm::Error> {
/// #     let books = Book::filter(condition).order_by(Book::year.asc()).all(&db).await?;
/// #     Ok(books.into_iter().map(|book| book.title).collect())
/// # };
/// assert_eq!(titles((Book::year - 1800).gt(15)).await?, ["Frankenstein"]);
/// assert_eq!(titles((Book::year % 2).eq(0)).await?, ["Frankenstein"]);
/// assert_eq!(titles((Book::year / 0).is_null()).await?.len(), 3);
/// # Ok(()) }
/// ```
#[allow(
    clippy::wrong_self_convention,
    reason = "an expression is a small value that is used up, and these are SQL's own names"
)]
pub trait Expression: Sized {
    /// The model whose rows it is asked of, or a [`Group`](super::Group) of them.
    type Model;
    /// Its type.
    type Type: ColumnType;

    /// The expression as a value, its type erased to the model's and its own.
    fn into_expr(self) -> Expr<Self::Model, Self::Type>;

    /// `=`. A `NULL` on either side makes it neither true nor false; ask for `NULL` with [`is_null`](Expression::is_null).
    fn eq(self, other: impl Operand<Self::Model, Base<Self>>) -> Expr<Self::Model, bool> {
        compare(self, Comparison::Equal, other)
    }

    /// `<>`. A `NULL` on either side makes it neither true nor false; [`exclude`](super::Query::exclude) gives such rows too.
    fn ne(self, other: impl Operand<Self::Model, Base<Self>>) -> Expr<Self::Model, bool> {
        compare(self, Comparison::NotEqual, other)
    }

    /// `<`.
    fn lt(self, other: impl Operand<Self::Model, Base<Self>>) -> Expr<Self::Model, bool>
    where
        Base<Self>: Ordered,
    {
        compare(self, Comparison::Less, other)
    }

    /// `<=`.
    fn le(self, other: impl Operand<Self::Model, Base<Self>>) -> Expr<Self::Model, bool>
    where
        Base<Self>: Ordered,
    {
        compare(self, Comparison::LessOrEqual, other)
    }

    /// `>`.
    fn gt(self, other: impl Operand<Self::Model, Base<Self>>) -> Expr<Self::Model, bool>
    where
        Base<Self>: Ordered,
    {
        compare(self, Comparison::Greater, other)
    }

    /// `>=`.
    fn ge(self, other: impl Operand<Self::Model, Base<Self>>) -> Expr<Self::Model, bool>
    where
        Base<Self>: Ordered,
    {
        compare(self, Comparison::GreaterOrEqual, other)
    }

    /// Within two bounds, both included.
    fn between(
        self,
        low: impl Operand<Self::Model, Base<Self>>,
        high: impl Operand<Self::Model, Base<Self>>,
    ) -> Expr<Self::Model, bool>
    where
        Base<Self>: Ordered,
    {
        let operand = self.into_expr();
        let (low, high) = (low.into_operand(), high.into_operand());
        let depth = operand.depth().max(low.depth()).max(high.depth()) + 1;
        let operand = operand.into_node();
        let node = syntax::Expr::Between {
            low: Box::new(low.into_node().named_after(&operand)),
            high: Box::new(high.into_node().named_after(&operand)),
            operand: Box::new(operand),
        };
        Expr::nested(node, depth)
    }

    /// One of these values, which are bound as one parameter however many they are. Of none, false; otherwise `NULL`
    /// where the expression is.
    ///
    /// | Postgres | SQLite |
    /// |---|---|
    /// | `"book"."title" = ANY($1)` | `"book"."title" IN (SELECT value FROM json_each(?))` |
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let books = Book::filter(Book::title.is_in(["Emma", "Persuasion"]));
    /// assert_eq!(books.clone().count(&db).await?, 1);
    /// assert!(books.sql(Dialect::Postgres).ends_with(r#"WHERE "book"."title" = ANY($1)"#));
    /// assert!(books.sql(Dialect::Sqlite).ends_with(r#"WHERE "book"."title" IN (SELECT value FROM json_each(?))"#));
    /// # Ok(()) }
    /// ```
    fn is_in(self, set: impl IntoSet<Base<Self>>) -> Expr<Self::Model, bool> {
        membership(self, set, false)
    }

    /// None of these values. Of none, true; otherwise `NULL` where the expression is.
    fn not_in(self, set: impl IntoSet<Base<Self>>) -> Expr<Self::Model, bool> {
        membership(self, set, true)
    }

    /// Whether it is `NULL`.
    fn is_null(self) -> Expr<Self::Model, bool> {
        null_test(self, false)
    }

    /// Whether it has a value.
    fn is_not_null(self) -> Expr<Self::Model, bool> {
        null_test(self, true)
    }

    /// Whether the text is like a pattern, in which `%` stands for any text, `_` for any character, and `\` takes the
    /// meaning from the character after it. Case matters.
    fn like(self, pattern: impl Operand<Self::Model, String>) -> Expr<Self::Model, bool>
    where
        Base<Self>: Textual,
    {
        matches(self, TextMatch::Like, true, pattern)
    }

    /// Whether the text has this text in it. Case matters; `%` and `_` mean themselves.
    fn contains(self, text: impl Operand<Self::Model, String>) -> Expr<Self::Model, bool>
    where
        Base<Self>: Textual,
    {
        matches(self, TextMatch::Contains, true, text)
    }

    /// As [`contains`](Expression::contains) without regard to case: of all letters on Postgres, of `a` to `z` on SQLite.
    fn icontains(self, text: impl Operand<Self::Model, String>) -> Expr<Self::Model, bool>
    where
        Base<Self>: Textual,
    {
        matches(self, TextMatch::Contains, false, text)
    }

    /// Whether the text begins with this text. Case matters; `%` and `_` mean themselves.
    fn starts_with(self, text: impl Operand<Self::Model, String>) -> Expr<Self::Model, bool>
    where
        Base<Self>: Textual,
    {
        matches(self, TextMatch::StartsWith, true, text)
    }

    /// As [`starts_with`](Expression::starts_with) without regard to case: of all letters on Postgres, of `a` to `z` on SQLite.
    fn istarts_with(self, text: impl Operand<Self::Model, String>) -> Expr<Self::Model, bool>
    where
        Base<Self>: Textual,
    {
        matches(self, TextMatch::StartsWith, false, text)
    }

    /// Whether the text ends with this text. Case matters; `%` and `_` mean themselves.
    fn ends_with(self, text: impl Operand<Self::Model, String>) -> Expr<Self::Model, bool>
    where
        Base<Self>: Textual,
    {
        matches(self, TextMatch::EndsWith, true, text)
    }

    /// As [`ends_with`](Expression::ends_with) without regard to case: of all letters on Postgres, of `a` to `z` on SQLite.
    fn iends_with(self, text: impl Operand<Self::Model, String>) -> Expr<Self::Model, bool>
    where
        Base<Self>: Textual,
    {
        matches(self, TextMatch::EndsWith, false, text)
    }

    /// Whether the texts are equal without regard to case: of all letters on Postgres, of `a` to `z` on SQLite.
    fn ieq(self, text: impl Operand<Self::Model, String>) -> Expr<Self::Model, bool>
    where
        Base<Self>: Textual,
    {
        matches(self, TextMatch::Equals, false, text)
    }

    /// Both hold.
    fn and(self, other: impl Truth<Self::Model>) -> Expr<Self::Model, bool>
    where
        Self: Condition<Self::Model>,
    {
        let (left, right) = (self.into_condition(), other.into_truth());
        let depth = left.depth().max(right.depth()) + 1;
        let depth = if left.is_and() { depth - 1 } else { depth };
        Expr::nested(
            syntax::Expr::all_of([left.into_node(), right.into_node()]),
            depth,
        )
    }

    /// Either holds, or both.
    fn or(self, other: impl Truth<Self::Model>) -> Expr<Self::Model, bool>
    where
        Self: Condition<Self::Model>,
    {
        let (left, right) = (self.into_condition(), other.into_truth());
        let depth = left.depth().max(right.depth()) + 1;
        let depth = if left.is_or() { depth - 1 } else { depth };
        Expr::nested(
            syntax::Expr::any_of([left.into_node(), right.into_node()]),
            depth,
        )
    }

    /// It does not hold. Where it is `NULL`, so is its opposite.
    fn not(self) -> Expr<Self::Model, bool>
    where
        Self: Condition<Self::Model>,
    {
        let operand = self.into_condition();
        let depth = operand.depth() + 1;
        Expr::nested(opposite(operand.into_node()), depth)
    }

    /// How many rows of the query or group have a value here; with [`distinct`](Fold::distinct), how many values.
    fn count(self) -> Fold<Self::Model, i64> {
        Fold::of(Aggregate::Count, self)
    }

    /// The sum over the rows of the query or group; `None` where there are none.
    fn sum(self) -> Fold<Self::Model, Option<<Base<Self> as Number>::Sum>>
    where
        Base<Self>: Number,
    {
        Fold::of(Aggregate::Sum, self)
    }

    /// The mean over the rows of the query or group; `None` where there are none.
    fn avg(self) -> Fold<Self::Model, Option<<Base<Self> as Number>::Average>>
    where
        Base<Self>: Number,
    {
        Fold::of(Aggregate::Average, self)
    }

    /// The least value over the rows of the query or group; `None` where there are none.
    fn min(self) -> Fold<Self::Model, Option<Base<Self>>>
    where
        Base<Self>: Ordered,
    {
        Fold::of(Aggregate::Min, self)
    }

    /// The greatest value over the rows of the query or group; `None` where there are none.
    fn max(self) -> Fold<Self::Model, Option<Base<Self>>>
    where
        Base<Self>: Ordered,
    {
        Fold::of(Aggregate::Max, self)
    }

    /// Upward, the least first, `NULL` last.
    fn asc(self) -> Order<Self::Model> {
        Order::new(self.into_expr().into_node(), Self::Type::TYPE, false)
    }

    /// Downward, the greatest first, `NULL` before it.
    fn desc(self) -> Order<Self::Model> {
        Order::new(self.into_expr().into_node(), Self::Type::TYPE, true)
    }
}

impl<M> Expr<M, bool> {
    fn is_and(&self) -> bool {
        matches!(self.node, syntax::Expr::And(_))
    }

    fn is_or(&self) -> bool {
        matches!(self.node, syntax::Expr::Or(_))
    }
}

fn compare<E: Expression, T: Value>(
    left: E,
    operator: Comparison,
    right: impl Operand<E::Model, T>,
) -> Expr<E::Model, bool> {
    let (left, right) = (left.into_expr(), right.into_operand());
    let depth = left.depth().max(right.depth()) + 1;
    let left = left.into_node();
    let node = syntax::Expr::Compare {
        operator,
        right: Box::new(right.into_node().named_after(&left)),
        left: Box::new(left),
    };
    Expr::nested(node, depth)
}

fn membership<E: Expression>(
    operand: E,
    set: impl IntoSet<Base<E>>,
    negated: bool,
) -> Expr<E::Model, bool> {
    let operand = operand.into_expr();
    let depth = operand.depth() + 1;
    let operand = operand.into_node();
    let node = match set.into_set() {
        Set::Values(values) => syntax::Expr::In(Box::new(syntax::Membership {
            operands: vec![operand],
            types: vec![<Base<E> as Value>::TYPE],
            rows: values.into_iter().map(|datum| vec![datum]).collect(),
            negated,
        })),
        Set::Query(select) => syntax::Expr::InQuery {
            operand: Box::new(operand),
            select,
            negated,
        },
    };
    Expr::nested(node, depth)
}

fn null_test<E: Expression>(operand: E, negated: bool) -> Expr<E::Model, bool> {
    let operand = operand.into_expr();
    let depth = operand.depth() + 1;
    let node = syntax::Expr::IsNull {
        operand: Box::new(operand.into_node()),
        negated,
    };
    Expr::nested(node, depth)
}

fn matches<E: Expression>(
    operand: E,
    kind: TextMatch,
    case_sensitive: bool,
    pattern: impl Operand<E::Model, String>,
) -> Expr<E::Model, bool> {
    let (operand, pattern) = (operand.into_expr(), pattern.into_operand());
    let depth = operand.depth().max(pattern.depth()) + 1;
    let operand = operand.into_node();
    let node = syntax::Expr::Matches {
        kind,
        case_sensitive,
        pattern: Box::new(pattern.into_node().named_after(&operand)),
        operand: Box::new(operand),
    };
    Expr::nested(node, depth)
}

impl syntax::Expr {
    /// A bound value is named after the column that it is compared with, for errors.
    pub(super) fn named_after(self, other: &syntax::Expr) -> Self {
        match (self, other) {
            (syntax::Expr::Value(value), syntax::Expr::Column(column)) => {
                syntax::Expr::Value(syntax::Value {
                    column: Some((column.table, column.column)),
                    ..value
                })
            }
            (unchanged, _) => unchanged,
        }
    }
}

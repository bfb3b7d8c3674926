use std::marker::PhantomData;

use super::expression::{Expr, Expression};
use super::operand::{IntoSet, Operand, Set};
use super::select::{Query, State};
use super::selection::{Selectable, Selected};
use super::syntax::{self, OuterColumn};
use crate::db::Row;
use crate::error::Result;
use crate::load::Projection;
use crate::model::Model;
use crate::schema::Table;
use crate::types::{ColumnType, Value};

/// Whether a query has a row, as a condition on a row of another query. [`outer`] names that row's columns within.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let same_year = Book::filter(Book::year.eq(outer(Book::year)) & Book::id.ne(outer(Book::id)));
/// assert_eq!(Book::filter(!exists(same_year)).count(&db).await?, 3);
/// # Ok(()) }
/// ```
///
/// ```sql
/// -- on both databases
/// WHERE NOT EXISTS (SELECT "book_2"."id" FROM "book" AS "book_2" WHERE "book_2"."year" = "book"."year" AND "book_2"."id" <> "book"."id")
/// ```
pub fn exists<M, N: Model, L: Projection<N>, S: State>(query: Query<N, L, S>) -> Expr<M, bool> {
    Expr::new(syntax::Expr::ExistsQuery(Box::new(query.complete())))
}

/// The one value of a query that selects one expression, to compare with, to calculate with and to select: of several
/// rows the first one's, of none `None`.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let newest = scalar(Book::query().select(Book::year.max()));
/// assert_eq!(Book::filter(Book::year.eq(newest)).get(&db).await?.title, "Frankenstein");
///
/// let first = Book::filter(Book::author_id.eq(outer(Author::id))).order_by(Book::year.asc()).select(Book::title);
/// let rows: Vec<(String, Option<String>)> =
///     Author::query().select((Author::name, scalar(first))).order_by(Author::name.asc()).all(&db).await?;
/// assert_eq!(rows[0].1.as_deref(), Some("Pride and Prejudice"));
/// # Ok(()) }
/// ```
pub fn scalar<N, X, S>(
    query: Query<N, Selected<X>, S>,
) -> Unscoped<Option<<X::Row as ColumnType>::Base>>
where
    N: Model,
    X: Selectable<N, Row: ColumnType>,
    S: State,
{
    Unscoped::new(syntax::Expr::Query {
        select: Box::new(query.complete()),
        ty: <X::Row as ColumnType>::TYPE,
    })
}

/// A column of the row of an enclosing query, or an expression of its columns and of those it reaches by relations to one
/// row: within a sub-query, what its own columns are compared with.
///
/// Of several enclosing queries for `M` the nearest one is meant. Where there is none, the query is
/// [`Error::Configuration`](crate::Error::Configuration) before anything is sent.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let books = Book::filter(Book::author_id.eq(outer(Author::id)) & Book::year.gt(1816));
/// assert_eq!(Author::filter(exists(books)).get(&db).await?, mary);
/// # Ok(()) }
/// ```
pub fn outer<M: Model, E: Expression<Model = M>>(expression: E) -> Unscoped<E::Type> {
    let mut node = expression.into_expr().into_node();
    name_outer(&mut node, M::table());
    Unscoped::new(node)
}

/// The same expression, asked of a row of the enclosing query for this table.
fn name_outer(node: &mut syntax::Expr, of: &'static Table) {
    match node {
        syntax::Expr::Column(column) => {
            *node = syntax::Expr::Outer(OuterColumn {
                of,
                column: column.clone(),
            });
        }
        syntax::Expr::Present(_)
        | syntax::Expr::Exists(_)
        | syntax::Expr::Aggregate { .. }
        | syntax::Expr::JoinColumn(_)
        | syntax::Expr::KeyIn(_) => {
            *node = syntax::Expr::Refused(
                "`outer(…)` takes columns, and what is calculated with them, not questions about related rows: \
                 ask those in the enclosing query itself",
            );
        }
        _ => node.for_each_child_mut(&mut |child| name_outer(child, of)),
    }
}

/// A value that is not asked of a row of the query that it stands in: a [`scalar`] sub-query, or a column of an
/// enclosing query by [`outer`].
#[derive(Debug, Clone)]
pub struct Unscoped<T> {
    node: syntax::Expr,
    types: PhantomData<fn() -> T>,
}

impl<T: ColumnType> Unscoped<T> {
    fn new(node: syntax::Expr) -> Self {
        Unscoped {
            node,
            types: PhantomData,
        }
    }

    /// The value as an expression of rows of `M`, which has all that an [`Expression`](super::Expression) has.
    pub fn of<M>(self) -> Expr<M, T> {
        Expr::new(self.node)
    }
}

#[diagnostic::do_not_recommend]
impl<M, C: ColumnType> Operand<M, C::Base> for Unscoped<C> {
    type Nullability = C::Nullability;

    fn into_operand(self) -> Expr<M, C::Base> {
        Expr::new(self.node)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, T: ColumnType> Selectable<M> for Unscoped<T> {
    type Row = T;

    fn nodes(&self, nodes: &mut Vec<syntax::Expr>) {
        nodes.push(self.node.clone());
    }

    fn width(&self) -> usize {
        1
    }

    fn read(&self, row: &mut Row<'_>) -> Result<T> {
        row.next()
    }
}

/// The values of a query that selects one expression.
#[diagnostic::do_not_recommend]
impl<T, N, X, S> IntoSet<T> for Query<N, Selected<X>, S>
where
    T: Value,
    N: Model,
    X: Selectable<N, Row: ColumnType<Base = T>>,
    S: State,
{
    fn into_set(self) -> Set {
        Set::Query(Box::new(self.complete()))
    }
}

use super::expression::Expression;
use super::operand::{IntoSet, Set};
use super::select::{Query, State};
use super::selection::{Selectable, Selected};
use super::syntax::{self, OuterColumn};
use super::unscoped::Unscoped;
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
pub fn exists<N: Model, L: Projection<N>, S: State>(query: Query<N, L, S>) -> Unscoped<bool> {
    Unscoped::new(syntax::Expr::ExistsQuery(Box::new(query.complete())), 1)
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
    let node = syntax::Expr::Query {
        select: Box::new(query.complete()),
        ty: <X::Row as ColumnType>::TYPE,
    };
    Unscoped::new(node, 1)
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
    let expression = expression.into_expr();
    let depth = expression.depth();
    let mut node = expression.into_node();
    name_outer(&mut node, M::table());
    Unscoped::new(node, depth)
}

/// The same expression, asked of a row of the enclosing query for this table.
fn name_outer(node: &mut syntax::Expr, of: &'static Table) {
    match node {
        syntax::Expr::Column(column) => {
            *node = syntax::Expr::Outer(OuterColumn {
                of,
                nearer: 0,
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

use std::marker::PhantomData;

use super::fold::Group;
use super::syntax::{self, Nulls, OrderTerm};
use crate::model::Model;
use crate::types::SqlType;

/// One term of an order over rows of the model `M`: `Book::title.asc()`.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let orders = vec![Book::publisher_id.asc().nulls_first(), Book::year.desc()];
/// let books = Book::query().order_by(orders).all(&db).await?;
/// let years: Vec<i32> = books.iter().map(|book| book.year).collect();
/// assert_eq!(years, [1818, 1813, 1815]);
/// # Ok(()) }
/// ```
///
/// An order that a user chooses is a `match` from a list of one's own, so that nothing but what stands there can be
/// ordered by:
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # use orm::query::Order;
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// fn chosen(name: &str) -> Option<Order<Book>> {
///     Some(match name {
///         "title" => Book::title.lower().asc(),
///         "newest" => Book::year.desc(),
///         "author" => Book::author.then(Author::name).asc(),
///         _ => return None,
///     })
/// }
///
/// let orders: Vec<Order<Book>> = "author,newest,password".split(',').filter_map(chosen).collect();
/// let books = Book::query().order_by(orders).all(&db).await?;
/// assert_eq!(books.iter().map(|book| book.year).collect::<Vec<_>>(), [1815, 1813, 1818]);
/// # Ok(()) }
/// ```
///
/// It is written only where the database would do otherwise by itself:
///
/// | | Postgres | SQLite |
/// |---|---|---|
/// | `asc()` | `"publisher_id"` | `"publisher_id" NULLS LAST` |
/// | `asc().nulls_first()` | `"publisher_id" NULLS FIRST` | `"publisher_id"` |
/// | `desc()` | `"publisher_id" DESC` | `"publisher_id" DESC NULLS FIRST` |
/// | `desc().nulls_last()` | `"publisher_id" DESC NULLS LAST` | `"publisher_id" DESC` |
pub struct Order<M> {
    term: OrderTerm,
    model: PhantomData<fn() -> M>,
}

impl<M> Order<M> {
    pub(crate) fn new(operand: syntax::Expr, ty: SqlType, descending: bool) -> Self {
        Order {
            term: OrderTerm {
                operand,
                ty,
                descending,
                nulls: None,
            },
            model: PhantomData,
        }
    }

    /// Puts `NULL` before all values.
    pub fn nulls_first(mut self) -> Self {
        self.term.nulls = Some(Nulls::First);
        self
    }

    /// Puts `NULL` after all values.
    pub fn nulls_last(mut self) -> Self {
        self.term.nulls = Some(Nulls::Last);
        self
    }
}

impl<M> Clone for Order<M> {
    fn clone(&self) -> Self {
        Order {
            term: self.term.clone(),
            model: PhantomData,
        }
    }
}

impl<M> std::fmt::Debug for Order<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.term.fmt(f)
    }
}

/// What [`order_by`](super::Query::order_by) takes: one term, a tuple of up to eight terms, or a `Vec` of them. The first
/// term counts most.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an order of `{M}`",
    label = "expected a term of `{M}` such as `{M}::title.asc()`, or a tuple of them"
)]
pub trait IntoOrder<M> {
    /// The terms, the first one first.
    #[doc(hidden)]
    fn into_terms(self) -> Vec<OrderTerm>;
}

#[diagnostic::do_not_recommend]
impl<M> IntoOrder<M> for Order<M> {
    fn into_terms(self) -> Vec<OrderTerm> {
        vec![self.term]
    }
}

#[diagnostic::do_not_recommend]
impl<M> IntoOrder<M> for Vec<Order<M>> {
    fn into_terms(self) -> Vec<OrderTerm> {
        self.into_iter().map(|order| order.term).collect()
    }
}

/// The groups of a query are ordered by what their rows have in common, too.
#[diagnostic::do_not_recommend]
impl<M: Model> IntoOrder<Group<M>> for Order<M> {
    fn into_terms(self) -> Vec<OrderTerm> {
        vec![self.term]
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoOrder<Group<M>> for Vec<Order<M>> {
    fn into_terms(self) -> Vec<OrderTerm> {
        self.into_iter().map(|order| order.term).collect()
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+))*) => {$(
        #[diagnostic::do_not_recommend]
        impl<Of, $($name: IntoOrder<Of>),+> IntoOrder<Of> for ($($name,)+) {
            fn into_terms(self) -> Vec<OrderTerm> {
                let mut terms = Vec::new();
                $(terms.extend(self.$index.into_terms());)+
                terms
            }
        }
    )*};
}

tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
}

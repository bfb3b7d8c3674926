use std::marker::PhantomData;

use super::kinds::Relation;
use crate::model::{Key, Model};
use crate::query::syntax::{self, RelatedRows};
use crate::query::{Filtered, Query};
use crate::types::Datum;

/// The rows that a relation leads to from one row: what an accessor such as `author.books()` gives.
///
/// It is a query that has not run. What it offers depends on the relation:
///
/// | from one row to | |
/// |---|---|
/// | one row, `book.author()` | [`get`](Related::get), [`with`](Related::with) |
/// | one row or none, `book.publisher()`, `author.biography()` | the same; `get` gives an `Option`. `author.biography().create()` makes the row that refers to this one |
/// | many rows, `author.books()` | every method of a [`Query`], `contains`, `create`, `add`; and where the foreign key is an `Option`, `remove`, `clear` and `replace` |
/// | many over a join table, `book.subjects()` | every method of a [`Query`], `contains`, `create`, `add`, `remove`, `clear`, `replace` |
/// | many over a `through` model, `student.courses()` | every method of a [`Query`], `contains`, `remove`, `clear`, and [`link`](Related::link) instead of `create` and `add`, since a join row has columns of its own |
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// assert_eq!(jane.books().filter(Book::year.gt(1814)).get(&db).await?.title, "Emma");
/// assert_eq!(mary.biography().get(&db).await?, None);
///
/// let lodore = mary.books().create().title("Lodore").year(1835).save(&db).await?;
/// assert_eq!(lodore.author().get(&db).await?, mary);
///
/// let debt = lodore.subjects().create().name("Debt").save(&db).await?;
/// assert_eq!(debt.books().get(&db).await?, lodore);
/// # Ok(()) }
/// ```
pub struct Related<R: Relation> {
    link: Vec<Datum>,
    key: Vec<Datum>,
    relation: PhantomData<fn() -> R>,
}

impl<R: Relation> Related<R> {
    /// The rows related to this one.
    #[doc(hidden)]
    pub fn of(row: &R::From) -> Self {
        let near = R::reference().near();
        Related {
            link: near.iter().map(|&column| row.datum(column)).collect(),
            key: row.key().into_datums(),
            relation: PhantomData,
        }
    }

    /// The values that link: of the near side's columns, in the relation's order.
    pub(crate) fn link_values(&self) -> &[Datum] {
        &self.link
    }

    /// The primary key of the row.
    pub(crate) fn key_values(&self) -> &[Datum] {
        &self.key
    }

    pub(crate) fn into_link(self) -> Vec<Datum> {
        self.link
    }

    /// The related rows as a query of their model.
    pub(crate) fn rows(&self) -> Query<R::To, (), Filtered> {
        let relation = R::reference();
        let link = self.link.iter().cloned();
        let condition = match relation.join() {
            None => syntax::Expr::key_equals(relation.to(), relation.far(), link),
            Some(join) => {
                let near = syntax::Expr::all_of(join.near.columns.iter().zip(link).map(
                    |(&column, datum)| {
                        syntax::Expr::JoinColumn(column).equals((join.table, column), datum)
                    },
                ));
                syntax::Expr::Exists(Box::new(RelatedRows {
                    path: Vec::new(),
                    // This row is in hand, whether it was deleted or not.
                    relation: relation.reverse().with_deleted(),
                    filter: Some(near),
                }))
            }
        };
        let rows = Query::related(condition);
        match relation.soft_delete() {
            Some(_) => rows,
            None => rows.even_deleted(),
        }
    }
}

impl<R: Relation> Clone for Related<R> {
    fn clone(&self) -> Self {
        Related {
            link: self.link.clone(),
            key: self.key.clone(),
            relation: PhantomData,
        }
    }
}

impl<R: Relation> std::fmt::Debug for Related<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let relation = R::reference();
        write!(f, "{}::{}", relation.from().model, relation.name())
    }
}

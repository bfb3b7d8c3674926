//! Asking for shapes: of a query, of a relation to load, and along a relation from one row.

use super::{As, RowProjection, Shape};
use crate::load::Nested;
use crate::model::Model;
use crate::query::{Query, ReadOnly, State};
use crate::relation::{Related, Relation};

impl<M: Model, S: State> Query<M, (), S> {
    /// Each row as a shape: a struct with `#[derive(Shape)]`, whose fields are columns, expressions and relations of the model.
    ///
    /// Only what the fields name is fetched. A relation to one row rides along in the same statement; each relation to many rows
    /// takes one statement more, as [`with`](Query::with) does.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// #[derive(Shape, Debug, PartialEq)]
    /// #[shape(Book)]
    /// struct BookLine {
    ///     title: String,
    ///     #[shape(Book::author.then(Author::name))]
    ///     author: String,
    /// }
    ///
    /// let lines: Vec<BookLine> = Book::query().order_by(Book::year.asc()).shape::<BookLine>().all(&db).await?;
    /// assert_eq!(lines[0], BookLine { title: "Pride and Prejudice".into(), author: "Jane Austen".into() });
    /// # let sql = [Dialect::Postgres, Dialect::Sqlite].map(|dialect| Book::query().shape::<BookLine>().sql(dialect));
    /// # assert_eq!(sql, [r#"SELECT "book"."title", "author"."name"
    /// # FROM "book"
    /// # JOIN "author" ON "author"."id" = "book"."author_id""#; 2]);
    /// # Ok(()) }
    /// ```
    ///
    /// ```sql
    /// -- Book::query().shape::<BookLine>(), on both
    /// SELECT "book"."title", "author"."name"
    /// FROM "book"
    /// JOIN "author" ON "author"."id" = "book"."author_id"
    /// ```
    pub fn shape<T: Shape<M>>(
        self,
    ) -> Query<M, impl RowProjection<M, Row = T> + use<M, S, T>, ReadOnly> {
        self.reading(T::projection(As::new()))
    }
}

impl<R: Relation, J> Nested<R, (), J> {
    /// The related rows as a shape: see [`Query::shape`].
    pub fn shape<T: Shape<R::To>>(
        self,
    ) -> Nested<R, impl RowProjection<R::To, Row = T> + use<R, J, T>, J> {
        self.reading(|()| T::projection(As::new()))
    }
}

impl<R: Relation> Related<R> {
    /// The related rows as a shape: see [`Query::shape`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// #[derive(Shape, Debug, PartialEq)]
    /// #[shape(Book)]
    /// struct Title {
    ///     title: String,
    /// }
    ///
    /// assert_eq!(mary.books().shape::<Title>().get(&db).await?.title, "Frankenstein");
    /// # Ok(()) }
    /// ```
    pub fn shape<T: Shape<R::To>>(
        self,
    ) -> Query<R::To, impl RowProjection<R::To, Row = T> + use<R, T>, ReadOnly> {
        self.rows().shape::<T>()
    }
}

use std::marker::PhantomData;

use super::expression::{Expr, Expression};
use super::syntax;
use crate::error::Error;
use crate::model::Model;
use crate::types::ColumnType;

/// A column of the model `M` with values of type `T`: `Book::title` is a `Column<Book, String>`.
///
/// It is an [`Expression`], so that it can be compared, ordered by and calculated with, and it says which column
/// [`set`](Model::set) writes.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let title: Column<Book, String> = Book::title;
/// assert_eq!(Book::filter(title.eq("Emma")).get(&db).await?.year, 1815);
/// assert_eq!(format!("{title:?}"), "Book::title");
/// # Ok(()) }
/// ```
pub struct Column<M, T, K = Plain> {
    index: usize,
    types: PhantomData<Names<M, T, K>>,
}

/// Types that are only named, and never held.
type Names<M, T, K> = fn() -> (M, T, K);

/// The third parameter of a [`Column`] that is in no unique key.
pub enum Plain {}

/// The third parameter of a [`Column`] at position `I` that is in a unique key, alone or with others.
pub enum InKey<const I: usize> {}

impl<M, T, K> Column<M, T, K> {
    /// The column at this position of the model's table.
    #[doc(hidden)]
    pub const fn new(index: usize) -> Self {
        Column {
            index,
            types: PhantomData,
        }
    }

    /// Its position in the model's table.
    #[doc(hidden)]
    pub const fn index(self) -> usize {
        self.index
    }
}

impl<M, T, K> Clone for Column<M, T, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T, K> Copy for Column<M, T, K> {}

impl<M: Model, T, K> std::fmt::Debug for Column<M, T, K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let table = M::table();
        write!(f, "{}::{}", table.model, table.columns[self.index].field)
    }
}

impl<M: Model, T: ColumnType, K> Expression for Column<M, T, K> {
    type Model = M;
    type Type = T;

    fn into_expr(self) -> Expr<M, T> {
        Expr::new(syntax::Expr::column(M::table(), self.index))
    }
}

impl Error {
    /// Whether a constraint that covers this column was violated: unique, foreign key, not null or check.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let taken = Author::create().name("Jane Austen").save(&db).await.unwrap_err();
    /// assert!(taken.violates(Author::name));
    /// assert!(!taken.violates(Author::id));
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn violates<M: Model, T, K>(&self, column: Column<M, T, K>) -> bool {
        let table = M::table();
        self.violates_column(table.name, table.columns[column.index()].name)
    }
}

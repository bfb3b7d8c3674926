use super::Nested;
use crate::query::{Condition, Expr, not_met, opposite};
use crate::relation::{ToMany, exists};

/// Conditions about those related rows that a filter or [`with_deleted`](Nested::with_deleted) chose.
impl<R: ToMany> Nested<R> {
    /// At least one of them meets the condition: see [`RelationPath::any`](crate::relation::RelationPath::any).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let early = Author::books.filter(Book::year.lt(1814));
    /// let authors = Author::filter(early.any(Book::title.starts_with("P")));
    /// assert_eq!(authors.get(&db).await?, jane);
    /// # Ok(()) }
    /// ```
    pub fn any(self, condition: impl Condition<R::To>) -> Expr<R::From, bool> {
        self.filter(condition).are_there()
    }

    /// None of them fails the condition: see [`RelationPath::all`](crate::relation::RelationPath::all).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let early = Author::books.filter(Book::year.lt(1816));
    /// let authors = Author::filter(early.all(Book::year.lt(1814)));
    /// assert_eq!(authors.get(&db).await?, mary);
    /// # Ok(()) }
    /// ```
    pub fn all(self, condition: impl Condition<R::To>) -> Expr<R::From, bool> {
        let fails = condition.into_condition().map(not_met);
        self.none(fails)
    }

    /// None of them meets the condition: see [`RelationPath::none`](crate::relation::RelationPath::none).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let early = Author::books.filter(Book::year.lt(1814));
    /// let authors = Author::filter(early.none(Book::title.starts_with("P")));
    /// assert_eq!(authors.get(&db).await?, mary);
    /// # Ok(()) }
    /// ```
    pub fn none(self, condition: impl Condition<R::To>) -> Expr<R::From, bool> {
        self.any(condition).map(opposite)
    }

    /// There is none of them.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let early = Author::books.filter(Book::year.lt(1814));
    /// assert_eq!(Author::filter(early.is_empty()).get(&db).await?, mary);
    /// # Ok(()) }
    /// ```
    #[allow(
        clippy::wrong_self_convention,
        reason = "the condition that `RelationPath` has under this name"
    )]
    pub fn is_empty(self) -> Expr<R::From, bool> {
        self.are_there().map(opposite)
    }

    fn are_there(self) -> Expr<R::From, bool> {
        let (path, filter, depth) = self.rows();
        exists(path, filter, depth)
    }
}

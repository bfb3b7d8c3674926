use std::marker::PhantomData;

use super::{Complete, Draft, ManyRows, OnConflict};
use crate::model::Model;
use crate::query::UniqueKey;

/// Many rows to be inserted: what [`create_many`](Model::create_many) gives. [`save`](CreateMany::save) inserts them.
#[must_use = "nothing is inserted until `.save(&db)`"]
pub struct CreateMany<M> {
    pub(crate) drafts: Vec<Draft>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> CreateMany<M> {
    pub(crate) fn new<I>(rows: I) -> Self
    where
        I: IntoIterator,
        I::Item: Complete<M>,
    {
        CreateMany {
            drafts: rows.into_iter().map(Complete::into_draft).collect(),
            model: PhantomData,
        }
    }

    /// Names the unique key that says which of the rows are there already; what is done with those is said next: see
    /// [`OnConflict`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let authors = ["Jane Austen", "Anne Brontë"].map(|name| Author::create().name(name));
    /// let stored = Author::create_many(authors).on_conflict(Author::name).ignore().save(&db).await?;
    /// assert_eq!(stored[0], None);
    /// assert_eq!(stored[1].as_ref().unwrap().name, "Anne Brontë");
    /// # Ok(()) }
    /// ```
    pub fn on_conflict(self, key: impl UniqueKey<M>) -> OnConflict<M, ManyRows> {
        OnConflict::new(self.drafts, key)
    }
}

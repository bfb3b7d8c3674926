use std::marker::PhantomData;
use std::time::Duration;

use futures::stream::{Map, Stream, StreamExt};

use super::{Complete, Draft};

/// Rows of a stream to be inserted as fast as the database takes them: what [`bulk_load`](crate::Model::bulk_load) gives.
/// [`save`](BulkLoad::save) inserts them.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let rows = (0..10_000).map(|n| Author::create().name(format!("Author {n}")));
/// let mut so_far = 0;
/// let loaded = Author::bulk_load(futures::stream::iter(rows))
///     .on_progress(|rows| so_far = rows)
///     .save(&db)
///     .await?;
/// assert_eq!((loaded, so_far), (10_000, 10_000));
/// # Ok(()) }
/// ```
#[must_use = "nothing is inserted until `.save(&db)`"]
pub struct BulkLoad<M, S: Stream, P = fn(u64)> {
    pub(crate) drafts: Map<S, fn(S::Item) -> Draft>,
    pub(crate) progress: P,
    pub(crate) timeout: Option<Duration>,
    model: PhantomData<fn() -> M>,
}

impl<M, S: Stream> BulkLoad<M, S> {
    pub(crate) fn new(rows: S) -> Self
    where
        S::Item: Complete<M>,
    {
        BulkLoad {
            drafts: rows.map(Complete::into_draft),
            progress: |_| (),
            timeout: None,
            model: PhantomData,
        }
    }
}

impl<M, S: Stream, P> BulkLoad<M, S, P> {
    /// Calls this after each statement, with the number of rows that the database has so far. They are stored once `save`
    /// gives its result.
    pub fn on_progress<F: FnMut(u64) + Send>(self, progress: F) -> BulkLoad<M, S, F> {
        BulkLoad {
            drafts: self.drafts,
            progress,
            timeout: self.timeout,
            model: PhantomData,
        }
    }

    /// Gives each statement a deadline; unless set, it has none.
    pub fn timeout(mut self, after: Duration) -> Self {
        self.timeout = Some(after);
        self
    }
}

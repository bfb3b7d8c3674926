//! Rows with their relations: which columns ride along in the parents' statement, which statements follow it, and how
//! the rows they give are put together.

mod brought;
mod fetch;
mod following;
mod lanes;
mod nested;
mod outputs;
mod perhaps;
mod plan;
mod projection;
mod quantifiers;
mod recursive;
mod ride;
pub mod shape;
mod stitch;
mod tree;
mod walk;

use std::pin::Pin;

use crate::db::{Row, Session};
use crate::error::Result;
use crate::model::Model;
use crate::relation::Relation;
use crate::schema::RelationRef;

pub(crate) use self::fetch::reached_rows;
pub use self::following::Following;
pub use self::nested::{JoinMode, Nested, Page, Unjoined, WithJoinRow, WithoutJoinRow};
pub use self::outputs::Outputs;
pub(crate) use self::plan::plan_recursive;
pub use self::projection::{Projection, Push, Scoped};
pub use self::recursive::Recursive;
pub use self::ride::Ride;
pub use self::shape::Shape;
pub use self::tree::{Rows, Tree};
pub(crate) use self::walk::Start;

/// What loading a relation gives for each parent: `Author`, `Option<Profile>` or `Vec<Book>`.
pub type RelatedRow<R> =
    <<R as Relation>::Arity as Ride>::Given<<R as Relation>::To, <R as Relation>::To>;

/// A future of this crate that is named by its output only.
pub type Loading<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// What `.with(…)` takes: a relation of the model `M` by its accessor's name, perhaps filtered, ordered, limited, or
/// with relations of its own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relation of `{M}`",
    label = "expected a relation's accessor, such as `{M}::books`",
    note = "a column is read with its row and needs no `with`; a relation of another model is loaded inside of the relation that leads there: `.with({M}::books.with(Book::reviews))`"
)]
pub trait Load<M: Model>: Send + Sync {
    /// What is loaded for each row: `Author`, `Option<Profile>`, `Vec<Book>`, each with what is loaded with it.
    type Loaded: Send;

    /// What of it is read from the parent's own row.
    #[doc(hidden)]
    type Riding: Send;

    /// Adds the columns that ride along in the statement of a row at the end of `path`.
    #[doc(hidden)]
    fn ride(&self, path: &[RelationRef], outputs: &mut Outputs);

    /// How many columns ride along, where relations to many do or not.
    #[doc(hidden)]
    fn width(&self, brings_rows: bool) -> usize;

    /// Whether it asks for rows of relations to many, by a statement of its own unless they ride along, too.
    #[doc(hidden)]
    fn asks(&self) -> bool {
        self.width(true) > self.width(false)
    }

    /// Reads the columns that rode along.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`](crate::Error::Decode).
    #[doc(hidden)]
    fn read(&self, row: &mut Row<'_>) -> Result<Self::Riding>;

    /// Runs the statements that follow the parents', and gives for each parent what was loaded.
    #[doc(hidden)]
    fn finish<'a>(
        &'a self,
        parents: &'a [M],
        riding: Vec<Self::Riding>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Self::Loaded>>;

    /// What it loads for each of these parents, with whose rows nothing rode along.
    #[doc(hidden)]
    fn load_now<'a>(
        &'a self,
        parents: &'a [M],
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Self::Loaded>>;
}

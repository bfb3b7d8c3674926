//! Inserting rows: the builder that `create()` gives, one row or many.

mod bulk;
mod bulk_load;
mod draft;
mod upsert;

use std::marker::PhantomData;

use crate::db::Executor;
use crate::load::Loading;
use crate::model::Model;
use crate::query::UniqueKey;
use crate::run;
use crate::types::{Datum, IntoColumn};

pub use self::bulk::CreateMany;
pub use self::bulk_load::BulkLoad;
pub use self::draft::Draft;
pub use self::upsert::{ManyRows, OnConflict, OneRow, Upsert};

/// A row of `M` in the making; `S` says of each required column whether it is [`Set`] or [`Missing`].
///
/// The derive wraps it in a type of the model's own, which has a setter for each column.
#[doc(hidden)]
pub struct Create<M, S> {
    draft: Draft,
    types: PhantomData<fn() -> (M, S)>,
}

/// A required column that has its value.
#[doc(hidden)]
pub enum Set {}

/// A required column that has no value yet.
#[doc(hidden)]
pub enum Missing {}

/// `Self` is [`Set`]: the column `C` of the model `M` has its value.
#[diagnostic::on_unimplemented(
    message = "`{M}` cannot be saved: its required column `{C}` is not set",
    label = "the column `{C}` has no value",
    note = "call `.{C}(…)` before this; a foreign key is set by its relation too, `.author(&jane)`; a column with a `default`, or of an `Option` type, may be left out"
)]
pub trait IsSet<M, C> {}

impl<M, C> IsSet<M, C> for Set {}

/// A row of `M` with a value for every required column: what [`create_many`](Model::create_many) takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a complete row of `{M}`",
    label = "a required column of `{M}` is not set",
    note = "set every column that has no default and is no `Option`; `.save(&db)` on the row alone names the one that is missing"
)]
pub trait Complete<M>: Send {
    /// The row, ready to be inserted.
    #[doc(hidden)]
    fn into_draft(self) -> Draft;
}

/// The builder that `create()` of a model gives.
#[doc(hidden)]
pub trait Creation: Sized {
    /// The builder with what is set already.
    fn from_draft(draft: Draft) -> Self;
}

/// A child of a model that its parent creates: `author.books().create()` has set the foreign key at position `I`.
#[doc(hidden)]
pub trait Supplies<const I: usize>: Model {
    /// The builder whose foreign key is set.
    type Supplied: Creation;

    /// The builder with what is set already.
    fn supplied(draft: Draft) -> Self::Supplied {
        Creation::from_draft(draft)
    }
}

/// A `through` model that links a row of `Near` and a row of `Far`: `student.courses().link(&course)` has set both
/// foreign keys.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not link a `{Near}` and a `{Far}` by one foreign key to each",
    label = "needs one `#[foreign_key({Near})]` and one `#[foreign_key({Far})]`",
    note = "where `{Self}` has several foreign keys to one of them, a relation says which it means by `through_fields(…)`, and its rows are made by `{Self}::create()`"
)]
pub trait Links<Near, Far>: Model {
    /// The builder whose foreign keys are set.
    type Linked: Creation;

    /// The builder with what is set already.
    fn linked(draft: Draft) -> Self::Linked {
        Creation::from_draft(draft)
    }
}

/// The foreign key at position `I` of the model may be `NULL`, so that a row can be taken from its parent.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot be without its parent: the foreign key of this relation is not an `Option`",
    label = "`remove`, `clear` and `replace` would leave rows without a parent",
    note = "delete the rows, move them with `.add(…)` on another parent, or make the foreign key's field an `Option`"
)]
pub trait Detachable<const I: usize>: Model {}

/// The builder of a model whose derive found mistakes: nothing can be done with it.
#[doc(hidden)]
pub enum Unfinished {}

impl Creation for Unfinished {
    fn from_draft(_: Draft) -> Self {
        unreachable!("a model with mistakes does not compile")
    }
}

impl<M: Model, S> Create<M, S> {
    /// A row of which nothing is set.
    pub fn new() -> Self {
        Create::from_draft(Draft::new(M::table()))
    }

    /// A row of which this much is set.
    pub fn from_draft(draft: Draft) -> Self {
        Create {
            draft,
            types: PhantomData,
        }
    }

    /// Sets a column.
    pub fn put<T, N>(mut self, column: usize, value: impl IntoColumn<T>) -> Create<M, N> {
        self.draft.put(column, value.into_datum());
        Create::from_draft(self.draft)
    }

    /// Sets the columns of a foreign key to a row's key, or to `NULL`.
    pub fn relate<To: Model, N>(mut self, foreign_key: usize, to: Option<&To>) -> Create<M, N> {
        let key = &M::table().foreign_keys[foreign_key];
        for (&own, &column) in key.columns.iter().zip(key.referenced()) {
            let datum = to.map_or(Datum::Null, |row| row.datum(column).referable());
            self.draft.put(own, datum);
        }
        Create::from_draft(self.draft)
    }

    /// Inserts the row, and gives it as stored.
    ///
    /// # Errors
    ///
    /// The violated constraint's.
    ///
    /// The future has a name, so that a column that is missing is an error of the call alone, and not of its `await` too.
    pub fn save<'a>(self, db: &'a impl Executor) -> Loading<'a, M> {
        Box::pin(run::insert::one(self.draft, db.handle()))
    }

    /// Names the unique key that says whether the row is there already.
    pub fn on_conflict(self, key: impl UniqueKey<M>) -> OnConflict<M, OneRow> {
        OnConflict::new(vec![self.draft], key)
    }

    /// The row, ready to be inserted.
    pub fn into_draft(self) -> Draft {
        self.draft
    }
}

impl<M: Model, S> Default for Create<M, S> {
    fn default() -> Self {
        Create::new()
    }
}

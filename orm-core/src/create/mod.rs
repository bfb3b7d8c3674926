//! Inserting rows: the builder that `create()` gives, one row or many, and what is created with them.

mod bulk;
mod draft;
mod nested;
mod states;

use std::marker::PhantomData;

use crate::db::Executor;
use crate::load::Loading;
use crate::model::Model;
use crate::relation::{Accessor, Relation};
use crate::run;
use crate::types::{Datum, IntoColumn};

pub use self::bulk::CreateMany;
pub use self::draft::Draft;
pub use self::nested::{InsertRows, Link, NestedDraft, NestedRow, link};
pub use self::states::{AllSet, AllSetBut, Complete, IsSet, IsUnset, Missing, Set};

/// A row of `M` in the making; `S` says of each column that is required or part of a
/// foreign key whether it is [`Set`] or [`Missing`].
///
/// The derive wraps it in a type of the model's own, which has a setter for each column.
#[doc(hidden)]
pub struct Create<M, S> {
    draft: Draft,
    types: PhantomData<fn() -> (M, S)>,
}

/// The builder that `create()` of a model gives.
#[doc(hidden)]
pub trait Creation: Sized + Send {
    /// The model of the row.
    type Model: Model;
    /// What is set: a tuple of [`Set`] and [`Missing`].
    type States;

    /// The builder with what is set already.
    fn from_draft(draft: Draft) -> Self;

    /// The row as it is.
    fn into_draft(self) -> Draft;
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
pub struct Unfinished<M>(PhantomData<fn() -> M>);

impl<M: Model> Creation for Unfinished<M> {
    type Model = M;
    type States = ();

    fn from_draft(_: Draft) -> Self {
        unreachable!("a model with mistakes does not compile")
    }

    fn into_draft(self) -> Draft {
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

    /// Creates rows along a relation when the row is saved.
    pub fn with<P, C>(mut self, _relation: P, rows: impl IntoIterator<Item = C>) -> Self
    where
        P: Accessor<M>,
        C: NestedRow<P::Relation>,
    {
        let relation = P::Relation::reference();
        for row in rows {
            self.draft.nested.push(relation, row.into_nested());
        }
        self
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

//! Inserting rows: the builder that `create()` gives, one row or many, and what is created with them.
//!
//! `.with(relation, rows)` on a builder creates rows together with it, to any depth and in one transaction. The new row
//! supplies the foreign key of its children, which they then must not set; what else they require is still checked by
//! the compiler.
//!
//! | along | rows | example |
//! |---|---|---|
//! | the reverse of a foreign key | builders of the children | `.with(Author::books, [Book::create().title("Emma")])` |
//! | the reverse of a one-to-one | the builder of the one | `.with(Author::biography, Some(Biography::create().text("…")))` |
//! | a many-to-many | builders of the far rows, or links to rows that are there | `.with(Book::subjects, [link(&love)])` |
//! | a `through` model | builders of its rows, by the reverse of its own foreign key | `.with(Student::enrollments, [Enrollment::create().course(&algebra)])` |
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
//! # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
//! let love = Subject::query().get(&db).await?;
//! let before = db.statement_count();
//! let anne = Author::create()
//!     .name("Anne Brontë")
//!     .with(Author::biography, Some(Biography::create().text("The youngest.")))
//!     .with(Author::books, [
//!         Book::create().title("Agnes Grey").year(1847),
//!         Book::create()
//!             .title("The Tenant of Wildfell Hall")
//!             .year(1848)
//!             .with(Book::subjects, [link(&love)])
//!             .with(Book::subjects, [Subject::create().name("Marriage")]),
//!     ])
//!     .save(&db)
//!     .await?;
//! // The author, her biography, the books, the new subject, the subjects' links to the book.
//! assert_eq!(db.statement_count() - before, 5);
//! assert_eq!(anne.books().count(&db).await?, 2);
//! # Ok(()) }
//! ```
//!
//! Each level is one statement for the rows of each table, those of all parents together; rows that leave other columns
//! to the database's defaults go into one of their own. A failure anywhere leaves nothing behind.

mod bulk;
mod bulk_load;
mod draft;
mod nested;
mod states;
mod upsert;

use std::marker::PhantomData;

use crate::db::Executor;
use crate::load::Loading;
use crate::model::Model;
use crate::query::UniqueKey;
use crate::relation::{Accessor, Relation};
use crate::run;
use crate::types::{Datum, IntoColumn};

pub use self::bulk::CreateMany;
pub use self::bulk_load::BulkLoad;
pub use self::draft::Draft;
pub(crate) use self::nested::NestedDrafts;
pub use self::nested::{
    Link, NestedDraft, NestedModel, NestedRow, NewOrLinked, RowValues, StoredRows, link,
};
pub use self::states::{AllSet, AllSetBut, Complete, Missing, Set};
pub use self::upsert::{ManyRows, OnConflict, OneRow, Upsert};

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
    pub fn with<R: Relation>(
        mut self,
        _relation: impl Accessor<M, R>,
        rows: impl IntoIterator<Item: NestedRow<R>>,
    ) -> Self {
        let relation = R::reference();
        for row in rows {
            self.draft.nested.push(relation, row.into_nested(relation));
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

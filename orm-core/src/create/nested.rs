//! Rows that are created together with a row that they belong to.

use super::{AllSet, AllSetBut, Creation, Draft};
use crate::db::{Session, Tx};
use crate::error::{InvalidField, Result};
use crate::load::Loading;
use crate::model::Model;
use crate::relation::{BackToMany, Generated, ManyToMany, Reverse};
use crate::run;
use crate::schema::RelationRef;
use crate::types::Datum;

/// A row that is to be at the far end of a relation, its type erased.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub enum NestedDraft {
    /// A new row, and what is done with rows of its model.
    New(Draft, NestedModel),
    /// A row that is there, by the values that the relation's far side links by.
    Existing(Vec<Datum>),
}

/// What is done with new rows of one model, its type erased.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct NestedModel {
    /// Completes a row, and adds what is wrong with it.
    pub(crate) prepare: fn(usize, &mut Draft, &mut Vec<InvalidField>) -> Result<()>,
    /// Inserts rows, and gives them as stored, in the order given.
    pub(crate) insert: for<'a> fn(Vec<Draft>, &'a mut Session<'_>) -> Loading<'a, StoredRows>,
}

impl NestedModel {
    fn of<M: Model>() -> Self {
        NestedModel {
            prepare: run::prepare::prepare_row::<M>,
            insert: run::graph::insert_rows::<M>,
        }
    }
}

/// Rows of one model as stored, their type erased.
#[doc(hidden)]
pub type StoredRows = Box<dyn RowValues>;

/// The values in rows of one model.
#[doc(hidden)]
pub trait RowValues: Send + Sync {
    /// The values of some columns of the row at this position.
    fn values(&self, row: usize, columns: &[usize]) -> Vec<Datum>;

    /// Runs the model's hook, if it has one.
    fn after_save<'a>(&'a self, tx: &'a Tx) -> Loading<'a, ()>;
}

impl<M: Model> RowValues for Vec<M> {
    fn values(&self, row: usize, columns: &[usize]) -> Vec<Datum> {
        let row = &self[row];
        columns.iter().map(|&column| row.datum(column)).collect()
    }

    fn after_save<'a>(&'a self, tx: &'a Tx) -> Loading<'a, ()> {
        match M::HOOKS.after_save {
            Some(after_save) => after_save(self, tx),
            None => Box::pin(std::future::ready(Ok(()))),
        }
    }
}

/// What is nested in a row: each with the relation that leads to it.
#[derive(Debug, Clone, Default)]
pub(crate) struct NestedDrafts(Vec<(RelationRef, NestedDraft)>);

impl NestedDrafts {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn push(&mut self, relation: RelationRef, mut row: NestedDraft) {
        if let NestedDraft::New(draft, _) = &mut row
            && relation.join().is_none()
        {
            draft.expect_from_parent(relation.far());
        }
        self.0.push((relation, row));
    }

    /// The new rows.
    pub(crate) fn drafts(&mut self) -> impl Iterator<Item = (&mut Draft, NestedModel)> {
        self.0.iter_mut().filter_map(|(_, row)| match row {
            NestedDraft::New(draft, model) => Some((draft, *model)),
            NestedDraft::Existing(_) => None,
        })
    }

    pub(crate) fn into_rows(mut self) -> Vec<(RelationRef, NestedDraft)> {
        std::mem::take(&mut self.0)
    }
}

/// One after the other, since rows may be nested deeper than the stack is.
impl Drop for NestedDrafts {
    fn drop(&mut self) {
        let mut rows = std::mem::take(&mut self.0);
        while let Some((_, row)) = rows.pop() {
            if let NestedDraft::New(mut draft, _) = row {
                rows.append(&mut draft.nested.0);
            }
        }
    }
}

/// What can be created with a row along its relation `R`: the builder of a related row, or a [`link`] to one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be created with this row along this relation",
    label = "expected builders of rows that refer to this one, or of a many-to-many's rows",
    note = "`.with(…)` takes what `create()` gives, `.with(Author::books, [Book::create().title(\"Emma\")])`, and along a many-to-many also rows that are there, `.with(Book::subjects, [link(&love)])`",
    note = "a row that this one refers to is saved first, and set by its own setter: `.author(&jane)`"
)]
pub trait NestedRow<R>: NewOrLinked {}

/// The children of a row, whose foreign key it supplies.
impl<From, To, A, C, const I: usize> NestedRow<Reverse<From, To, A, I>> for C
where
    To: Model,
    C: NewOrLinked,
    C::Model: IsModel<To>,
    C::States: AllSetBut<<C::Model as IsModel<To>>::Model, I>,
{
}

impl<From, To, J, C, const I: usize> NestedRow<ManyToMany<From, To, J, I>> for C
where
    To: Model,
    J: IsGenerated,
    C: NewOrLinked,
    C::Model: IsModel<To>,
    C::States: AllSet<<C::Model as IsModel<To>>::Model>,
{
}

impl<From, To, J, C, const I: usize> NestedRow<BackToMany<From, To, J, I>> for C
where
    To: Model,
    J: IsGenerated,
    C: NewOrLinked,
    C::Model: IsModel<To>,
    C::States: AllSet<<C::Model as IsModel<To>>::Model>,
{
}

/// The builder of a row, or a [`link`] to a row that is there.
pub trait NewOrLinked: Send {
    /// The model of the row.
    #[doc(hidden)]
    type Model: Model;

    /// What is set of a new row, or [`Linked`].
    #[doc(hidden)]
    type States;

    /// The row at the far end of this relation, its type erased.
    #[doc(hidden)]
    fn into_nested(self, relation: RelationRef) -> NestedDraft;
}

impl<C: Creation> NewOrLinked for C {
    type Model = C::Model;
    type States = C::States;

    fn into_nested(self, _: RelationRef) -> NestedDraft {
        NestedDraft::New(self.into_draft(), NestedModel::of::<C::Model>())
    }
}

/// A row that is there, to be linked to a row that is created: what [`link`] gives.
#[derive(Debug)]
pub struct Link<'r, M>(&'r M);

/// A row that is there, to be linked to the row that `.with(…)` is called on, over a many-to-many relation without a
/// `through` model.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let love = Subject::query().get(&db).await?;
/// let persuasion = Book::create()
///     .title("Persuasion")
///     .year(1817)
///     .author(&jane)
///     .with(Book::subjects, [link(&love)])
///     .with(Book::subjects, [Subject::create().name("Second chances")])
///     .save(&db)
///     .await?;
/// assert_eq!(persuasion.subjects().count(&db).await?, 2);
/// # Ok(()) }
/// ```
pub fn link<M: Model>(row: &M) -> Link<'_, M> {
    Link(row)
}

/// In the place of a new row's states: there is nothing left to set.
#[doc(hidden)]
pub enum Linked {}

impl<M> AllSet<M> for Linked {}

impl<M: Model> NewOrLinked for Link<'_, M> {
    type Model = M;
    type States = Linked;

    fn into_nested(self, relation: RelationRef) -> NestedDraft {
        let far = relation.far().iter();
        NestedDraft::Existing(far.map(|&column| self.0.datum(column)).collect())
    }
}

/// The model is this one.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this relation leads to rows of `{M}`, and this is a row of `{Self}`",
    label = "not a row of `{M}`"
)]
pub trait IsModel<M> {
    /// The model.
    type Model;
}

impl<M> IsModel<M> for M {
    type Model = M;
}

/// A join table without a model of its own, so that a pair is all there is to say of a join row.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this relation goes through `{Self}`, whose rows have columns of their own to set",
    label = "a row of `{Self}` has to stand between",
    note = "create rows of `{Self}`, by the reverse accessor of its own foreign key: `.with(Student::enrollments, [Enrollment::create().course(&algebra).grade(\"A\")])`"
)]
pub trait IsGenerated {}

impl IsGenerated for Generated {}

use std::marker::PhantomData;

use super::arity::{Arity, Many, Maybe, One};
use crate::model::Model;
use crate::schema::{RelationKind, RelationRef};

/// A relation, seen from one side.
pub trait Relation: Send + Sync + 'static {
    /// The model that it starts from.
    type From: Model;
    /// The model that it leads to.
    type To: Model;
    /// How many rows it leads to.
    type Arity: Arity;

    /// The relation as data.
    #[doc(hidden)]
    fn reference() -> RelationRef;
}

/// A relation to at most one row.
#[diagnostic::on_unimplemented(
    message = "this relation leads to many rows",
    label = "`has`, `is`, `is_in`, `then` and `ancestors` follow a relation to one row",
    note = "ask whether `any`, `all` or `none` of the related rows meet a condition: `.any(…)`; or aggregate them: `.count()`, `.max(…)`; rows below a row are its `.descendants(…)`"
)]
pub trait ToOne: Relation {}

/// A relation to any number of rows.
#[diagnostic::on_unimplemented(
    message = "this relation leads to at most one row",
    label = "`any`, `all`, `none`, `is_empty`, aggregates, `filter`, `order_by`, `limit` and `descendants` need a relation to many rows",
    note = "ask whether the related row meets a condition with `.has(…)`, or name its column with `.then(…)`; rows above a row are its `.ancestors(…)`"
)]
pub trait ToMany: Relation {}

/// A many-to-many relation whose join table is the model [`JoinRow`](ToManyJoined::JoinRow).
#[diagnostic::on_unimplemented(
    message = "this relation has no join row to load",
    label = "`through` needs a many-to-many with a model of its own between: `#[many_to_many(Course, through = Enrollment)]`"
)]
pub trait ToManyJoined: ToMany {
    /// The model between.
    type JoinRow: Model;
}

/// A relation of a model to itself.
#[diagnostic::on_unimplemented(
    message = "this relation leads to another model, so it cannot be followed again and again",
    label = "`recursive`, `descendants`, `ancestors` and `max_depth` need a relation of a model to itself",
    note = "such a relation is a foreign key to the model's own table, `#[foreign_key(Category, name = parent, related_name = children)]`, or a many-to-many to it"
)]
pub trait SelfRelation: Relation {}

/// Types that are only named, and never held.
type Names<T> = PhantomData<fn() -> T>;

/// From the holder of a foreign key to its target: the foreign key at position `I` of the holder's table.
pub struct ForeignKey<From, To, A, const I: usize>(Names<(From, To, A)>);

/// From a target to the holders of the foreign key at position `I` of their table.
pub struct Reverse<From, To, A, const I: usize>(Names<(From, To, A)>);

/// From the model that declares a many-to-many, at position `I`, to the other one, over the join rows `J`.
pub struct ManyToMany<From, To, J, const I: usize>(Names<(From, To, J)>);

/// The same many-to-many, from the other model to the one that declares it.
pub struct BackToMany<From, To, J, const I: usize>(Names<(From, To, J)>);

/// The join rows of a many-to-many without a `through` model.
pub enum Generated {}

/// What lies between the sides of a many-to-many: [`Generated`] rows, or a model.
pub trait JoinRow: Send + Sync + 'static {}

impl JoinRow for Generated {}
impl<M: Model> JoinRow for M {}

impl<From: Model, To: Model, A: Arity, const I: usize> Relation for ForeignKey<From, To, A, I> {
    type From = From;
    type To = To;
    type Arity = A;

    fn reference() -> RelationRef {
        RelationRef {
            kind: RelationKind::ForeignKey,
            table: From::table(),
            index: I,
            with_deleted: false,
        }
    }
}

impl<From: Model, To: Model, A: Arity, const I: usize> Relation for Reverse<From, To, A, I> {
    type From = From;
    type To = To;
    type Arity = A;

    fn reference() -> RelationRef {
        RelationRef {
            kind: RelationKind::Reverse,
            table: To::table(),
            index: I,
            with_deleted: false,
        }
    }
}

impl<From: Model, To: Model, J: JoinRow, const I: usize> Relation for ManyToMany<From, To, J, I> {
    type From = From;
    type To = To;
    type Arity = Many;

    fn reference() -> RelationRef {
        RelationRef {
            kind: RelationKind::ManyToMany,
            table: From::table(),
            index: I,
            with_deleted: false,
        }
    }
}

impl<From: Model, To: Model, J: JoinRow, const I: usize> Relation for BackToMany<From, To, J, I> {
    type From = From;
    type To = To;
    type Arity = Many;

    fn reference() -> RelationRef {
        RelationRef {
            kind: RelationKind::ManyToManyBack,
            table: To::table(),
            index: I,
            with_deleted: false,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<From: Model, To: Model, const I: usize> ToOne for ForeignKey<From, To, One, I> {}
#[diagnostic::do_not_recommend]
impl<From: Model, To: Model, const I: usize> ToOne for ForeignKey<From, To, Maybe, I> {}
#[diagnostic::do_not_recommend]
impl<From: Model, To: Model, const I: usize> ToOne for Reverse<From, To, Maybe, I> {}
#[diagnostic::do_not_recommend]
impl<From: Model, To: Model, const I: usize> ToMany for Reverse<From, To, Many, I> {}
#[diagnostic::do_not_recommend]
impl<From: Model, To: Model, J: JoinRow, const I: usize> ToMany for ManyToMany<From, To, J, I> {}
#[diagnostic::do_not_recommend]
impl<From: Model, To: Model, J: JoinRow, const I: usize> ToMany for BackToMany<From, To, J, I> {}

impl<From: Model, To: Model, J: Model, const I: usize> ToManyJoined for ManyToMany<From, To, J, I> {
    type JoinRow = J;
}

impl<From: Model, To: Model, J: Model, const I: usize> ToManyJoined for BackToMany<From, To, J, I> {
    type JoinRow = J;
}

#[diagnostic::do_not_recommend]
impl<M: Model, A: Arity, const I: usize> SelfRelation for ForeignKey<M, M, A, I> {}
#[diagnostic::do_not_recommend]
impl<M: Model, A: Arity, const I: usize> SelfRelation for Reverse<M, M, A, I> {}
#[diagnostic::do_not_recommend]
impl<M: Model, J: JoinRow, const I: usize> SelfRelation for ManyToMany<M, M, J, I> {}
#[diagnostic::do_not_recommend]
impl<M: Model, J: JoinRow, const I: usize> SelfRelation for BackToMany<M, M, J, I> {}

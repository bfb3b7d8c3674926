//! What the builder's type says of its columns.

use super::{Creation, Draft};
use crate::model::Model;

/// A column that has its value.
#[doc(hidden)]
pub enum Set {}

/// A column that has no value yet.
#[doc(hidden)]
pub enum Missing {}

/// The states of a row of `M` with a value for every required column.
#[doc(hidden)]
pub trait AllSet<M> {}

/// The states of a row of `M` with a value for every required column but those of the foreign key at position `I`, which
/// are not set.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a row that is there cannot be linked along this relation, which is the foreign key of the row itself",
    label = "`link(…)` is for many-to-many relations",
    note = "save the new row first, then give it the rows: `jane.books().add([&emma], &db)`"
)]
pub trait AllSetBut<M, const I: usize> {}

/// A row of `M` with a value for every required column: what [`create_many`](Model::create_many) takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a complete row of `{M}`",
    label = "expected what `{M}::create()` gives, with every required column set"
)]
pub trait Complete<M>: Send {
    /// The row, ready to be inserted.
    #[doc(hidden)]
    fn into_draft(self) -> Draft;
}

impl<M, C> Complete<M> for C
where
    M: Model,
    C: Creation<Model = M>,
    C::States: AllSet<M>,
{
    fn into_draft(self) -> Draft {
        Creation::into_draft(self)
    }
}

//! What the builder's type says of its columns.

use super::{Creation, Draft};
use crate::model::Model;

/// A column that has its value.
#[doc(hidden)]
pub enum Set {}

/// A column that has no value yet.
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

/// `Self` is [`Missing`]: the column `C` of the model `M` is left to the row that it refers to.
#[diagnostic::on_unimplemented(
    message = "the `{C}` of this `{M}` is set twice: by the row that it is created with, and here",
    label = "`{C}` is set here too",
    note = "leave out `.{C}(…)` and the setter of its relation: `.with(…)` sets the foreign key to the row that it is called on"
)]
pub trait IsUnset<M, C> {}

impl<M, C> IsUnset<M, C> for Missing {}

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

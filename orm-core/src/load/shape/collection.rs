//! What holds the many rows of a relation: a `Vec`, or a map by key.

use super::map::{Map, by_key, into_map};
use super::{RowProjection, Shape};
use crate::error::Result;
use crate::load::{JoinMode, Page, Unjoined, WithJoinRow, WithoutJoinRow};
use crate::model::Model;
use crate::relation::{Relation, ToManyJoined};
use crate::types::Value;

/// What holds the rows of a relation to many rows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold the rows of a relation to many rows",
    label = "expected a `Vec`, or a map by key",
    note = "it is a `Vec` of the related model or of a shape of it, or a `HashMap` or `BTreeMap` of them by the related model's key; with `.through()` a `Vec` of pairs with the join row"
)]
pub trait Collection<R: Relation, J: JoinMode<R>>: Sized + Send + 'static {
    /// What is read of each related row.
    type Row: Send;

    /// How it is read.
    #[doc(hidden)]
    fn projection() -> impl RowProjection<R::To, Row = Self::Row>;

    /// The rows of one parent.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] where two of them have the same key in a map.
    #[doc(hidden)]
    fn collect(rows: Vec<J::Item<Self::Row>>) -> Result<Self>;
}

/// A related row in a `Vec`: a shape of it, with `through` together with its join row.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from the rows of this relation",
    label = "expected the related model or a shape of it; with `.through()` a pair of that and the join row"
)]
pub trait Item<R: Relation, J: JoinMode<R>>: Sized + Send + 'static {
    /// What is read of the related row.
    type Related: Shape<R::To>;

    #[doc(hidden)]
    fn of(item: J::Item<Self::Related>) -> Self;
}

macro_rules! without_join_row {
    ($($mode:ty)*) => {$(
        impl<R: Relation, X: Shape<R::To>> Item<R, $mode> for X {
            type Related = X;

            fn of(row: X) -> X {
                row
            }
        }
    )*};
}

without_join_row! { WithoutJoinRow Page }

impl<R: ToManyJoined<JoinRow = Y>, X: Shape<R::To>, Y: Model> Item<R, WithJoinRow> for (X, Y) {
    type Related = X;

    fn of(pair: (X, Y)) -> (X, Y) {
        pair
    }
}

impl<R: Relation, J: JoinMode<R>, X: Item<R, J>> Collection<R, J> for Vec<X> {
    type Row = X::Related;

    fn projection() -> impl RowProjection<R::To, Row = X::Related> {
        X::Related::projection()
    }

    fn collect(rows: Vec<J::Item<X::Related>>) -> Result<Self> {
        Ok(rows.into_iter().map(X::of).collect())
    }
}

#[diagnostic::do_not_recommend]
impl<R, J, C> Collection<R, J> for C
where
    R: Relation,
    R::To: Model<Key = C::Key>,
    J: Unjoined<R>,
    C: Map<Key: Value, Value: Shape<R::To>>,
{
    type Row = (C::Key, C::Value);

    fn projection() -> impl RowProjection<R::To, Row = Self::Row> {
        by_key::<R::To, C>()
    }

    fn collect(rows: Vec<J::Item<Self::Row>>) -> Result<Self> {
        into_map::<R, J, C>(rows)
    }
}

use crate::load::Ride;
use crate::types::{Nullability, Nullable, Required};

/// How many rows a relation leads to: [`One`], [`Maybe`] one, or [`Many`].
pub trait Arity: Ride {
    /// Whether a column of the related row may be missing.
    type Nullability: Nullability;
}

/// Exactly one row: a foreign key that is not `Option`.
pub enum One {}

/// One row or none: a foreign key that is `Option`, or the reverse of a one-to-one.
pub enum Maybe {}

/// Any number of rows.
pub enum Many {}

impl Arity for One {
    type Nullability = Required;
}

impl Arity for Maybe {
    type Nullability = Nullable;
}

impl Arity for Many {
    type Nullability = Nullable;
}

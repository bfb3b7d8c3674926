//! What holds the many rows of a relation: a `Vec`, or a map by key.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use super::parts::{Computed, Fields, fields};
use super::related::Gathered;
use crate::error::{Error, Result};
use crate::load::{Nested, Page, WithJoinRow, WithoutJoinRow};
use crate::model::Model;
use crate::query::{Expr, syntax};
use crate::relation::{Relation, ToManyJoined};
use crate::schema::Table;
use crate::types::ColumnType;

/// A field that holds the rows of a relation to many.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold the many rows that this relation leads to",
    label = "expected a `Vec`, or a map by key",
    note = "it is a `Vec` of the related model or of a shape of it, or a `HashMap` or `BTreeMap` of them by the related model's key; with `.through()` a `Vec` of pairs with the join row"
)]
pub trait Collection<R, J> {
    /// What each row is read as.
    type Shape;

    /// How the rows are read, where `P` reads the shape.
    type Field<P>;

    #[doc(hidden)]
    fn field<P>(rows: Nested<R, P, J>) -> Self::Field<P>;
}

/// A field that is made of what was read of many rows.
pub trait Gather<I>: Sized {
    /// The rows of one parent.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] where a map would have two of them under one key.
    #[doc(hidden)]
    fn gather(rows: Vec<I>, table: &Table) -> Result<Self>;
}

/// A field that holds related rows by key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold related rows by a key",
    label = "expected a `HashMap` or a `BTreeMap`",
    note = "`key = …` says what the keys of a map are; a `Vec` has none"
)]
pub trait Map {
    /// The key.
    type Key: ColumnType;
    /// What each row is read as.
    type Shape;
}

/// The type of the key of the model `M`, which is one column.
#[diagnostic::on_unimplemented(
    message = "the key of `{M}` is no `{Self}`",
    label = "not the key type of `{M}`",
    note = "a map holds related rows by their model's key, or by another unique column: `#[shape(key = Book::isbn)]`"
)]
pub trait KeyColumn<M>: ColumnType {}

#[diagnostic::do_not_recommend]
impl<M: Model<Key = K>, K: ColumnType> KeyColumn<M> for K {}

/// Each row as a shape, with a key.
pub type WithKey<M, K, P> = Fields<(Computed<M, K>, P)>;

/// Each row as a shape, with the model's key.
fn with_own_key<M: Model, K: KeyColumn<M>, P>(shape: P) -> WithKey<M, K, P> {
    let table = M::table();
    let key = syntax::Expr::column(table, table.primary_key[0]);
    fields((Computed::new(Expr::new(key)), shape))
}

macro_rules! alone {
    ($($mode:ty)*) => {$(
        impl<R: Relation, X> Collection<R, $mode> for Vec<X> {
            type Shape = X;
            type Field<P> = Gathered<R, P, $mode, Self>;

            fn field<P>(rows: Nested<R, P, $mode>) -> Self::Field<P> {
                Gathered::new(rows)
            }
        }

        impl<R: Relation, K: KeyColumn<R::To>, X, S> Collection<R, $mode> for HashMap<K, X, S> {
            type Shape = X;
            type Field<P> = Gathered<R, WithKey<R::To, K, P>, $mode, Self>;

            fn field<P>(rows: Nested<R, P, $mode>) -> Self::Field<P> {
                Gathered::new(rows.reading(with_own_key))
            }
        }

        impl<R: Relation, K: KeyColumn<R::To>, X> Collection<R, $mode> for BTreeMap<K, X> {
            type Shape = X;
            type Field<P> = Gathered<R, WithKey<R::To, K, P>, $mode, Self>;

            fn field<P>(rows: Nested<R, P, $mode>) -> Self::Field<P> {
                Gathered::new(rows.reading(with_own_key))
            }
        }
    )*};
}

alone! { WithoutJoinRow Page }

impl<R: ToManyJoined<JoinRow = J>, X, J> Collection<R, WithJoinRow> for Vec<(X, J)> {
    type Shape = X;
    type Field<P> = Gathered<R, P, WithJoinRow, Self>;

    fn field<P>(rows: Nested<R, P, WithJoinRow>) -> Self::Field<P> {
        Gathered::new(rows)
    }
}

impl<K: ColumnType, X, S> Map for HashMap<K, X, S> {
    type Key = K;
    type Shape = X;
}

impl<K: ColumnType, X> Map for BTreeMap<K, X> {
    type Key = K;
    type Shape = X;
}

impl<I> Gather<I> for Vec<I> {
    fn gather(rows: Vec<I>, _: &Table) -> Result<Self> {
        Ok(rows)
    }
}

impl<K: Hash + Eq, X, S: BuildHasher + Default> Gather<(K, X)> for HashMap<K, X, S> {
    fn gather(rows: Vec<(K, X)>, table: &Table) -> Result<Self> {
        let count = rows.len();
        let map: Self = rows.into_iter().collect();
        all_kept(count, map.len(), table)?;
        Ok(map)
    }
}

impl<K: Ord, X> Gather<(K, X)> for BTreeMap<K, X> {
    fn gather(rows: Vec<(K, X)>, table: &Table) -> Result<Self> {
        let count = rows.len();
        let map: Self = rows.into_iter().collect();
        all_kept(count, map.len(), table)?;
        Ok(map)
    }
}

fn all_kept(rows: usize, kept: usize, table: &Table) -> Result<()> {
    if rows == kept {
        return Ok(());
    }
    Err(Error::configuration(format!(
        "several rows of `{}` have the same key in a map, which holds one of each; \
         name a unique column as its key, or read them into a `Vec`",
        table.name
    )))
}

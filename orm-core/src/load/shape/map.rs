//! Maps of related rows by a key: the model's own, or one that the field names.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use super::parts::{Computed, fields};
use super::related::Gathered;
use super::source::{RelatedRows, Source};
use super::{RowProjection, Shape};
use crate::error::{Error, Result};
use crate::load::Unjoined;
use crate::model::Model;
use crate::query::{Expr, Expression, syntax};
use crate::relation::{Many, Relation};
use crate::types::ColumnType;

/// A map of related rows by a key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold related rows by a key",
    label = "expected a `HashMap` or a `BTreeMap`"
)]
pub trait Map: Default + Send + 'static {
    /// The key.
    type Key: Send;
    /// A related row.
    type Value: Send;

    /// Adds a row, and says whether there was none with this key.
    #[doc(hidden)]
    fn add(&mut self, key: Self::Key, value: Self::Value) -> bool;
}

impl<K, X, S> Map for HashMap<K, X, S>
where
    K: Hash + Eq + Send + 'static,
    X: Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    type Key = K;
    type Value = X;

    fn add(&mut self, key: K, value: X) -> bool {
        self.insert(key, value).is_none()
    }
}

impl<K: Ord + Send + 'static, X: Send + 'static> Map for BTreeMap<K, X> {
    type Key = K;
    type Value = X;

    fn add(&mut self, key: K, value: X) -> bool {
        self.insert(key, value).is_none()
    }
}

/// Each related row with its model's key, which is one column.
pub(super) fn by_key<M, C>() -> impl RowProjection<M, Row = (C::Key, C::Value)>
where
    M: Model,
    C: Map<Key: ColumnType, Value: Shape<M>>,
{
    let table = M::table();
    let key = syntax::Expr::column(table, table.primary_key[0]);
    by::<M, C>(Expr::new(key))
}

fn by<M, C>(key: Expr<M, C::Key>) -> impl RowProjection<M, Row = (C::Key, C::Value)>
where
    M: Model,
    C: Map<Key: ColumnType, Value: Shape<M>>,
{
    fields((Computed::new(key), C::Value::projection()))
}

/// The map of one parent's rows.
pub(super) fn into_map<R, J, C>(rows: Vec<J::Item<(C::Key, C::Value)>>) -> Result<C>
where
    R: Relation,
    J: Unjoined<R>,
    C: Map,
{
    let mut map = C::default();
    for (key, row) in rows.into_iter().map(J::alone) {
        if !map.add(key, row) {
            return Err(Error::configuration(format!(
                "several rows of `{}` have the same key in a map, which holds one of each; \
                 name a unique column as its key, or read them into a `Vec`",
                R::To::table().name
            )));
        }
    }
    Ok(map)
}

/// The rows of a relation, by a key that the field names.
pub struct Keyed<S, E> {
    rows: S,
    key: E,
}

/// What a map is read from: the related rows, and the expression whose values are its keys.
pub fn keyed<S, E>(rows: S, key: E) -> Keyed<S, E> {
    Keyed { rows, key }
}

impl<M, S, R, E, C> Source<M, C> for Keyed<S, E>
where
    M: Model,
    R: Relation<From = M, Arity = Many>,
    S: RelatedRows<M, Relation = R, Mode: Unjoined<R>>,
    E: Expression<Model = R::To, Type = C::Key>,
    C: Map<Key: ColumnType, Value: Shape<R::To>>,
{
    fn projection(self) -> impl RowProjection<M, Row = C> {
        let key = self.key.into_expr();
        let nested = self.rows.nested().reading(|()| by::<R::To, C>(key));
        Gathered::new(nested, into_map::<R, S::Mode, C>)
    }
}

//! Dealing related rows out to their parents.

use std::collections::HashMap;

use crate::model::Model;
use crate::types::Datum;

/// The rows of each parent, in the order in which they came.
pub(super) fn deal_out<T>(
    parents: usize,
    owners: Vec<usize>,
    items: impl Iterator<Item = T>,
) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = (0..parents).map(|_| Vec::new()).collect();
    for (owner, item) in owners.into_iter().zip(items) {
        groups[owner].push(item);
    }
    groups
}

/// Which parents have which key; a parent with a `NULL` in it has no related rows.
pub(super) struct Places {
    pub keys: Vec<Vec<Datum>>,
    pub parents: HashMap<Vec<Datum>, Vec<usize>>,
}

impl Places {
    pub(super) fn of<M: Model>(parents: &[M], near: &[usize]) -> Self {
        let mut places = Places {
            keys: Vec::with_capacity(parents.len()),
            parents: HashMap::with_capacity(parents.len()),
        };
        for (position, parent) in parents.iter().enumerate() {
            let key: Vec<Datum> = near.iter().map(|&column| parent.datum(column)).collect();
            if key.iter().any(Datum::is_null) {
                continue;
            }
            let known = places.parents.entry(key.clone()).or_default();
            if known.is_empty() {
                places.keys.push(key);
            }
            known.push(position);
        }
        places
    }
}

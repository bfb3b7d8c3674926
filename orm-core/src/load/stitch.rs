//! Dealing related rows out to their parents.

use std::collections::HashMap;

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
    pub(super) fn of(near: Vec<Vec<Datum>>) -> Self {
        let mut places = Places {
            keys: Vec::with_capacity(near.len()),
            parents: HashMap::with_capacity(near.len()),
        };
        for (position, key) in near.into_iter().enumerate() {
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

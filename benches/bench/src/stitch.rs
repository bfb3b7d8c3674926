//! What a person writes after the statements of a raw driver: the related rows put to their parents.

use std::collections::HashMap;

/// The children of each of these parents, in their order; each child comes with its parent's key.
///
/// # Panics
///
/// If a child's parent is none of these.
pub fn grouped<C>(parents: &[i64], children: impl IntoIterator<Item = (i64, C)>) -> Vec<Vec<C>> {
    let places: HashMap<i64, usize> = parents
        .iter()
        .enumerate()
        .map(|(place, key)| (*key, place))
        .collect();
    let mut groups: Vec<Vec<C>> = parents.iter().map(|_| Vec::new()).collect();
    for (parent, child) in children {
        groups[places[&parent]].push(child);
    }
    groups
}

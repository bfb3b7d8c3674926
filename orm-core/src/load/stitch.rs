//! Dealing related rows out to their parents.

use indexmap::IndexMap;
use smallvec::SmallVec;

use super::plan::Link;
use crate::db::Row;
use crate::error::Result;
use crate::types::Datum;

/// The rows of each parent, in the order in which they came.
pub(super) fn deal_out<T>(
    parents: usize,
    owners: Vec<usize>,
    items: impl Iterator<Item = T>,
) -> Vec<Vec<T>> {
    let mut sizes = vec![0; parents];
    owners.iter().for_each(|&owner| sizes[owner] += 1);
    let mut groups: Vec<Vec<T>> = sizes.into_iter().map(Vec::with_capacity).collect();
    for (owner, item) in owners.into_iter().zip(items) {
        groups[owner].push(item);
    }
    groups
}

/// Which parents have which key; a parent with a `NULL` in it has no related rows.
pub(super) struct Places {
    parents: IndexMap<Vec<Datum>, SmallVec<[usize; 1]>>,
    /// The place of the key that the last row belonged to. The rows of one key come one behind the other, so that a key is looked
    /// up once and not for each of its rows.
    last: Option<usize>,
    /// The key that was looked up last.
    key: Vec<Datum>,
}

impl Places {
    pub(super) fn of(near: Vec<Vec<Datum>>) -> Self {
        let mut parents = IndexMap::with_capacity(near.len());
        for (position, key) in near.into_iter().enumerate() {
            if !key.iter().any(Datum::is_null) {
                let known: &mut SmallVec<_> = parents.entry(key).or_default();
                known.push(position);
            }
        }
        Places {
            parents,
            last: None,
            key: Vec::new(),
        }
    }

    /// Each key once.
    pub(super) fn keys(&self) -> Vec<Vec<Datum>> {
        self.parents.keys().cloned().collect()
    }

    /// The parents that a row belongs to, whose columns it reads.
    pub(super) fn owners(&mut self, link: &Link, row: &mut Row<'_>) -> Result<&[usize]> {
        let start = row.position();
        let last = self.last.and_then(|last| self.parents.get_index(last));
        if let Some((key, _)) = last
            && !link.reads(row, key)?
        {
            row.rewind(start);
            self.last = None;
        }
        if self.last.is_none() {
            link.read_into(row, &mut self.key)?;
            self.last = self.parents.get_index_of(self.key.as_slice());
        }
        let owners = self.last.and_then(|last| self.parents.get_index(last));
        Ok(owners.map_or(&[], |(_, parents)| parents))
    }
}

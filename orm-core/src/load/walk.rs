//! Walking over the rows that a recursive statement gave, breadth first.

use std::collections::{HashMap, HashSet};

use super::Tree;
use crate::types::Datum;

/// The row that a walk starts from, which is not reached itself.
pub(crate) struct Start {
    /// Its primary key.
    pub key: Vec<Datum>,
    /// What the link is of the rows that are reached from it.
    pub link: Vec<Datum>,
}

/// The rows that came, each once, in the order in which they came.
pub(crate) struct Reached<T> {
    rows: Vec<T>,
    /// What the link is of the rows that are reached from each.
    next: Vec<Vec<Datum>>,
    by_key: HashMap<Vec<Datum>, usize>,
    by_link: HashMap<Vec<Datum>, Vec<usize>>,
}

/// A row on a walk.
struct Visit {
    row: usize,
    depth: u64,
    /// The place in the walk of the row that it was reached from.
    from: Option<usize>,
}

impl<T> Default for Reached<T> {
    fn default() -> Self {
        Reached {
            rows: Vec::new(),
            next: Vec::new(),
            by_key: HashMap::new(),
            by_link: HashMap::new(),
        }
    }
}

impl<T> Reached<T> {
    /// A row that is reached by a link: of a many-to-many the same row may be reached by several.
    pub(super) fn add(&mut self, link: Vec<Datum>, start: Start, row: T) {
        let position = *self.by_key.entry(start.key).or_insert(self.rows.len());
        if position == self.rows.len() {
            self.rows.push(row);
            self.next.push(start.link);
        }
        self.by_link.entry(link).or_default().push(position);
    }

    /// The rows below this one, each once: by their distance, and those of the same distance in the order in which they came.
    fn walk(&self, start: &Start, max_depth: Option<u64>) -> Vec<Visit> {
        let mut seen: HashSet<usize> = self.by_key.get(&start.key).copied().into_iter().collect();
        let mut visits: Vec<Visit> = Vec::new();
        let mut level: Vec<(Option<usize>, &[Datum])> = vec![(None, &start.link)];
        let mut depth = 0;
        while !level.is_empty() && max_depth.is_none_or(|most| depth < most) {
            depth += 1;
            let first = visits.len();
            for (from, link) in level {
                let below = self.by_link.get(link).map_or(&[][..], Vec::as_slice);
                let unseen = below.iter().filter(|&&row| seen.insert(row));
                visits.extend(unseen.map(|&row| Visit { row, depth, from }));
            }
            visits[first..].sort_by_key(|visit| visit.row);
            level = (first..visits.len())
                .map(|place| (Some(place), &self.next[visits[place].row][..]))
                .collect();
        }
        visits
    }

    /// The rows below this one, each with how many steps lead to it at least.
    pub(crate) fn into_rows(self, start: &Start, max_depth: Option<u64>) -> Vec<(T, u64)> {
        let visits = self.walk(start, max_depth);
        let mut rows: Vec<Option<T>> = self.rows.into_iter().map(Some).collect();
        let mut take = |visit: Visit| rows[visit.row].take().map(|row| (row, visit.depth));
        visits.into_iter().filter_map(&mut take).collect()
    }
}

impl<T: Clone> Reached<T> {
    /// The same rows, each below the one that it was reached from first.
    pub(super) fn trees(&self, start: &Start, max_depth: Option<u64>) -> Vec<Tree<T>> {
        let visits = self.walk(start, max_depth);
        let mut below: Vec<Vec<Tree<T>>> = visits.iter().map(|_| Vec::new()).collect();
        let mut top = Vec::new();
        // Whatever is below a row was visited after it, so that from the end on each tree is complete when it is put in place.
        for (place, visit) in visits.iter().enumerate().rev() {
            let mut children = std::mem::take(&mut below[place]);
            children.reverse();
            let row = self.rows[visit.row].clone();
            visit
                .from
                .map_or(&mut top, |parent| &mut below[parent])
                .push(Tree { row, children });
        }
        top.reverse();
        top
    }
}

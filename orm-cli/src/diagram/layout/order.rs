use super::grid::{Grid, Pin};

const SWEEPS: usize = 12;

/// How often all the neighbours of a picture are exchanged, at the most.
const EXCHANGES: usize = 8;

/// Puts the slots of each layer into an order in which few lines cross: each slot where its neighbours' places average,
/// layer by layer, to and fro.
pub(super) fn reduce_crossings(grid: &mut Grid) {
    let mut best = (crossings(grid), grid.layers.clone());
    for sweep in 0..SWEEPS {
        let to_right = sweep % 2 == 0;
        for step in 0..grid.layers.len() {
            let last = grid.layers.len() - 1;
            sort_layer(grid, if to_right { step } else { last - step }, to_right);
        }
        let crossings = crossings(grid);
        if crossings < best.0 {
            best = (crossings, grid.layers.clone());
        }
    }
    grid.layers = best.1;
}

/// Exchanges the slots that are next to each other wherever fewer lines cross then.
pub(super) fn exchange(grid: &mut Grid) {
    for _ in 0..EXCHANGES {
        if !exchange_neighbours(grid) {
            return;
        }
    }
}

/// Sorts a layer by the places of its neighbours on one side.
fn sort_layer(grid: &mut Grid, layer: usize, by_left: bool) {
    let places = places(grid);
    let gap = if by_left { layer } else { layer + 1 };
    let mut sums = vec![(0.0, 0_u32); grid.slots.len()];
    for hop in grid.hops_of_gap(gap) {
        let Some((left, right)) = hop.across(grid) else {
            continue;
        };
        let (own, other) = if by_left {
            (right, left)
        } else {
            (left, right)
        };
        sums[own.slot].0 += place(grid, &places, other);
        sums[own.slot].1 += 1;
    }
    let key = |slot: usize| match sums[slot] {
        (_, 0) => places[slot],
        (sum, count) => sum / f64::from(count),
    };
    let mut slots = std::mem::take(&mut grid.layers[layer]);
    slots.sort_by(|&a, &b| key(a).total_cmp(&key(b)));
    grid.layers[layer] = slots;
}

/// Where each slot is in its layer, from 0 at the top to 1.
fn places(grid: &Grid) -> Vec<f64> {
    let mut places = vec![0.0; grid.slots.len()];
    for slots in &grid.layers {
        for (position, &slot) in slots.iter().enumerate() {
            places[slot] = position as f64 / slots.len() as f64;
        }
    }
    places
}

fn place(grid: &Grid, places: &[f64], pin: Pin) -> f64 {
    let slot = &grid.slots[pin.slot];
    let share = 1.0 / grid.layers[slot.layer].len() as f64;
    places[pin.slot] + pin.y / slot.height * share
}

fn crossings(grid: &Grid) -> usize {
    (0..=grid.layers.len())
        .map(|gap| crossings_of_gap(grid, gap))
        .sum()
}

/// How many pairs of lines cross: those whose order on the right is not that on the left. Lines of one net never do, as
/// they have an end in common.
fn crossings_of_gap(grid: &Grid, gap: usize) -> usize {
    let places = places(grid);
    let ends = grid.hops_of_gap(gap).filter_map(|hop| {
        let (left, right) = hop.across(grid)?;
        Some((place(grid, &places, left), place(grid, &places, right)))
    });
    let mut ends: Vec<(f64, f64)> = ends.collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut above: Vec<f64> = Vec::with_capacity(ends.len());
    let mut crossings = 0;
    for (_, right) in ends {
        let position = above.partition_point(|other| *other <= right);
        crossings += above.len() - position;
        above.insert(position, right);
    }
    crossings
}

/// Exchanges neighbours wherever fewer lines cross then, and tells whether there were any.
fn exchange_neighbours(grid: &mut Grid) -> bool {
    let mut exchanged = false;
    for layer in 0..grid.layers.len() {
        let around =
            |grid: &Grid| crossings_of_gap(grid, layer) + crossings_of_gap(grid, layer + 1);
        let mut before = around(grid);
        for upper in 1..grid.layers[layer].len() {
            grid.layers[layer].swap(upper - 1, upper);
            let after = around(grid);
            if after < before {
                before = after;
                exchanged = true;
            } else {
                grid.layers[layer].swap(upper - 1, upper);
            }
        }
    }
    exchanged
}

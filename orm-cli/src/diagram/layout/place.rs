use super::grid::Grid;

/// Between two boxes of a layer.
pub(super) const GAP: f64 = 28.0;
/// Between a line that runs through a layer and what is next to it.
const GAP_OF_PASS: f64 = 12.0;
/// How much more it counts that a line is straight where it runs through a layer than where it ends.
const WEIGHT_OF_PASS: usize = 3;
const SWEEPS: usize = 10;

/// The top of each slot: as near as the order allows to where its lines are straight.
pub(super) fn tops(grid: &Grid) -> Vec<f64> {
    let mut tops = vec![0.0; grid.slots.len()];
    for slots in &grid.layers {
        settle(grid, &mut tops, slots, |_| None);
    }
    let last = grid.layers.len().saturating_sub(1);
    for sweep in 0..SWEEPS {
        for step in 0..=last {
            let to_right = sweep % 2 == 0;
            let layer = if to_right { step } else { last - step };
            let gaps = match (sweep >= SWEEPS - 4, to_right) {
                (true, _) => layer..=layer + 1,
                (_, true) => layer..=layer,
                (_, false) => layer + 1..=layer + 1,
            };
            let wishes = wishes(grid, &tops, layer, gaps);
            let wish = |slot: usize| median(&wishes[slot]);
            settle(grid, &mut tops, &grid.layers[layer], wish);
        }
    }
    let highest = tops.iter().copied().fold(f64::INFINITY, f64::min);
    tops.iter().map(|top| (top - highest).round()).collect()
}

/// For each slot of a layer the tops that would make one of its lines straight, in these gaps.
fn wishes(
    grid: &Grid,
    tops: &[f64],
    layer: usize,
    gaps: std::ops::RangeInclusive<usize>,
) -> Vec<Vec<f64>> {
    let mut wishes = vec![Vec::new(); grid.slots.len()];
    for hop in gaps.flat_map(|gap| grid.hops_of_gap(gap)) {
        let Some((left, right)) = hop.across(grid) else {
            continue;
        };
        let (own, other) = if hop.gap == layer {
            (right, left)
        } else {
            (left, right)
        };
        let passes = grid.is_pass(own.slot) && grid.is_pass(other.slot);
        let weight = if passes { WEIGHT_OF_PASS } else { 1 };
        let wish = tops[other.slot] + other.y - own.y;
        wishes[own.slot].extend(std::iter::repeat_n(wish, weight));
    }
    wishes
}

fn median(wishes: &[f64]) -> Option<f64> {
    let mut sorted = wishes.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().saturating_sub(1) / 2).copied()
}

/// A run of slots that stand as close as they may, and where the first of them is best.
struct Block {
    slots: usize,
    weight: f64,
    wish: f64,
}

/// Moves the slots of a layer as near to their wishes as they can be without overlapping: the least sum of squares, found
/// by pooling neighbours that are in each other's way. A slot without a wish stays where it is if it is not in the way.
fn settle(grid: &Grid, tops: &mut [f64], slots: &[usize], wish: impl Fn(usize) -> Option<f64>) {
    let offsets = offsets(grid, slots);
    let mut blocks: Vec<Block> = Vec::new();
    for (&slot, offset) in slots.iter().zip(&offsets) {
        let mut block = Block {
            slots: 1,
            weight: if wish(slot).is_some() { 1.0 } else { 0.01 },
            wish: wish(slot).unwrap_or(tops[slot]) - offset,
        };
        while let Some(above) = blocks.pop_if(|above| above.wish >= block.wish) {
            let weight = above.weight + block.weight;
            block = Block {
                slots: above.slots + block.slots,
                wish: (above.wish * above.weight + block.wish * block.weight) / weight,
                weight,
            };
        }
        blocks.push(block);
    }
    let starts = blocks
        .iter()
        .flat_map(|block| std::iter::repeat_n(block.wish, block.slots));
    for ((&slot, offset), start) in slots.iter().zip(offsets).zip(starts) {
        tops[slot] = start + offset;
    }
}

/// How far beneath the first slot each one is when they stand as close as they may.
fn offsets(grid: &Grid, slots: &[usize]) -> Vec<f64> {
    let mut offsets = Vec::new();
    let mut bottom: Option<(f64, bool)> = None;
    for &slot in slots {
        let is_pass = grid.is_pass(slot);
        let top = bottom.map_or(0.0, |(bottom, above_is_pass)| {
            bottom
                + if is_pass || above_is_pass {
                    GAP_OF_PASS
                } else {
                    GAP
                }
        });
        bottom = Some((top + grid.slots[slot].height, is_pass));
        offsets.push(top);
    }
    offsets
}

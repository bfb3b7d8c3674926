use super::grid::{Grid, Hop, Pin};
use super::tracks::{self, Bundle};
use super::{Layout, Line, Node, Point, Rectangle};

/// Between a box and the nearest turn of a line, where the line's mark stands.
const STUB: f64 = 28.0;
/// Between two parallel lines.
const TRACK: f64 = 9.0;

/// Gives the layers their places from left to right, and the lines their corners.
pub(super) fn route(grid: &Grid, nodes: &[Node], lines: &[Line], tops: &[f64]) -> Layout {
    let gaps: Vec<Gap> = (0..=grid.layers.len())
        .map(|gap| Gap::of(grid, tops, gap))
        .collect();
    let columns = columns(grid, nodes, &gaps);
    let boxes: Vec<Rectangle> = nodes
        .iter()
        .enumerate()
        .map(|(node, shape)| columns[grid.slots[node].layer].place(shape, tops[node]))
        .collect();
    let router = Router {
        grid,
        tops,
        gaps: &gaps,
        columns: &columns,
        boxes: &boxes,
    };
    let paths = (0..lines.len())
        .map(|line| router.path(&grid.lines[line]))
        .collect();
    let bottom = (grid.slots.iter().zip(tops)).map(|(slot, top)| top + slot.height);
    Layout {
        width: columns.last().map_or(0.0, |last| last.right) + gaps.last().map_or(0.0, Gap::width),
        height: bottom.fold(0.0, f64::max),
        paths,
        boxes,
    }
}

/// The space on the left of a layer.
struct Gap {
    bundles: Vec<Bundle>,
    tracks: Vec<usize>,
    count: usize,
    /// Whether there are boxes on both sides.
    is_between: bool,
}

/// The space of a layer from left to right.
struct Column {
    left: f64,
    right: f64,
}

impl Gap {
    fn of(grid: &Grid, tops: &[f64], gap: usize) -> Self {
        let mut bundles: Vec<Bundle> = Vec::new();
        for hop in grid.hops_of_gap(gap) {
            let at = bundles.iter().position(|bundle| bundle.net == hop.net);
            let at = at.unwrap_or_else(|| {
                bundles.push(Bundle::new(hop.net));
                bundles.len() - 1
            });
            for pin in [hop.from, hop.to] {
                let is_on_left = grid.slots[pin.slot].layer < gap;
                let side = match is_on_left {
                    true => &mut bundles[at].lefts,
                    false => &mut bundles[at].rights,
                };
                let y = height(tops, pin);
                if !side.contains(&y) {
                    side.push(y);
                }
            }
        }
        let (tracks, count) = tracks::assign(&bundles);
        Gap {
            bundles,
            tracks,
            count,
            is_between: gap < grid.layers.len(),
        }
    }

    fn width(&self) -> f64 {
        let tracks = self.count.saturating_sub(1) as f64 * TRACK;
        match (self.bundles.is_empty(), self.is_between) {
            (true, _) => 0.0,
            (false, true) => 2.0 * STUB + tracks,
            (false, false) => STUB + tracks,
        }
    }

    /// How far from the gap's left the lines of a net turn.
    fn turn(&self, net: usize) -> f64 {
        let at = self.bundles.iter().position(|bundle| bundle.net == net);
        STUB + at.map_or(0.0, |at| self.tracks[at] as f64 * TRACK)
    }
}

fn columns(grid: &Grid, nodes: &[Node], gaps: &[Gap]) -> Vec<Column> {
    let mut x = 0.0;
    let mut columns = Vec::new();
    for (slots, gap) in grid.layers.iter().zip(gaps) {
        let boxes = slots.iter().filter_map(|&slot| grid.slots[slot].node);
        let width = boxes.map(|node| nodes[node].width).fold(0.0, f64::max);
        let left = x + gap.width();
        x = left + width;
        columns.push(Column { left, right: x });
    }
    columns
}

impl Column {
    fn place(&self, node: &Node, top: f64) -> Rectangle {
        let space = self.right - self.left;
        let width = if node.stretches { space } else { node.width };
        Rectangle {
            x: self.left + (space - width) / 2.0,
            y: top,
            width,
            height: node.height,
        }
    }
}

fn height(tops: &[f64], pin: Pin) -> f64 {
    tops[pin.slot] + pin.y
}

struct Router<'r> {
    grid: &'r Grid,
    tops: &'r [f64],
    gaps: &'r [Gap],
    columns: &'r [Column],
    boxes: &'r [Rectangle],
}

impl Router<'_> {
    /// The corners of a line, its two ends among them.
    fn path(&self, hops: &[Hop]) -> Vec<Point> {
        let mut path = Vec::new();
        for hop in hops {
            let (from, to) = (height(self.tops, hop.from), height(self.tops, hop.to));
            path.extend(self.edge_of_box(hop.from, hop.gap));
            if from != to {
                let x = self.start_of(hop.gap) + self.gaps[hop.gap].turn(hop.net);
                path.extend([Point { x, y: from }, Point { x, y: to }]);
            }
            path.extend(self.edge_of_box(hop.to, hop.gap));
        }
        path
    }

    /// Where a pin touches its box, seen from a gap; nothing where a line runs through.
    fn edge_of_box(&self, pin: Pin, gap: usize) -> Option<Point> {
        let shape = self.boxes[self.grid.slots[pin.slot].node?];
        let is_on_left = self.grid.slots[pin.slot].layer < gap;
        Some(Point {
            x: if is_on_left {
                shape.x + shape.width
            } else {
                shape.x
            },
            y: height(self.tops, pin),
        })
    }

    fn start_of(&self, gap: usize) -> f64 {
        let layer = gap.checked_sub(1);
        layer.map_or(0.0, |layer| self.columns[layer].right)
    }
}

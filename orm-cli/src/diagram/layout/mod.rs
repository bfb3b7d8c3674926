//! Where the boxes of a picture stand, and how the lines between them run, in layers from left to right.
//!
//! It is the layered drawing of [Sugiyama, Tagawa and Toda](https://doi.org/10.1109/TSMC.1981.4308636), with the
//! coordinates found as [Gansner and others](https://doi.org/10.1109/32.221135) describe: each box is given a layer, then
//! the order within the layers that makes few lines cross, then the heights that make lines short. Lines run through the
//! gaps between the layers at right angles, and through a layer only where a place was kept for them, so none runs over a
//! box.

mod components;
mod grid;
mod layers;
mod order;
mod pack;
mod place;
mod route;
mod tracks;

use self::components::Component;
use self::grid::Grid;
use super::chart::Cardinality;

/// A box to be placed. Those that come first tend to stand on the left.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) width: f64,
    pub(super) height: f64,
    /// Whether it becomes as wide as the widest of its layer.
    pub(super) stretches: bool,
}

/// A line. Lines with the same hub leave it as one, and part on the way.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) hub: End,
    pub(super) spoke: End,
}

/// The end of a line at a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct End {
    pub(super) node: usize,
    /// How far beneath the top of the box.
    pub(super) y: f64,
    pub(super) cardinality: Option<Cardinality>,
}

/// A picture: a rectangle for each node, and the corners of each line from its hub to its spoke.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) boxes: Vec<Rectangle>,
    pub(super) paths: Vec<Vec<Point>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Rectangle {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// Places the boxes and routes the lines.
pub(super) fn layout(nodes: &[Node], lines: &[Line]) -> Layout {
    let components = components::of(nodes, lines);
    let layouts = components.iter().map(arrange).collect();
    pack::pack(&components, layouts)
}

/// Lays out boxes that hang together, in as many layers as show them largest.
fn arrange(component: &Component) -> Layout {
    let Component { nodes, lines, .. } = component;
    let tallest = nodes.iter().map(|node| node.height).fold(0.0, f64::max);
    let total: f64 = nodes.iter().map(|node| node.height + place::GAP).sum();
    let most = nodes.len().min(12);
    // Between two whole numbers there is a limit that leaves the last layer half empty.
    let limits = (2..=2 * most).map(|halves| tallest.max(2.0 * total / halves as f64));
    let mut layers: Vec<Vec<usize>> = limits
        .map(|limit| layers::assign(nodes, lines, limit))
        .collect();
    layers.dedup();
    let sizes = layers.into_iter().map(|layers| {
        let mut grid = Grid::new(nodes, lines, &layers);
        order::reduce_crossings(&mut grid);
        let layout = drawn(&grid, component);
        (layout.size_on_page(), grid)
    });
    let best = sizes.max_by(|a, b| a.0.total_cmp(&b.0));
    best.map_or_else(Layout::default, |(_, mut grid)| {
        order::exchange(&mut grid);
        drawn(&grid, component)
    })
}

fn drawn(grid: &Grid, component: &Component) -> Layout {
    let tops = place::tops(grid);
    route::route(grid, &component.nodes, &component.lines, &tops)
}

impl Layout {
    /// How large it is shown on a page of 16 by 10.
    fn size_on_page(&self) -> f64 {
        (16.0 / self.width.max(1.0)).min(10.0 / self.height.max(1.0))
    }
}

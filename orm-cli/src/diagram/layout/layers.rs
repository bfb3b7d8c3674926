use super::place::GAP;
use super::{Line, Node};

/// Gives each node a layer, so that lines lead from earlier nodes on the left to later ones on the right, and no layer is
/// higher than the limit.
pub(super) fn assign(nodes: &[Node], lines: &[Line], limit: f64) -> Vec<usize> {
    let mut layers = Layers {
        of: vec![0; nodes.len()],
        heights: Vec::new(),
        limit,
    };
    let edges = Edges::of(lines);
    for (node, shape) in nodes.iter().enumerate() {
        let after = edges.before(node).map(|from| layers.of[from] + 1).max();
        let layer = layers.first_with_room(after.unwrap_or(0), shape.height);
        layers.put(node, layer, shape.height);
    }
    for (node, shape) in nodes.iter().enumerate().rev() {
        layers.pull_right(node, shape.height, &edges);
    }
    without_empty(layers.of)
}

/// From which node to which lines lead, the earlier one first.
struct Edges(Vec<(usize, usize)>);

impl Edges {
    fn of(lines: &[Line]) -> Self {
        let ends = lines.iter().map(|line| (line.hub.node, line.spoke.node));
        Edges(
            ends.filter(|(a, b)| a != b)
                .map(|(a, b)| (a.min(b), a.max(b)))
                .collect(),
        )
    }

    fn before(&self, node: usize) -> impl Iterator<Item = usize> {
        self.0
            .iter()
            .filter(move |edge| edge.1 == node)
            .map(|edge| edge.0)
    }

    fn after(&self, node: usize) -> impl Iterator<Item = usize> {
        self.0
            .iter()
            .filter(move |edge| edge.0 == node)
            .map(|edge| edge.1)
    }
}

struct Layers {
    of: Vec<usize>,
    heights: Vec<f64>,
    limit: f64,
}

impl Layers {
    fn has_room(&self, layer: usize, height: f64) -> bool {
        let used = self.heights.get(layer).copied().unwrap_or(0.0);
        used == 0.0 || used + height <= self.limit
    }

    fn first_with_room(&self, from: usize, height: f64) -> usize {
        let mut layers = from..;
        layers
            .find(|&layer| self.has_room(layer, height))
            .unwrap_or(from)
    }

    fn put(&mut self, node: usize, layer: usize, height: f64) {
        if self.heights.len() <= layer {
            self.heights.resize(layer + 1, 0.0);
        }
        self.of[node] = layer;
        self.heights[layer] += height + GAP;
    }

    /// Brings a node from which more lines lead to the right than to the left as near to those on the right as it can be.
    fn pull_right(&mut self, node: usize, height: f64, edges: &Edges) {
        let Some(nearest) = edges.after(node).map(|to| self.of[to]).min() else {
            return;
        };
        if edges.before(node).count() >= edges.after(node).count() {
            return;
        }
        let now = self.of[node];
        let mut candidates = (now + 1..nearest).rev();
        if let Some(layer) = candidates.find(|&layer| self.has_room(layer, height)) {
            self.heights[now] -= height + GAP;
            self.put(node, layer, height);
        }
    }
}

fn without_empty(layers: Vec<usize>) -> Vec<usize> {
    let mut used = layers.clone();
    used.sort_unstable();
    used.dedup();
    let position = |layer: &usize| used.binary_search(layer).unwrap_or_default();
    layers.iter().map(position).collect()
}

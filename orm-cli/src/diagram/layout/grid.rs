use std::cmp::Ordering;

use super::{Cardinality, Line, Node};

/// How far ends of different kinds at one place of a box stand apart.
const SPREAD: f64 = 10.0;
/// The height that is kept for lines that run through a layer.
const PASS: f64 = 2.0;

/// The boxes by their layers, with the places where lines run through layers between them.
pub(super) struct Grid {
    pub(super) slots: Vec<Slot>,
    /// The slots of each layer, from the top.
    pub(super) layers: Vec<Vec<usize>>,
    /// How each line gets from its hub to its spoke.
    pub(super) lines: Vec<Vec<Hop>>,
    /// The same steps by the gaps that they are in.
    gaps: Vec<Vec<Hop>>,
}

/// What stands in a layer.
pub(super) struct Slot {
    /// The box, or none where lines run through.
    pub(super) node: Option<usize>,
    pub(super) height: f64,
    pub(super) layer: usize,
}

/// A step of a line through the gap on the left of a layer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hop {
    /// Which gap: 0 is on the left of the first layer.
    pub(super) gap: usize,
    /// The lines that leave their hub together have one number.
    pub(super) net: usize,
    pub(super) from: Pin,
    pub(super) to: Pin,
}

/// A place at a slot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pin {
    pub(super) slot: usize,
    /// How far beneath the top of the slot.
    pub(super) y: f64,
}

/// What identifies a place at a box: a side, a row, and which of the ends there it is.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Port {
    node: usize,
    on_right: bool,
    y: f64,
    end: PortEnd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum PortEnd {
    Hub(Option<Cardinality>),
    Spoke(usize),
}

impl Grid {
    pub(super) fn new(nodes: &[Node], lines: &[Line], layer_of: &[usize]) -> Self {
        let layers = layer_of.iter().max().map_or(0, |last| last + 1);
        let mut grid = Grid {
            slots: Vec::new(),
            layers: vec![Vec::new(); layers],
            lines: Vec::new(),
            gaps: vec![Vec::new(); layers + 1],
        };
        for (node, shape) in nodes.iter().enumerate() {
            grid.add(Some(node), shape.height, layer_of[node]);
        }
        let ports = Ports::of(lines, layer_of);
        let mut nets: Vec<(Port, Vec<usize>)> = Vec::new();
        for line in 0..lines.len() {
            let (hub, spoke) = ports.0[line];
            let net = nets.iter().position(|(port, _)| *port == hub);
            let net = net.unwrap_or_else(|| {
                nets.push((hub, Vec::new()));
                nets.len() - 1
            });
            let (from, to) = (ports.pin(hub), ports.pin(spoke));
            let hops = grid.hops(net, from, to, hub.on_right, &mut nets[net].1);
            for hop in &hops {
                grid.gaps[hop.gap].push(*hop);
            }
            grid.lines.push(hops);
        }
        grid
    }

    fn add(&mut self, node: Option<usize>, height: f64, layer: usize) -> usize {
        let slot = self.slots.len();
        self.slots.push(Slot {
            node,
            height,
            layer,
        });
        self.layers[layer].push(slot);
        slot
    }

    /// The steps from a hub to a spoke, through passes that the net has by now, and new ones behind them.
    fn hops(
        &mut self,
        net: usize,
        hub: Pin,
        spoke: Pin,
        to_right: bool,
        passes: &mut Vec<usize>,
    ) -> Vec<Hop> {
        let (start, end) = (self.slots[hub.slot].layer, self.slots[spoke.slot].layer);
        let between = start.abs_diff(end).saturating_sub(1);
        while passes.len() < between {
            let step = passes.len() + 1;
            let layer = if to_right { start + step } else { start - step };
            passes.push(self.add(None, PASS, layer));
        }
        let through = passes[..between].iter().map(|&slot| Pin {
            slot,
            y: PASS / 2.0,
        });
        let mut from = hub;
        let mut hops = Vec::new();
        for (step, to) in through.chain([spoke]).enumerate() {
            let gap = if to_right {
                start + step + 1
            } else {
                start - step
            };
            hops.push(Hop { gap, net, from, to });
            from = to;
        }
        hops
    }

    pub(super) fn hops_of_gap(&self, gap: usize) -> impl Iterator<Item = &Hop> {
        self.gaps[gap].iter()
    }

    pub(super) fn is_pass(&self, slot: usize) -> bool {
        self.slots[slot].node.is_none()
    }
}

impl Hop {
    /// Its ends on the left and on the right of the gap; none for the line of a box to itself.
    pub(super) fn across(&self, grid: &Grid) -> Option<(Pin, Pin)> {
        let layer = |pin: Pin| grid.slots[pin.slot].layer;
        match layer(self.from).cmp(&layer(self.to)) {
            Ordering::Less => Some((self.from, self.to)),
            Ordering::Equal => None,
            Ordering::Greater => Some((self.to, self.from)),
        }
    }
}

/// The two ports of each line.
struct Ports(Vec<(Port, Port)>);

impl Ports {
    fn of(lines: &[Line], layer_of: &[usize]) -> Self {
        let ports = lines.iter().enumerate().map(|(number, line)| {
            let (hub, spoke) = (line.hub, line.spoke);
            let (start, end) = (layer_of[hub.node], layer_of[spoke.node]);
            let from = Port {
                node: hub.node,
                on_right: start <= end,
                y: hub.y,
                end: PortEnd::Hub(hub.cardinality),
            };
            let to = Port {
                node: spoke.node,
                on_right: start >= end,
                y: spoke.y,
                end: PortEnd::Spoke(number),
            };
            (from, to)
        });
        Ports(ports.collect())
    }

    /// Where a port is, beside the others of its row.
    fn pin(&self, port: Port) -> Pin {
        let all = self.0.iter().flat_map(|&(hub, spoke)| [hub, spoke]);
        let same_row = |other: &Port| {
            Port {
                end: port.end,
                ..*other
            } == port
        };
        let mut ends: Vec<PortEnd> = all.filter(same_row).map(|other| other.end).collect();
        ends.sort_unstable();
        ends.dedup();
        let position = ends.binary_search(&port.end).unwrap_or_default() as f64;
        let last = (ends.len() - 1) as f64;
        let spread = SPREAD.min(18.0 / last.max(1.0));
        Pin {
            slot: port.node,
            y: port.y + (position - last / 2.0) * spread,
        }
    }
}

//! Side by side in a gap: where the lines turn.

/// How near two parallel lines may come.
const NEAR: f64 = 7.0;

/// How often all the bundles of a gap are moved, at the most.
const ROUNDS: usize = 16;

/// What one net needs in a gap: the heights at which it comes from the left and leaves to the right.
#[derive(Debug, Clone)]
pub(super) struct Bundle {
    pub(super) net: usize,
    pub(super) lefts: Vec<f64>,
    pub(super) rights: Vec<f64>,
}

/// The track of each bundle, counted from the left, and how many tracks there are. Bundles that would run over one
/// another have different tracks, in an order in which few of them cross.
pub(super) fn assign(bundles: &[Bundle]) -> (Vec<usize>, usize) {
    let mut order: Vec<usize> = (0..bundles.len())
        .filter(|&at| bundles[at].turns())
        .collect();
    order.sort_by(|&a, &b| bundles[a].slope().total_cmp(&bundles[b].slope()));
    improve(bundles, &mut order);
    let mut tracks = vec![0; bundles.len()];
    for (position, &at) in order.iter().enumerate() {
        let before = order[..position].iter();
        let beside = before.filter(|&&other| bundles[at].is_beside(&bundles[other]));
        tracks[at] = beside.map(|&other| tracks[other] + 1).max().unwrap_or(0);
    }
    let count = order.iter().map(|&at| tracks[at] + 1).max();
    (tracks, count.unwrap_or(0))
}

/// Moves each bundle to the place in the order where it costs least, as long as that helps.
fn improve(bundles: &[Bundle], order: &mut Vec<usize>) {
    for _ in 0..ROUNDS {
        let mut moved = false;
        for from in 0..order.len() {
            let at = order.remove(from);
            let costs = costs_of_places(bundles, order, at);
            let cheapest =
                (0..costs.len()).min_by_key(|&place| (costs[place], place.abs_diff(from)));
            let to = cheapest.unwrap_or(from);
            order.insert(to, at);
            moved |= to != from;
        }
        if !moved {
            return;
        }
    }
}

/// What each place among the others costs a bundle, measured from the first place.
fn costs_of_places(bundles: &[Bundle], others: &[usize], at: usize) -> Vec<isize> {
    let mut costs = vec![0];
    let mut sum = 0;
    for &other in others {
        sum += cost(&bundles[other], &bundles[at]) - cost(&bundles[at], &bundles[other]);
        costs.push(sum);
    }
    costs
}

/// What it costs that one bundle turns on the left of the other: a crossing one, lines over one another many.
fn cost(left: &Bundle, right: &Bundle) -> isize {
    let crossed = |heights: &[f64], by: &Bundle| {
        let (top, bottom) = by.extent();
        heights
            .iter()
            .filter(|&&y| y > top - NEAR && y < bottom + NEAR)
            .count()
    };
    let overlaps = left
        .rights
        .iter()
        .flat_map(|a| right.lefts.iter().map(move |b| (a - b).abs()));
    let overlaps = overlaps.filter(|distance| *distance < NEAR).count();
    let cost = crossed(&left.rights, right) + crossed(&right.lefts, left) + 50 * overlaps;
    cost.cast_signed()
}

impl Bundle {
    pub(super) fn new(net: usize) -> Self {
        Bundle {
            net,
            lefts: Vec::new(),
            rights: Vec::new(),
        }
    }

    fn extent(&self) -> (f64, f64) {
        let all = || self.lefts.iter().chain(&self.rights).copied();
        (
            all().fold(f64::INFINITY, f64::min),
            all().fold(f64::NEG_INFINITY, f64::max),
        )
    }

    fn turns(&self) -> bool {
        let (top, bottom) = self.extent();
        bottom > top
    }

    fn is_beside(&self, other: &Bundle) -> bool {
        let ((top, bottom), (other_top, other_bottom)) = (self.extent(), other.extent());
        top < other_bottom + NEAR && other_top < bottom + NEAR
    }

    /// Those that rise the most turn first, which is a good order to begin with.
    fn slope(&self) -> f64 {
        let mean = |heights: &[f64]| heights.iter().sum::<f64>() / heights.len().max(1) as f64;
        mean(&self.rights) - mean(&self.lefts)
    }
}

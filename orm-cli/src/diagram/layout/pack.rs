use super::components::Component;
use super::{Layout, Point, Rectangle};

/// Between two parts that do not hang together.
const GAP: f64 = 40.0;

/// Puts the parts of a picture on shelves, the highest first, so that the whole is about as wide as a page.
pub(super) fn pack(components: &[Component], layouts: Vec<Layout>) -> Layout {
    let mut parts: Vec<(&Component, Layout)> = components.iter().zip(layouts).collect();
    parts.sort_by(|a, b| b.1.height.total_cmp(&a.1.height));
    let mut widths: Vec<f64> = Vec::new();
    let mut sum = 0.0;
    for (_, layout) in &parts {
        sum += layout.width + GAP;
        widths.push(sum);
    }
    let widest = parts
        .iter()
        .map(|(_, layout)| layout.width + GAP)
        .fold(0.0, f64::max);
    let pictures = widths
        .iter()
        .map(|width| on_shelves(&parts, width.max(widest)));
    let best = pictures.max_by(|a, b| a.size_on_page().total_cmp(&b.size_on_page()));
    best.unwrap_or_default()
}

/// Puts the parts side by side up to a width, and then beneath.
fn on_shelves(parts: &[(&Component, Layout)], width: f64) -> Layout {
    let nodes = parts
        .iter()
        .map(|(component, _)| component.members.len())
        .sum();
    let lines = parts
        .iter()
        .map(|(component, _)| component.line_members.len())
        .sum();
    let mut whole = Layout {
        boxes: vec![Rectangle::default(); nodes],
        paths: vec![Vec::new(); lines],
        ..Layout::default()
    };
    let mut corner = Point { x: 0.0, y: 0.0 };
    for (component, part) in parts {
        if corner.x + part.width > width {
            corner = Point {
                x: 0.0,
                y: whole.height + GAP,
            };
        }
        whole.add(component, part, corner);
        corner.x += part.width + GAP;
    }
    whole
}

impl Layout {
    fn add(&mut self, component: &Component, part: &Layout, corner: Point) {
        for (&member, shape) in component.members.iter().zip(&part.boxes) {
            self.boxes[member] = Rectangle {
                x: corner.x + shape.x,
                y: corner.y + shape.y,
                ..*shape
            };
        }
        for (&member, path) in component.line_members.iter().zip(&part.paths) {
            let moved = |point: &Point| Point {
                x: corner.x + point.x,
                y: corner.y + point.y,
            };
            self.paths[member] = path.iter().map(moved).collect();
        }
        self.width = self.width.max(corner.x + part.width);
        self.height = self.height.max(corner.y + part.height);
    }
}

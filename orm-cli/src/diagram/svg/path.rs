use std::fmt::Write;

use super::super::chart::Cardinality;
use super::super::layout::Point;

/// How round a corner is, where there is room.
const RADIUS: f64 = 6.0;

/// Draws a line with round corners, and the marks at its two ends.
pub(super) fn draw(
    svg: &mut String,
    corners: &[Point],
    start: Option<Cardinality>,
    end: Option<Cardinality>,
) {
    let [first, .., last] = corners else {
        return;
    };
    let _ = write!(svg, r#"<path d="M{} {}"#, first.x, first.y);
    for three in corners.windows(3) {
        write_corner(svg, three[0], three[1], three[2]);
    }
    let _ = write!(svg, r#"L{} {}"/>"#, last.x, last.y);
    if let Some(cardinality) = start {
        draw_mark(svg, cardinality, *first, corners[1]);
    }
    if let Some(cardinality) = end {
        draw_mark(svg, cardinality, *last, corners[corners.len() - 2]);
    }
}

fn write_corner(svg: &mut String, before: Point, corner: Point, after: Point) {
    let near = |other: Point| {
        let (x, y) = (other.x - corner.x, other.y - corner.y);
        let length = x.abs() + y.abs();
        let share = if length == 0.0 {
            0.0
        } else {
            RADIUS.min(length / 2.0) / length
        };
        (corner.x + x * share, corner.y + y * share)
    };
    let ((from_x, from_y), (to_x, to_y)) = (near(before), near(after));
    let Point { x, y } = corner;
    let _ = write!(svg, "L{from_x} {from_y}Q{x} {y} {to_x} {to_y}");
}

/// Draws how many rows there may be at an end, in crow's foot notation: two bars for one, a ring and a bar for none or
/// one, a ring and a foot for any number.
fn draw_mark(svg: &mut String, cardinality: Cardinality, end: Point, next: Point) {
    let away = if next.x < end.x { -1.0 } else { 1.0 };
    let Point { x: left, y } = end;
    let x = |distance: f64| left + away * distance;
    let (top, bottom) = (y - 5.0, y + 5.0);
    let bar = |at: f64| format!("M{} {top}V{bottom}", x(at));
    let foot = format!("M{left} {top}L{} {y}L{left} {bottom}", x(11.0));
    let (lines, ring) = match cardinality {
        Cardinality::One => (bar(7.0) + &bar(11.0), None),
        Cardinality::ZeroOrOne => (bar(7.0), Some(15.0)),
        Cardinality::ZeroOrMany => (foot, Some(15.0)),
    };
    let _ = write!(svg, r#"<path d="{lines}"/>"#);
    if let Some(at) = ring {
        let _ = write!(svg, r#"<circle cx="{}" cy="{y}" r="4"/>"#, x(at));
    }
}

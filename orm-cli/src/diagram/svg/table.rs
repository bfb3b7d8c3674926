use std::fmt::Write;

use super::super::chart::{Column, Mark, Table};
use super::super::layout::{Node, Rectangle};
use super::super::markup::escaped;
use super::style::{FONT, width};

const HEAD: f64 = 30.0;
const ROW: f64 = 24.0;
/// Beneath the last row.
const FOOT: f64 = 4.0;
/// Between the border and the text.
const PADDING: f64 = 12.0;
/// From the beginning of a key's mark to the next.
const MARK: f64 = 20.0;
/// Between a column's name and its type, at the least.
const BETWEEN: f64 = 24.0;
/// From the middle of a row to the line that its text stands on.
const BASELINE: f64 = 4.5;

/// Where lines attach that mean the whole table.
pub(super) const MIDDLE_OF_HEAD: f64 = HEAD / 2.0;

/// Where lines attach that mean a column.
pub(super) fn middle_of_row(column: usize) -> f64 {
    HEAD + (column as f64 + 0.5) * ROW
}

/// How large a table is.
pub(super) fn node(table: &Table<'_>) -> Node {
    let names = table.columns.iter().map(|column| width(column.name, FONT));
    let types = table
        .columns
        .iter()
        .map(|column| width(&type_of(column), FONT));
    let row = marks_width(table) + names.fold(0.0, f64::max) + BETWEEN + types.fold(0.0, f64::max);
    // The name is bold, and a little wider.
    let head = width(&table.name.to_string(), FONT) * 1.05;
    Node {
        width: (row.max(head) + 2.0 * PADDING).ceil(),
        height: HEAD + table.columns.len() as f64 * ROW + FOOT,
        stretches: true,
    }
}

fn marks_width(table: &Table<'_>) -> f64 {
    let most = table.columns.iter().map(|column| column.marks.len()).max();
    most.unwrap_or(0) as f64 * MARK
}

fn type_of(column: &Column<'_>) -> String {
    let optional = if column.nullable { "?" } else { "" };
    format!("{}{optional}", column.type_name)
}

pub(super) fn draw(svg: &mut String, table: &Table<'_>, shape: Rectangle) {
    let Rectangle {
        x,
        y,
        width,
        height,
    } = shape;
    let (middle, baseline) = (x + width / 2.0, y + MIDDLE_OF_HEAD + BASELINE);
    let name = escaped(&table.name.to_string());
    let _ = writeln!(
        svg,
        r#"<rect class="table" x="{x}" y="{y}" width="{width}" height="{height}" rx="7"/>
<path class="head" d="M{x} {} v{} a7 7 0 0 1 7 -7 h{} a7 7 0 0 1 7 7 v{} z"/>
<text class="name" x="{middle}" y="{baseline}" text-anchor="middle">{name}</text>"#,
        y + HEAD,
        7.0 - HEAD,
        width - 14.0,
        HEAD - 7.0,
    );
    let names = x + PADDING + marks_width(table);
    for (position, column) in table.columns.iter().enumerate() {
        let baseline = y + middle_of_row(position) + BASELINE;
        draw_marks(svg, &column.marks, x + PADDING, baseline);
        let _ = writeln!(
            svg,
            r#"<text x="{names}" y="{baseline}">{}</text><text class="type" x="{}" y="{baseline}" text-anchor="end">{}</text>"#,
            escaped(column.name),
            x + width - PADDING,
            escaped(&type_of(column)),
        );
    }
}

fn draw_marks(svg: &mut String, marks: &[Mark], x: f64, baseline: f64) {
    for (position, mark) in marks.iter().enumerate() {
        let class = match mark {
            Mark::Primary => "mark primary",
            Mark::Foreign => "mark foreign",
            Mark::Unique => "mark",
        };
        let _ = write!(
            svg,
            r#"<text class="{class}" x="{}" y="{baseline}">{}</text>"#,
            x + position as f64 * MARK,
            mark.letters(),
        );
    }
}

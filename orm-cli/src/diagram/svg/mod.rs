//! A picture of the schema without outside programs.

mod path;
mod scene;
mod style;
mod table;

use std::fmt::Write;

use orm_core::schema::Snapshot;

use self::scene::Scene;
use super::chart::Chart;
use super::layout::layout;

/// Around the whole picture.
const MARGIN: f64 = 24.0;

/// The schema as an [SVG](https://developer.mozilla.org/docs/Web/SVG), drawn without outside programs, in light or dark
/// as the reader prefers.
///
/// Tables that others refer to stand on the left. Each line runs from the key that it refers to, to the column that holds
/// it; lines that begin at the same key leave it together. A type that ends in `?` may be `NULL`.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # fn main() -> std::io::Result<()> {
/// let schema = schema![Author, Biography, Publisher, Book, Subject];
/// let svg = orm::cli::diagram::svg(&schema.snapshot());
/// assert!(svg.contains("<title>biography(author_id) → author(id)</title>"));
/// std::fs::write(std::env::temp_dir().join("library.svg"), svg)?;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn svg(snapshot: &Snapshot) -> String {
    let chart = Chart::of(snapshot);
    let scene = Scene::of(&chart);
    let layout = layout(&scene.nodes, &scene.lines);
    let (width, height) = (layout.width + 2.0 * MARGIN, layout.height + 2.0 * MARGIN);
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="-{MARGIN} -{MARGIN} {width} {height}" role="img">
<title>{} tables</title>
<style>{}</style>
<rect class="page" x="-{MARGIN}" y="-{MARGIN}" width="{width}" height="{height}"/>"#,
        chart.tables.len(),
        style::SHEET,
    );
    for (line, path) in layout.paths.iter().enumerate() {
        scene.draw_line(&mut svg, line, path);
    }
    for (node, shape) in layout.boxes.iter().enumerate() {
        scene.draw_node(&mut svg, node, *shape);
    }
    svg.push_str("</svg>\n");
    svg
}

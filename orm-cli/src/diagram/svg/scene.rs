use std::fmt::Write;

use super::super::chart::{Cardinality, Chart, Join, Table};
use super::super::layout::{End, Line, Node, Point, Rectangle};
use super::super::markup::escaped;
use super::style::{FONT, width};
use super::{path, table};

/// The height of a join table's name on its line.
const JOIN_HEIGHT: f64 = 24.0;

/// What is drawn: the boxes and lines as the layout sees them, and what each of them is.
pub(super) struct Scene<'c> {
    pub(super) nodes: Vec<Node>,
    pub(super) lines: Vec<Line>,
    things: Vec<Thing<'c>>,
    titles: Vec<String>,
}

#[derive(Clone, Copy)]
enum Thing<'c> {
    Table(usize, &'c Table<'c>),
    Join(&'c Join<'c>),
}

impl<'c> Scene<'c> {
    pub(super) fn of(chart: &'c Chart<'c>) -> Self {
        let tables = chart.tables.iter().enumerate();
        let tables = tables.map(|(position, table)| Thing::Table(position, table));
        let mut things: Vec<Thing<'_>> =
            tables.chain(chart.joins.iter().map(Thing::Join)).collect();
        let places = chart.places();
        // A join comes between its two tables.
        things.sort_by_key(|thing| match thing {
            Thing::Table(position, _) => (places[*position], 0),
            Thing::Join(join) => (places[join.sides[0]].min(places[join.sides[1]]), 1),
        });
        let mut scene = Scene {
            nodes: things.iter().map(Thing::node).collect(),
            lines: Vec::new(),
            titles: Vec::new(),
            things,
        };
        scene.add_references(chart);
        scene.add_joins();
        scene
    }

    fn add_references(&mut self, chart: &Chart<'_>) {
        for reference in &chart.references {
            let end = |(table, column), cardinality| End {
                node: self.node_of(table),
                y: table::middle_of_row(column),
                cardinality: Some(cardinality),
            };
            self.lines.push(Line {
                hub: end(reference.target, reference.targets),
                spoke: end(reference.holder, reference.holders),
            });
            self.titles.push(reference.to_string());
        }
    }

    fn add_joins(&mut self) {
        for (node, thing) in self.things.iter().enumerate() {
            let Thing::Join(join) = thing else {
                continue;
            };
            for side in join.sides {
                let hub = End {
                    node: self.node_of(side),
                    y: table::MIDDLE_OF_HEAD,
                    cardinality: Some(Cardinality::ZeroOrMany),
                };
                let spoke = End {
                    node,
                    y: JOIN_HEIGHT / 2.0,
                    cardinality: None,
                };
                self.lines.push(Line { hub, spoke });
                self.titles.push(join.name.to_string());
            }
        }
    }

    fn node_of(&self, table: usize) -> usize {
        let mut things = self.things.iter();
        let node = things.position(|thing| matches!(thing, Thing::Table(at, _) if *at == table));
        node.unwrap_or_default()
    }

    pub(super) fn draw_line(&self, svg: &mut String, line: usize, corners: &[Point]) {
        let Line { hub, spoke } = &self.lines[line];
        let title = escaped(&self.titles[line]);
        let _ = write!(svg, r#"<g class="line"><title>{title}</title>"#);
        path::draw(svg, corners, hub.cardinality, spoke.cardinality);
        svg.push_str("</g>\n");
    }

    pub(super) fn draw_node(&self, svg: &mut String, node: usize, shape: Rectangle) {
        match self.things[node] {
            Thing::Table(_, table) => table::draw(svg, table, shape),
            Thing::Join(join) => draw_join(svg, join, shape),
        }
    }
}

impl Thing<'_> {
    fn node(&self) -> Node {
        match self {
            Thing::Table(_, table) => table::node(table),
            Thing::Join(join) => Node {
                width: width(&join.name.to_string(), FONT).ceil() + 24.0,
                height: JOIN_HEIGHT,
                stretches: false,
            },
        }
    }
}

fn draw_join(svg: &mut String, join: &Join<'_>, shape: Rectangle) {
    let Rectangle {
        x,
        y,
        width,
        height,
    } = shape;
    let (middle, baseline) = (x + width / 2.0, y + height / 2.0 + 4.5);
    let name = escaped(&join.name.to_string());
    let _ = writeln!(
        svg,
        r#"<rect class="join" x="{x}" y="{y}" width="{width}" height="{height}" rx="12"/>
<text x="{middle}" y="{baseline}" text-anchor="middle">{name}</text>"#
    );
}

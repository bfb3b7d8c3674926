use std::fmt::Write;

use orm_core::schema::Snapshot;

use super::chart::{Cardinality, Chart, Column, Table};
use super::markup::escaped;

const HEAD: &str = r##"digraph schema {
    graph [rankdir=LR, nodesep=0.4, ranksep=1.2, bgcolor=transparent]
    node [shape=plain, fontname="Courier", fontsize=11]
    edge [dir=both, color="#64748b", fontname="Courier", fontsize=10, arrowsize=0.8]
"##;

/// The schema in the [DOT language](https://graphviz.org/doc/info/lang.html) of Graphviz: `dot -Tsvg schema.dot`.
///
/// Each table is a node with a port for each column, and each line leads from port to port.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # fn main() {
/// let dot = orm::cli::diagram::graphviz(&schema![Author, Biography].snapshot());
/// assert!(dot.contains("t0:e0:e -> t1:w2:w [arrowtail=teetee, arrowhead=teeodot"));
/// # }
/// ```
#[must_use]
pub fn graphviz(snapshot: &Snapshot) -> String {
    let chart = Chart::of(snapshot);
    let mut text = HEAD.to_owned();
    for (position, table) in chart.tables.iter().enumerate() {
        write_table(&mut text, position, table);
    }
    for reference in &chart.references {
        let ((target, key), (holder, column)) = (reference.target, reference.holder);
        // A line from a table to itself leaves and comes back on the same side.
        let side = if target == holder { "e" } else { "w" };
        let (tail, head) = (arrow(reference.targets), arrow(reference.holders));
        let _ = writeln!(
            text,
            "    t{target}:e{key}:e -> t{holder}:{side}{column}:{side} [arrowtail={tail}, arrowhead={head}, tooltip={}]",
            quoted(&reference.to_string()),
        );
    }
    for join in &chart.joins {
        let [one, other] = join.sides;
        let side = if one == other { "e" } else { "w" };
        let both = arrow(Cardinality::ZeroOrMany);
        let _ = writeln!(
            text,
            "    t{one}:name:e -> t{other}:name:{side} [arrowtail={both}, arrowhead={both}, label={}]",
            quoted(&join.name.to_string()),
        );
    }
    text.push_str("}\n");
    text
}

fn write_table(text: &mut String, position: usize, table: &Table<'_>) {
    let name = escaped(&table.name.to_string());
    let _ = writeln!(
        text,
        r##"    t{position} [label=<<table border="1" color="#94a3b8" bgcolor="white" cellborder="0" cellspacing="0" cellpadding="5">
        <tr><td port="name" colspan="3" bgcolor="#334155"><font color="white"><b>{name}</b></font></td></tr>"##
    );
    for (position, column) in table.columns.iter().enumerate() {
        write_column(text, position, column);
    }
    text.push_str("    </table>>]\n");
}

fn write_column(text: &mut String, position: usize, column: &Column<'_>) {
    let marks: Vec<&str> = column.marks.iter().map(|mark| mark.letters()).collect();
    let optional = if column.nullable { "?" } else { "" };
    let _ = writeln!(
        text,
        r##"        <tr><td port="w{position}" align="left"><font color="#b45309">{} </font></td><td align="left">{}</td><td port="e{position}" align="right"><font color="#64748b">{}{optional}</font></td></tr>"##,
        marks.join(" "),
        escaped(column.name),
        escaped(&column.type_name),
    );
}

/// The arrow's shapes, the one that touches the table first.
fn arrow(cardinality: Cardinality) -> &'static str {
    match cardinality {
        Cardinality::One => "teetee",
        Cardinality::ZeroOrOne => "teeodot",
        Cardinality::ZeroOrMany => "crowodot",
    }
}

/// A string of DOT, in which a backslash begins an escape and a quote ends it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

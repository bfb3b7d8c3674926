use std::fmt::Write;

use orm_core::schema::Snapshot;

use super::chart::{Cardinality, Chart, Column, Table};

/// The words that Mermaid takes for its own where a table's name stands, unless they are in quotes.
const KEYWORDS: [&str; 11] = [
    "accDescr",
    "accTitle",
    "class",
    "classDef",
    "end",
    "erDiagram",
    "many",
    "one",
    "style",
    "subgraph",
    "to",
];

/// The schema as an [`erDiagram` of Mermaid](https://mermaid.js.org/syntax/entityRelationshipDiagram.html), which GitHub and
/// GitLab draw where it stands in Markdown.
///
/// Mermaid takes few characters in a column's name or type: others become `_`, and the true name is the comment beside it.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # fn main() {
/// let schema = schema![Author, Biography];
/// assert_eq!(
///     orm::cli::diagram::mermaid(&schema.snapshot()),
///     r#"erDiagram
///     author {
///         int64 id PK
///         text(100) name UK
///     }
///     biography {
///         int64 id PK
///         text text
///         int64 author_id FK, UK
///     }
///     author ||--o| biography : author_id
/// "#
/// );
/// # }
/// ```
#[must_use]
pub fn mermaid(snapshot: &Snapshot) -> String {
    let chart = Chart::of(snapshot);
    let mut text = "erDiagram\n".to_owned();
    for table in &chart.tables {
        write_table(&mut text, table);
    }
    let name = |table: usize| entity(&chart.tables[table]);
    for reference in &chart.references {
        let (target, holder) = (name(reference.target.0), name(reference.holder.0));
        let (left, right) = (left(reference.targets), right(reference.holders));
        let label = word(&reference.key.columns.join(", "));
        let _ = writeln!(text, "    {target} {left}--{right} {holder} : {label}");
    }
    for join in &chart.joins {
        let [one, other] = join.sides.map(name);
        let label = word(&join.name.to_string());
        let _ = writeln!(text, "    {one} }}o--o{{ {other} : {label}");
    }
    text
}

fn write_table(text: &mut String, table: &Table<'_>) {
    let _ = writeln!(text, "    {} {{", entity(table));
    for column in &table.columns {
        let _ = write!(
            text,
            "        {} {}",
            plain(&column.type_name),
            plain(column.name)
        );
        let marks: Vec<&str> = column.marks.iter().map(|mark| mark.letters()).collect();
        if !marks.is_empty() {
            let _ = write!(text, " {}", marks.join(", "));
        }
        if let Some(comment) = comment(column) {
            let _ = write!(text, " \"{comment}\"");
        }
        text.push('\n');
    }
    text.push_str("    }\n");
}

/// What stands beside a column: its name, if that cannot be written as it is, and whether it may be `NULL`.
fn comment(column: &Column<'_>) -> Option<String> {
    let name = (plain(column.name) != column.name).then(|| quotable(column.name));
    let null = column.nullable.then(|| "may be NULL".to_owned());
    let parts: Vec<String> = name.into_iter().chain(null).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn entity(table: &Table<'_>) -> String {
    word(&table.name.to_string())
}

/// A name or label, in quotes where Mermaid would not take it for one word.
fn word(name: &str) -> String {
    let is_word = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !KEYWORDS.contains(&name);
    match is_word {
        true => name.to_owned(),
        false => format!("\"{}\"", quotable(name)),
    }
}

/// What can stand between quotes, of which Mermaid has no escape.
fn quotable(name: &str) -> String {
    let plain = |c: char| match c {
        '"' => '\'',
        '\\' => '/',
        '%' => '_',
        c if c.is_control() => ' ',
        c => c,
    };
    name.chars().map(plain).collect()
}

/// A column's name or type, of the characters that Mermaid takes there.
fn plain(name: &str) -> String {
    let takes = |c: char| c.is_ascii_alphanumeric() || "_-[]()".contains(c);
    let plain: String = name
        .chars()
        .map(|c| if takes(c) { c } else { '_' })
        .collect();
    let starts_well = plain.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let is_mark = ["PK", "FK", "UK"]
        .iter()
        .any(|mark| plain.eq_ignore_ascii_case(mark));
    match starts_well && !is_mark {
        true => plain,
        false => format!("_{plain}"),
    }
}

fn left(cardinality: Cardinality) -> &'static str {
    match cardinality {
        Cardinality::One => "||",
        Cardinality::ZeroOrOne => "|o",
        Cardinality::ZeroOrMany => "}o",
    }
}

fn right(cardinality: Cardinality) -> &'static str {
    match cardinality {
        Cardinality::One => "||",
        Cardinality::ZeroOrOne => "o|",
        Cardinality::ZeroOrMany => "o{",
    }
}

//! Names of any characters.

use orm::cli::diagram;
use orm::schema::snapshot::{Snapshot, TableSnapshot};
use proptest::prelude::*;
use roxmltree::Document;

use crate::picture::Picture;
use crate::schemas::{foreign_key, join, table};

fn schema(name: &str) -> Snapshot {
    let holder = TableSnapshot {
        foreign_keys: vec![foreign_key(&[name], name, &["id"])],
        ..table("holder", &["id", name])
    };
    let tables = vec![
        table(name, &["id"]),
        holder,
        join(&format!("{name}s"), [name, "holder"]),
    ];
    Snapshot { tables }
}

/// What a name becomes where a character cannot be part of XML.
fn readable(name: &str) -> String {
    let readable = |c: char| match c {
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    name.chars().map(readable).collect()
}

#[test]
fn mermaid_keeps_the_true_name_beside_one_that_it_would_not_take() {
    let text = diagram::mermaid(&schema("Größe \"in\" cm"));
    assert!(text.contains("    \"Größe 'in' cm\" {\n"), "{text}");
    assert!(
        text.contains("int64 Gr__e__in__cm FK \"Größe 'in' cm\"\n"),
        "{text}"
    );
}

#[test]
fn mermaid_is_given_its_own_words_so_that_it_does_not_take_them_for_its_own() {
    let tables = vec![
        table("class", &["id", "fk", "50%"]),
        table("classes", &["id"]),
    ];
    let text = diagram::mermaid(&Snapshot { tables });
    let class = "    \"class\" {\n        int64 id PK\n        int64 _fk \"fk\"\n        int64 _50_ \"50_\"\n    }\n";
    let classes = "    classes {\n        int64 id PK\n    }\n";
    assert_eq!(text, format!("erDiagram\n{class}{classes}"));
}

proptest! {
    #[test]
    fn the_svg_says_any_name(name in "\\PC{1,12}|.{1,12}|[<>&\"'\\\\\\]]{1,6}") {
        let picture = Picture::read(&diagram::svg(&schema(&name)));
        let name = readable(&name);
        // Once as a table, once as a column.
        prop_assert_eq!(picture.texts.iter().filter(|text| **text == name).count(), 2);
        prop_assert!(picture.lines.iter().any(|line| line.title.contains(&name)));
    }

    #[test]
    fn the_labels_of_graphviz_are_well_formed(name in "\\PC{1,12}|.{1,12}|[<>&\"'\\\\\\]]{1,6}") {
        let text = diagram::graphviz(&schema(&name));
        let labels: Vec<&str> = text.split("[label=<").skip(1).collect();
        prop_assert_eq!(labels.len(), 2);
        for label in labels {
            let end = label.find(">]\n").unwrap();
            let document = Document::parse(&label[..end]).unwrap();
            let texts = document.descendants().filter_map(|node| node.text());
            prop_assert!(texts.into_iter().any(|text| text == readable(&name)));
        }
    }

    #[test]
    fn mermaid_has_each_name_within_its_line(name in "\\PC{1,12}|.{1,12}|[<>&\"'\\\\\\]]{1,6}") {
        let text = diagram::mermaid(&schema(&name));
        prop_assert_eq!(text.lines().count(), 10);
        prop_assert!(text.lines().all(|line| line.matches('"').count() % 2 == 0));
    }
}

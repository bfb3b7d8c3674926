//! The library that the documentation speaks of.

use orm::cli::diagram;
use orm::schema::Snapshot;

mod tour {
    #![allow(
        dead_code,
        missing_docs,
        unreachable_pub,
        reason = "only the models are wanted"
    )]
    include!("../../../docs/tour.rs");

    pub(super) fn schema() -> orm::schema::Schema {
        schema![Author, Biography, Publisher, Book, Subject]
    }
}

fn library() -> Snapshot {
    tour::schema().snapshot()
}

#[test]
fn as_mermaid() {
    insta::assert_snapshot!(diagram::mermaid(&library()));
}

#[test]
fn as_graphviz() {
    insta::assert_snapshot!(diagram::graphviz(&library()));
}

#[test]
fn as_svg() {
    insta::assert_snapshot!(diagram::svg(&library()));
}

#[test]
fn the_picture_in_the_documentation_is_of_today() {
    let kept = include_str!("../../../docs/diagram.svg");
    assert_eq!(
        kept,
        diagram::svg(&library()),
        "run `cargo run -p orm-cli --example diagram > docs/diagram.svg`"
    );
}

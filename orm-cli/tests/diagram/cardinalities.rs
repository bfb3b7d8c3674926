//! How many rows there may be at each end of a line.

use orm::cli::diagram;
use orm::schema::snapshot::{Snapshot, TableSnapshot};

use crate::picture::Picture;
use crate::schemas::{foreign_key, join, key, table};

fn author() -> TableSnapshot {
    table("author", &["id"])
}

fn book() -> TableSnapshot {
    TableSnapshot {
        foreign_keys: vec![foreign_key(&["author_id"], "author", &["id"])],
        ..table("book", &["id", "author_id"])
    }
}

/// The lines that Mermaid and Graphviz draw.
fn lines(tables: Vec<TableSnapshot>) -> (Vec<String>, Vec<String>) {
    let schema = Snapshot { tables };
    let find = |text: String, what: &str| {
        let lines = text.lines().filter(|line| line.contains(what));
        lines.map(|line| line.trim().to_owned()).collect()
    };
    (
        find(diagram::mermaid(&schema), "--"),
        find(diagram::graphviz(&schema), "->"),
    )
}

#[track_caller]
fn check(book: TableSnapshot, mermaid: &str, graphviz: &str) {
    let (in_mermaid, in_graphviz) = lines(vec![author(), book]);
    assert_eq!(in_mermaid, [format!("author {mermaid} book : author_id")]);
    assert!(in_graphviz[0].contains(graphviz), "{in_graphviz:?}");
}

#[test]
fn a_required_foreign_key_is_of_exactly_one() {
    check(book(), "||--o{", "[arrowtail=teetee, arrowhead=crowodot,");
}

#[test]
fn one_that_may_be_null_is_of_none_or_one() {
    let mut book = book();
    book.columns[1].nullable = true;
    check(book, "|o--o{", "[arrowtail=teeodot, arrowhead=crowodot,");
}

#[test]
fn one_that_is_unique_has_at_most_one_holder() {
    let mut book = book();
    book.unique.push(key(&["author_id"]));
    check(book, "||--o|", "[arrowtail=teetee, arrowhead=teeodot,");
}

#[test]
fn one_that_is_the_primary_key_has_at_most_one_holder() {
    let mut book = book();
    book.primary_key = key(&["author_id"]);
    check(book, "||--o|", "[arrowtail=teetee, arrowhead=teeodot,");
}

#[test]
fn one_that_is_unique_only_with_another_column_has_many_holders() {
    let mut book = book();
    book.unique.push(key(&["id", "author_id"]));
    book.primary_key = key(&[]);
    check(book, "||--o{", "[arrowtail=teetee, arrowhead=crowodot,");
}

#[test]
fn a_table_that_joins_and_no_more_is_a_line() {
    let tables = vec![
        author(),
        table("tag", &["id"]),
        join("author_tags", ["author", "tag"]),
    ];
    let (mermaid, graphviz) = lines(tables);
    assert_eq!(mermaid, ["author }o--o{ tag : author_tags"]);
    assert_eq!(
        graphviz,
        ["t0:name:e -> t1:name:w [arrowtail=crowodot, arrowhead=crowodot, label=\"author_tags\"]"]
    );
}

#[test]
fn a_join_with_a_column_of_its_own_is_a_table() {
    let mut join = join("author_tags", ["author", "tag"]);
    join.columns.extend(table("", &["since"]).columns);
    let (mermaid, _) = lines(vec![author(), table("tag", &["id"]), join]);
    assert_eq!(
        mermaid,
        [
            "author ||--o{ author_tags : one_id",
            "tag ||--o{ author_tags : other_id"
        ]
    );
}

#[test]
fn a_foreign_key_to_a_table_that_is_not_there_is_no_line() {
    let (mermaid, graphviz) = lines(vec![book()]);
    assert!(mermaid.is_empty() && graphviz.is_empty());
}

#[test]
fn a_table_refers_to_itself_by_a_line_on_one_side() {
    let category = TableSnapshot {
        foreign_keys: vec![foreign_key(&["parent_id"], "category", &["id"])],
        ..table("category", &["id", "parent_id"])
    };
    let svg = diagram::svg(&Snapshot {
        tables: vec![category],
    });
    let picture = Picture::read(&svg);
    let [line] = &picture.lines[..] else {
        panic!("one line in {svg}");
    };
    let right = picture.tables[0].right;
    assert_eq!(line.title, "category(parent_id) → category(id)");
    assert_eq!(
        (line.corners[0].0, line.corners.last().unwrap().0),
        (right, right)
    );
    assert!(line.corners.iter().all(|corner| corner.0 >= right));
}

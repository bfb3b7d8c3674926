//! Of any schema, the picture can be read.

use orm::cli::diagram;
use orm::schema::Snapshot;
use proptest::prelude::*;

use crate::picture::{Picture, Rectangle};
use crate::schemas::any_schema;

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_drawn_over_a_box(schema in any_schema()) {
        let picture = Picture::read(&diagram::svg(&schema));
        boxes_are_apart(&picture);
        lines_run_between_boxes(&picture);
        everything_is_drawn(&schema, &picture);
    }

    #[test]
    fn the_same_schema_gives_the_same_text(schema in any_schema()) {
        let again: Snapshot = serde_json::from_str(&serde_json::to_string(&schema).unwrap()).unwrap();
        prop_assert_eq!(diagram::svg(&schema), diagram::svg(&again));
    }
}

fn boxes_are_apart(picture: &Picture) {
    let boxes = picture.boxes();
    for (position, one) in boxes.iter().enumerate() {
        assert!(picture.page.contains(one), "{one:?} is outside of the page");
        for other in &boxes[..position] {
            assert!(!one.overlaps(other), "{one:?} overlaps {other:?}");
        }
    }
}

fn lines_run_between_boxes(picture: &Picture) {
    let boxes = picture.boxes();
    for line in &picture.lines {
        for pair in line.corners.windows(2) {
            let part = Rectangle::around(pair[0], pair[1]);
            assert!(picture.page.contains(&part), "{line:?} leaves the page");
            let over = boxes.iter().find(|shape| shape.overlaps(&part));
            assert_eq!(over, None, "{line:?} runs over a box");
        }
        for end in [line.corners[0], line.corners[line.corners.len() - 1]] {
            let touches = |shape: &&Rectangle| {
                (end.0 == shape.left || end.0 == shape.right)
                    && (shape.top..=shape.bottom).contains(&end.1)
            };
            assert!(
                boxes.iter().any(|shape| touches(&shape)),
                "{line:?} ends nowhere"
            );
        }
    }
}

fn everything_is_drawn(schema: &Snapshot, picture: &Picture) {
    let joins = schema
        .tables
        .iter()
        .filter(|table| table.joins.is_some())
        .count();
    let keys: usize = schema
        .tables
        .iter()
        .map(|table| table.foreign_keys.len())
        .sum();
    assert_eq!(picture.joins.len(), joins);
    assert_eq!(picture.tables.len(), schema.tables.len() - joins);
    assert_eq!(picture.lines.len(), keys);
    for table in &schema.tables {
        let name = table.name.to_string();
        assert_eq!(
            picture.texts.iter().filter(|text| **text == name).count(),
            1
        );
    }
}

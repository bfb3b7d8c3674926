//! Indexes.

use super::{Rule, Told};
use crate::migrate::lint::finding::Severity;
use crate::migrate::lint::step::{Action, Step};

pub(super) const RULES: &[Rule] = &[
    Rule {
        number: "L14",
        title: "an index over rows that are there",
        severity: Severity::Danger,
        example: "CREATE INDEX book_isbn_idx ON book (isbn)",
        breaks: "nobody writes to the table while the index is built",
        advice: "build it beside the running programs, in a migration of its own outside of a transaction, and see afterwards \
                 that it is valid; on a partitioned table create it ON ONLY the parent, concurrently on each partition, and \
                 attach those",
        instead: &[
            "-- no-transaction\nCREATE {unique}INDEX CONCURRENTLY IF NOT EXISTS {index} ON {definition};",
        ],
        told: Told::Each(|place| match place.step {
            Step::CreateIndex(index) => !index.concurrently && place.is_live(&index.table),
            _ => false,
        }),
    },
    Rule {
        number: "L14",
        title: "an index that is built anew",
        severity: Severity::Danger,
        example: "REINDEX INDEX book_title_idx",
        breaks: "nobody writes to the table meanwhile, nor reads by the index",
        advice: "build it beside the running programs, in a migration of its own outside of a transaction",
        instead: &["-- no-transaction\nREINDEX {reindexed};"],
        told: Told::Each(|place| {
            matches!(
                place.step,
                Step::Reindex {
                    concurrently: false,
                    ..
                }
            )
        }),
    },
    Rule {
        number: "L15",
        title: "an index that goes",
        severity: Severity::Warning,
        example: "DROP INDEX book_title_idx",
        breaks: "for a moment nobody reads or writes the table; while it waits for its lock, others wait behind it",
        advice: "drop it beside the running programs, in a migration of its own outside of a transaction",
        instead: &["-- no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS {index};"],
        told: Told::Each(|place| match place.step {
            Step::DropIndex {
                index,
                concurrently: false,
            } => {
                let known = place.catalog.index(index);
                known.is_none_or(|known| place.is_live(&known.table))
            }
            _ => false,
        }),
    },
    Rule {
        number: "L16",
        title: "CONCURRENTLY within a transaction",
        severity: Severity::Danger,
        example: "CREATE INDEX CONCURRENTLY book_isbn_idx ON book (isbn)",
        breaks: "it fails (25001)",
        advice: "a migration of its own, whose first line is `-- no-transaction`",
        instead: &[],
        told: Told::Each(|place| place.in_transaction && is_concurrent(place.step)),
    },
    Rule {
        number: "L16",
        title: "CONCURRENTLY beside another statement",
        severity: Severity::Danger,
        example: "-- no-transaction\nCREATE INDEX CONCURRENTLY book_isbn_idx ON book (isbn);\n\
                  CREATE INDEX CONCURRENTLY book_pages_idx ON book (pages)",
        breaks: "statements that are sent together are one transaction, so it fails (25001)",
        advice: "one statement for each such migration",
        instead: &[],
        told: Told::Each(|place| {
            !place.in_transaction && place.statements > 1 && is_concurrent(place.step)
        }),
    },
];

fn is_concurrent(step: &Step) -> bool {
    match step {
        Step::CreateIndex(index) => index.concurrently,
        Step::DropIndex { concurrently, .. }
        | Step::Reindex { concurrently, .. }
        | Step::Alter {
            action: Action::DetachPartition { concurrently, .. },
            ..
        } => *concurrently,
        _ => false,
    }
}

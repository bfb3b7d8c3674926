//! How long a transaction holds its locks, and how long it waits for them.

use super::{Rule, Told};
use crate::migrate::lint::finding::Severity;
use crate::migrate::lint::scene::Place;
use crate::migrate::lint::step::Step;

pub(super) const RULES: &[Rule] = &[
    Rule {
        number: "L19",
        title: "a strong lock that is waited for without an end",
        severity: Severity::Warning,
        example: "ALTER TABLE book ADD COLUMN note text",
        breaks: "while it waits for one long query to end, every other query of the table waits behind it",
        advice: "give up after a moment and try again: `SET LOCAL lock_timeout = '2s'` as the migration's first statement",
        instead: &["SET LOCAL lock_timeout = '2s';"],
        told: Told::Once(|place| {
            let (own, _) = place.strong_locks();
            place.in_transaction && !place.has_lock_timeout && !own.is_empty()
        }),
    },
    Rule {
        number: "L35",
        title: "several tables that are locked in one transaction",
        severity: Severity::Warning,
        example: "ALTER TABLE book ADD COLUMN note text;\nALTER TABLE setting ADD COLUMN note text",
        breaks: "the first table stays locked while the others are waited for, and programs that take them in another order are \
                 in a deadlock with the migration",
        advice: "one table for each migration",
        instead: &[],
        told: Told::Once(|place| {
            let (own, held) = place.strong_locks();
            let is_other = |table| !held.contains(table);
            place.in_transaction && !held.is_empty() && own.iter().any(is_other)
        }),
    },
    Rule {
        number: "L35",
        title: "rows that are changed while a table is locked",
        severity: Severity::Danger,
        example: "ALTER TABLE book ADD COLUMN note text;\nUPDATE book SET note = 'none' WHERE note IS NULL",
        breaks: "nobody reads or writes the table until all rows are changed",
        advice: "change the schema in one migration and the rows in the next, in batches",
        instead: &[],
        told: Told::Each(|place| {
            let (_, held) = place.strong_locks();
            place.in_transaction && changed_table(place).is_some() && !held.is_empty()
        }),
    },
    Rule {
        number: "L35",
        title: "all rows of a table changed at once",
        severity: Severity::Warning,
        example: "UPDATE setting SET value = lower(value)",
        breaks: "every row stays locked against other writes until the last one is changed, and replicas fall behind",
        advice: "change some thousand rows at a time by ranges of the primary key, each in a transaction of its own",
        instead: &[],
        told: Told::Each(|place| changed_table(place) == Some(false)),
    },
];

/// Whether rows of a table that others may be using are changed, and then whether only some of them.
fn changed_table(place: &Place<'_>) -> Option<bool> {
    match place.step {
        Step::Update { table, filtered } | Step::Delete { table, filtered }
            if place.is_live(table) =>
        {
            Some(*filtered)
        }
        _ => None,
    }
}

//! Partitions.

use super::{Rule, Told};
use crate::migrate::lint::finding::Severity;
use crate::migrate::lint::step::{Action, Kind};

pub(super) const RULES: &[Rule] = &[
    Rule {
        number: "L32",
        title: "a table that becomes a partition",
        severity: Severity::Danger,
        example: "ALTER TABLE event ATTACH PARTITION event_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
        breaks: "every row of the new partition is read, and nobody reads or writes it meanwhile",
        advice: "give it a check that says the same as its bounds, NOT VALID at first, and validate that before",
        instead: &[],
        told: Told::Each(|place| match place.action() {
            Some((_, Action::AttachPartition(part))) => {
                let known = place.catalog.table(part);
                // Whether the check says the same as the bounds, nobody here can tell.
                let is_check = |kind: &Kind| matches!(kind, Kind::Check(_));
                place.is_live(part)
                    && !known.is_some_and(|known| {
                        let mut held = known.constraints.iter();
                        held.any(|held| held.is_valid && is_check(&held.kind))
                    })
            }
            _ => false,
        }),
    },
    Rule {
        number: "L33",
        title: "a partition that goes",
        severity: Severity::Warning,
        example: "ALTER TABLE event DETACH PARTITION event_2024",
        breaks: "for a moment nobody reads or writes the whole partitioned table; while it waits for its lock, others wait behind it",
        advice: "detach it beside the running programs, in a migration of its own outside of a transaction",
        instead: &["-- no-transaction\nALTER TABLE {table} DETACH PARTITION {part} CONCURRENTLY;"],
        told: Told::Each(|place| {
            matches!(
                place.action(),
                Some((
                    _,
                    Action::DetachPartition {
                        concurrently: false,
                        ..
                    }
                ))
            )
        }),
    },
];

//! `NOT NULL`, and checks.

use super::{Rule, Told};
use crate::migrate::lint::finding::Severity;
use crate::migrate::lint::scene::Place;
use crate::migrate::lint::step::{Action, Kind};

pub(super) const RULES: &[Rule] = &[
    Rule {
        number: "L07",
        title: "NOT NULL for a column that is there",
        severity: Severity::Danger,
        example: "ALTER TABLE book ALTER COLUMN pages SET NOT NULL",
        breaks: "every row is read, and nobody reads or writes meanwhile",
        advice: "a check that was tried before says the same, so that no row is read",
        instead: &[
            "ALTER TABLE {table} ADD CONSTRAINT \"{plain_table}_{plain_column}_set\" CHECK ({column} IS NOT NULL) NOT VALID;",
            "ALTER TABLE {table} VALIDATE CONSTRAINT \"{plain_table}_{plain_column}_set\";",
            "ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;\n\
             ALTER TABLE {table} DROP CONSTRAINT \"{plain_table}_{plain_column}_set\";",
        ],
        told: Told::Each(|place| place.server < 18 && looks_for_nulls(place)),
    },
    Rule {
        number: "L07",
        title: "NOT NULL for a column that is there, from Postgres 18 on",
        severity: Severity::Danger,
        example: "ALTER TABLE book ALTER COLUMN pages SET NOT NULL",
        breaks: "every row is read, and nobody reads or writes meanwhile",
        advice: "add the constraint without trying it, and try it in a migration of its own, which stops nobody",
        instead: &[
            "ALTER TABLE {table} ADD CONSTRAINT \"{plain_table}_{plain_column}_not_null\" NOT NULL {column} NOT VALID;",
            "ALTER TABLE {table} VALIDATE CONSTRAINT \"{plain_table}_{plain_column}_not_null\";",
        ],
        told: Told::Each(|place| place.server >= 18 && looks_for_nulls(place)),
    },
    Rule {
        number: "L08",
        title: "a check over rows that are there",
        severity: Severity::Danger,
        example: "ALTER TABLE book ADD CONSTRAINT book_pages_check CHECK (pages > 0)",
        breaks: "every row is read, and nobody reads or writes meanwhile",
        advice: "add it without trying it, and try it in a migration of its own, which stops nobody",
        instead: &[
            "ALTER TABLE {table} ADD CONSTRAINT {constraint} {definition} NOT VALID;",
            "ALTER TABLE {table} VALIDATE CONSTRAINT {constraint};",
        ],
        told: Told::Each(|place| {
            place.added_constraint().is_some_and(|(_, added)| {
                matches!(added.kind, Kind::Check(_) | Kind::NotNull(_)) && !added.not_valid
            })
        }),
    },
    Rule {
        number: "L10",
        title: "a constraint that is added and tried in one transaction",
        severity: Severity::Danger,
        example: "ALTER TABLE book ADD CONSTRAINT book_pages_check CHECK (pages > 0) NOT VALID;\n\
                  ALTER TABLE book VALIDATE CONSTRAINT book_pages_check",
        breaks: "the strong lock of the first statement is held while the second one reads every row",
        advice: "try it in a migration of its own",
        instead: &["ALTER TABLE {table} VALIDATE CONSTRAINT {constraint};"],
        told: Told::Each(is_tried_at_once),
    },
];

fn looks_for_nulls(place: &Place<'_>) -> bool {
    let Some((table, Action::SetNotNull(column))) = place.action() else {
        return false;
    };
    let known = place.catalog.table(table);
    !known.is_some_and(|known| known.has_no_null(column))
}

fn is_tried_at_once(place: &Place<'_>) -> bool {
    let Some((table, Action::ValidateConstraint(name))) = place.action() else {
        return false;
    };
    let known = place.catalog.table(table);
    let held = known.and_then(|known| known.constraint(name));
    place.in_transaction && held.is_some_and(|held| held.is_new && !held.is_valid)
}

//! Types that change, and tables that are written anew.

use super::{Rule, Told};
use crate::migrate::lint::conversion::{TypeChange, type_change};
use crate::migrate::lint::finding::Severity;
use crate::migrate::lint::scene::Place;
use crate::migrate::lint::step::{Action, Step};

pub(super) const RULES: &[Rule] = &[
    Rule {
        number: "L24",
        title: "another type for a column that is there",
        severity: Severity::Danger,
        example: "ALTER TABLE book ALTER COLUMN pages TYPE bigint",
        breaks: "every row and every index is written anew, and nobody reads or writes meanwhile; where the column is of a foreign \
                 key, nobody reads or writes the other table either",
        advice: "add a column of the new type, write both, fill the old rows in batches, read the new one, and drop the old one. \
                 Only these changes are of the catalogue alone: `varchar(n)` to a longer one, between `varchar` and `text` without \
                 a length, `numeric(p, s)` to more digits with the same scale or to `numeric`",
        instead: &["ALTER TABLE {table} ADD COLUMN \"{plain_column}_new\" {type};"],
        told: Told::Each(|place| changes_type(place, TypeChange::Rewrite)),
    },
    Rule {
        number: "L24",
        title: "a timestamp that gets or loses its time zone",
        severity: Severity::Warning,
        example: "ALTER TABLE book ALTER COLUMN printed TYPE timestamptz",
        breaks: "every row is written anew unless the session's time zone is UTC, and indexes over the column are built anew in \
                 any case; nobody reads or writes meanwhile",
        advice: "run it with `SET LOCAL TimeZone = 'UTC'`, and drop the indexes over the column before: build them \
                 concurrently afterwards",
        instead: &[
            "SET LOCAL TimeZone = 'UTC';\nALTER TABLE {table} ALTER COLUMN {column} TYPE {type};",
        ],
        told: Told::Each(|place| changes_type(place, TypeChange::FreeInUtc)),
    },
    Rule {
        number: "L25",
        title: "another type for a column that a view reads, or its end",
        severity: Severity::Danger,
        example: "ALTER TABLE book ALTER COLUMN subtitle TYPE varchar",
        breaks: "it fails (0A000; 2BP01 where the column is dropped)",
        advice: "drop the view, change the column, and create the view again in the same transaction",
        instead: &[],
        told: Told::Each(|place| match place.action() {
            Some((table, Action::AlterType { column, .. } | Action::DropColumn(column))) => {
                !place.catalog.views_of(table, Some(column)).is_empty()
            }
            _ => false,
        }),
    },
    Rule {
        number: "L34",
        title: "a table that is written anew",
        severity: Severity::Danger,
        example: "ALTER TABLE book SET UNLOGGED",
        breaks: "every row and every index is written anew, and nobody reads or writes meanwhile",
        advice: "at a time when nobody needs the table; from Postgres 19 on `REPACK (CONCURRENTLY)` takes the place of CLUSTER and \
                 VACUUM FULL",
        instead: &[],
        told: Told::Each(|place| match place.step {
            Step::Cluster(_) | Step::Vacuum { full: true, .. } => true,
            _ => matches!(place.action(), Some((_, Action::Rewrite))),
        }),
    },
    Rule {
        number: "L34",
        title: "a table that is emptied",
        severity: Severity::Danger,
        example: "TRUNCATE setting",
        breaks: "all rows are lost, and while it waits for its lock nobody reads or writes",
        advice: "delete the rows in batches, if they are to go at all",
        instead: &[],
        told: Told::Each(|place| match place.step {
            Step::Truncate(table) => place.is_live(table),
            _ => false,
        }),
    },
];

fn changes_type(place: &Place<'_>, meant: TypeChange) -> bool {
    let Some((table, Action::AlterType { column, ty, using })) = place.action() else {
        return false;
    };
    let known = place
        .catalog
        .table(table)
        .and_then(|known| known.column(column));
    let change = match known {
        Some(known) if !using => type_change(&known.ty, ty),
        _ => TypeChange::Rewrite,
    };
    change == meant
}

//! What running programs were built for, and no longer find.

use super::{Rule, Told};
use crate::migrate::lint::finding::Severity;
use crate::migrate::lint::step::{Action, Step};

pub(super) const RULES: &[Rule] = &[
    Rule {
        number: "L26",
        title: "another name for a table",
        severity: Severity::Warning,
        example: "ALTER TABLE setting RENAME TO preference",
        breaks: "programs that run fail from then on, as they ask for the old name",
        advice: "between two deployments a view under the old name answers for the table",
        instead: &[],
        told: Told::Each(|place| {
            matches!(
                place.action(),
                Some((_, Action::RenameTable(_) | Action::SetSchema(_)))
            )
        }),
    },
    Rule {
        number: "L26",
        title: "another name for a column",
        severity: Severity::Warning,
        example: "ALTER TABLE book RENAME COLUMN pages TO page_count",
        breaks: "programs that run fail from then on, as they ask for the old name",
        advice: "keep the name and change only the field's (`#[column(name = \"…\")]`); or add the new column, write both, fill \
                 it, and drop the old one when no program asks for it",
        instead: &[],
        told: Told::Each(|place| matches!(place.action(), Some((_, Action::RenameColumn { .. })))),
    },
    Rule {
        number: "L26",
        title: "another name for a constraint",
        severity: Severity::Note,
        example: "ALTER TABLE book RENAME CONSTRAINT book_author_id_fkey TO book_author_fkey",
        breaks: "programs that know a violation by the constraint's name no longer do",
        advice: "know violations by their columns, as `err.violates(…)` does",
        instead: &[],
        told: Told::Each(|place| {
            matches!(place.action(), Some((_, Action::RenameConstraint { .. })))
        }),
    },
    Rule {
        number: "L26",
        title: "another name for a schema, or for a value of an enum",
        severity: Severity::Warning,
        example: "ALTER TYPE mood RENAME VALUE 'sad' TO 'low'",
        breaks: "programs that run fail from then on, as they use the old name",
        advice: "add the new one, use both, and let the old one be",
        instead: &[],
        told: Told::Each(|place| match place.step {
            Step::RenameEnumValue(name) => !place.catalog.is_new_enum(name),
            step => *step == Step::RenameSchema,
        }),
    },
    Rule {
        number: "L27",
        title: "a column that goes",
        severity: Severity::Warning,
        example: "ALTER TABLE book DROP COLUMN isbn",
        breaks: "its values are lost, and programs that run and name it fail from then on",
        advice: "drop it when no deployed program names it any more",
        instead: &[],
        told: Told::Each(|place| matches!(place.action(), Some((_, Action::DropColumn(_))))),
    },
    Rule {
        number: "L27",
        title: "a table that goes",
        severity: Severity::Warning,
        example: "DROP TABLE setting",
        breaks: "its rows are lost, and programs that run and name it fail from then on",
        advice: "drop it when no deployed program names it any more",
        instead: &[],
        told: Told::Each(|place| match place.step {
            Step::DropTable { table, .. } => place.is_live(table),
            _ => false,
        }),
    },
    Rule {
        number: "L29",
        title: "a default that goes",
        severity: Severity::Warning,
        example: "ALTER TABLE book ALTER COLUMN price DROP DEFAULT",
        breaks: "programs that run and leave the column out insert NULL from then on, or fail",
        advice: "drop it when every deployed program gives a value",
        instead: &[],
        told: Told::Each(|place| match place.action() {
            Some((table, Action::DropDefault(column))) => {
                let before = place
                    .catalog
                    .table(table)
                    .and_then(|known| known.column(column));
                // A column of this migration is in no running program's inserts.
                before.is_none_or(|column| column.was_there)
            }
            _ => false,
        }),
    },
    Rule {
        number: "L30",
        title: "a column that may be NULL from now on",
        severity: Severity::Warning,
        example: "ALTER TABLE book ALTER COLUMN title DROP NOT NULL",
        breaks: "programs that run and read it into a field that is no `Option` fail at the first NULL",
        advice: "deploy the programs that read an `Option` before anything writes NULL",
        instead: &[],
        told: Told::Each(|place| matches!(place.action(), Some((_, Action::DropNotNull(_))))),
    },
    Rule {
        number: "L31",
        title: "a value of an enum that is used in the transaction that adds it",
        severity: Severity::Danger,
        example: "ALTER TYPE mood ADD VALUE 'calm';\nALTER TABLE book ADD COLUMN mood mood DEFAULT 'calm'",
        breaks: "it fails (55P04)",
        advice: "add the value in a migration of its own, before; no value of an enum can ever be removed",
        instead: &[],
        told: Told::Each(|place| {
            let mut added = place.catalog.enum_values.iter();
            let is_addition = matches!(place.step, Step::AddEnumValue { .. });
            place.in_transaction
                && !is_addition
                && added.any(|value| place.position.literals.contains(value))
        }),
    },
];

//! Triggers and row level security.

use super::{Rule, Told};
use crate::migrate::lint::finding::Severity;
use crate::migrate::lint::step::{Action, Step};

pub(super) const RULES: &[Rule] = &[
    Rule {
        number: "L22",
        title: "a trigger",
        severity: Severity::Warning,
        example: "CREATE TABLE note (id bigint PRIMARY KEY);\n\
                  CREATE TRIGGER same BEFORE UPDATE ON book FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        breaks: "nobody writes to the table until the migration ends",
        advice: "a migration of its own, with a lock_timeout",
        instead: &[],
        told: Told::Each(|place| match place.step {
            Step::CreateTrigger(table) => !place.is_alone && place.is_live(table),
            _ => false,
        }),
    },
    Rule {
        number: "L23",
        title: "row level security",
        severity: Severity::Warning,
        example: "ALTER TABLE book ENABLE ROW LEVEL SECURITY",
        breaks: "from then on all rows are hidden from everyone but the table's owner, unless a policy shows them",
        advice: "create the policies before, and enable it last, in a migration of its own",
        instead: &[],
        told: Told::Each(|place| matches!(place.action(), Some((_, Action::EnableRowSecurity)))),
    },
    Rule {
        number: "L23",
        title: "a policy beside other statements",
        severity: Severity::Warning,
        example: "CREATE TABLE note (id bigint PRIMARY KEY);\n\
                  CREATE POLICY all_rows ON book USING (true)",
        breaks: "nobody reads or writes the table until the migration ends",
        advice: "a migration of its own, with a lock_timeout",
        instead: &[],
        told: Told::Each(|place| match place.step {
            Step::CreatePolicy(table) => !place.is_alone && place.is_live(table),
            _ => false,
        }),
    },
];

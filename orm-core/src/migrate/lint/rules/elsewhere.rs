//! What no text shows, and who sees to it.

use super::{Rule, Told};
use crate::migrate::lint::finding::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        number: "L17",
        title: "an index that failed to be built concurrently",
        severity: Severity::Danger,
        example: "",
        breaks: "it stays there, invalid: it serves no query, a unique one lets duplicates in, and `CREATE INDEX CONCURRENTLY IF \
                 NOT EXISTS` takes it for done",
        advice: "after each such index a migration that fails where it is not valid, as `migrate make --safe` writes it; then \
                 `DROP INDEX CONCURRENTLY` and again",
        instead: &[],
        told: Told::Elsewhere(
            "the runner, which drops an index that is not valid before it builds it again",
        ),
    },
    Rule {
        number: "L18",
        title: "an index that is built concurrently while an old transaction lives",
        severity: Severity::Warning,
        example: "",
        breaks: "it waits for every transaction that began before, in the whole database; with a lock_timeout it gives up and \
                 leaves an invalid index",
        advice: "no lock_timeout there, and no transaction that stays open for hours",
        instead: &[],
        told: Told::Elsewhere("the runner, which waits as long as it takes there"),
    },
    Rule {
        number: "L38",
        title: "migrations through a pooler in transaction mode",
        severity: Severity::Danger,
        example: "",
        breaks: "two runners get the same lock at once, and it stays locked when both have left; settings reach other clients",
        advice: "a direct connection for migrations",
        instead: &[],
        told: Told::Elsewhere("`Db::connect` and the runner, which detect the pooler"),
    },
    Rule {
        number: "L39",
        title: "a strong lock that a standby replays",
        severity: Severity::Warning,
        example: "",
        breaks: "a query on the standby that reads the table is ended, and its connection with it (40001)",
        advice: "ask again on the primary",
        instead: &[],
        told: Told::Elsewhere("programs: the error's `is_retryable()`"),
    },
    Rule {
        number: "L40",
        title: "statements that were prepared before the schema changed",
        severity: Severity::Note,
        example: "",
        breaks: "`SELECT *` fails once after a column came (0A000), and a statement with named columns after a type changed",
        advice: "name the columns",
        instead: &[],
        told: Told::Elsewhere(
            "queries: they name their columns, and a read is prepared anew and asked once more",
        ),
    },
];

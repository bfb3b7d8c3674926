//! Primary keys, unique constraints, foreign keys.

use super::{Rule, Told};
use crate::migrate::lint::finding::Severity;
use crate::migrate::lint::predict::is_over_nulls;
use crate::migrate::lint::step::{Action, Kind, Step};

pub(super) const RULES: &[Rule] = &[
    Rule {
        number: "L09",
        title: "a foreign key over rows that are there",
        severity: Severity::Danger,
        example: "ALTER TABLE book ADD CONSTRAINT book_publisher_id_fkey FOREIGN KEY (publisher_id) REFERENCES publisher (id)",
        breaks: "both tables are read, and nobody writes to either meanwhile",
        advice: "add it without trying it, and try it in a migration of its own, which stops nobody",
        instead: &[
            "ALTER TABLE {table} ADD CONSTRAINT {constraint} {definition} NOT VALID;",
            "ALTER TABLE {table} VALIDATE CONSTRAINT {constraint};",
        ],
        told: Told::Each(|place| {
            place.added_constraint().is_some_and(|(_, added)| {
                matches!(added.kind, Kind::ForeignKey { .. }) && !added.not_valid
            })
        }),
    },
    Rule {
        number: "L11",
        title: "a unique constraint or a primary key over rows that are there",
        severity: Severity::Danger,
        example: "ALTER TABLE book ADD CONSTRAINT book_isbn_key UNIQUE (isbn)",
        breaks: "an index over every row is built, and nobody reads or writes meanwhile",
        advice: "build the index beside the running programs, see that it is valid, and make it the constraint",
        instead: &[
            "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {constraint} ON {table} ({columns}){included};",
            "ALTER TABLE {table} ADD CONSTRAINT {constraint} {key} USING INDEX {constraint}{deferred};",
        ],
        told: Told::Each(|place| {
            place.added_constraint().is_some_and(|(_, added)| {
                matches!(added.kind, Kind::Unique(_) | Kind::PrimaryKey(_))
            })
        }),
    },
    Rule {
        number: "L12",
        title: "a primary key of an index over a column that may be NULL",
        severity: Severity::Danger,
        example: "ALTER TABLE setting ADD CONSTRAINT setting_pkey PRIMARY KEY USING INDEX setting_value_key",
        breaks: "the column becomes NOT NULL, for which every row is read, and nobody reads or writes meanwhile",
        advice: "make the column NOT NULL before",
        instead: &[
            "ALTER TABLE {table} ADD CONSTRAINT \"{plain_table}_{plain_column}_set\" CHECK ({column} IS NOT NULL) NOT VALID;",
            "ALTER TABLE {table} VALIDATE CONSTRAINT \"{plain_table}_{plain_column}_set\";",
            "ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;\n\
             ALTER TABLE {table} DROP CONSTRAINT \"{plain_table}_{plain_column}_set\";",
            "ALTER TABLE {table} ADD CONSTRAINT {constraint} PRIMARY KEY USING INDEX {index};",
        ],
        told: Told::Each(|place| {
            place
                .added_constraint()
                .is_some_and(|(table, added)| match &added.kind {
                    Kind::PrimaryKeyUsing(index) => is_over_nulls(table, index, place.catalog),
                    _ => false,
                })
        }),
    },
    Rule {
        number: "L13",
        title: "an exclusion constraint over rows that are there",
        severity: Severity::Danger,
        example: "ALTER TABLE book ADD CONSTRAINT book_isbn_excl EXCLUDE (isbn WITH =)",
        breaks: "an index over every row is built and every row tried, and nobody reads or writes meanwhile",
        advice: "there is no safe form: make a new table with the constraint, and move the rows to it in batches",
        instead: &[],
        told: Told::Each(|place| {
            let added = place.added_constraint();
            added.is_some_and(|(_, added)| added.kind == Kind::Exclude)
        }),
    },
    Rule {
        number: "L20",
        title: "a foreign key that goes, which locks the table that it refers to",
        severity: Severity::Warning,
        example: "ALTER TABLE book DROP CONSTRAINT book_author_id_fkey",
        breaks: "for a moment nobody reads or writes either table; while it waits for its locks, others wait behind it",
        advice: "a migration of its own, with a lock_timeout",
        instead: &[
            "SET LOCAL lock_timeout = '2s';\nALTER TABLE {table} DROP CONSTRAINT {constraint};",
        ],
        told: Told::Each(|place| match place.action() {
            Some((table, Action::DropConstraint(name))) => {
                let known = place.catalog.table(table);
                let held = known.and_then(|known| known.constraint(name));
                !(place.is_alone && place.has_lock_timeout)
                    && held.is_some_and(|held| matches!(held.kind, Kind::ForeignKey { .. }))
            }
            _ => false,
        }),
    },
    Rule {
        number: "L20",
        title: "a table that goes, which locks the tables that it refers to",
        severity: Severity::Warning,
        example: "DROP TABLE book CASCADE",
        breaks: "for a moment nobody reads or writes the tables that its foreign keys refer to; while it waits for its locks, \
                 others wait behind it",
        advice: "drop its foreign keys first, each in a migration of its own, with a lock_timeout",
        instead: &[],
        told: Told::Each(|place| match place.step {
            Step::DropTable { table, .. } => {
                let known = place.catalog.table(table);
                known.is_some_and(|known| known.targets(None).any(|target| target != table))
            }
            _ => false,
        }),
    },
    Rule {
        number: "L21",
        title: "a new table with a foreign key, which locks the table that it refers to",
        severity: Severity::Warning,
        example: "CREATE TABLE review (id bigint PRIMARY KEY, book_id bigint REFERENCES book (id));\n\
                  CREATE INDEX review_book_id_idx ON review (book_id)",
        breaks: "nobody writes to the table that it refers to until the migration ends; while it waits for its lock, writes wait \
                 behind it",
        advice: "create the table without the foreign key, and add the key in a migration of its own, with a lock_timeout",
        instead: &[],
        told: Told::Each(|place| match place.step {
            Step::CreateTable(_) => !place.is_alone && !place.strong_locks().0.is_empty(),
            _ => false,
        }),
    },
];

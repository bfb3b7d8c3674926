//! Each prediction against the server: the example of every rule, and what no rule is about.

use std::collections::BTreeMap;

use orm_core::migrate::lint::{Context, Cost, LockMode, SAMPLE, lint, predict, rules};

use crate::observe::{Observation, observe};
use crate::server::Database;

/// The rules whose examples fail, and how.
const FAILING: &[(&str, &str)] = &[
    (
        "a new column whose default calls a function that is not known",
        "42883",
    ),
    (
        "a new column that may not be NULL and has no value",
        "23502",
    ),
    ("CONCURRENTLY within a transaction", "25001"),
    ("CONCURRENTLY beside another statement", "25001"),
    (
        "another type for a column that a view reads, or its end",
        "0A000",
    ),
    (
        "a value of an enum that is used in the transaction that adds it",
        "55P04",
    ),
];

/// Statements that a migration may have, besides the rules' examples.
const OTHERS: &[&str] = &[
    "ALTER TABLE book ADD COLUMN a text",
    "ALTER TABLE book ADD COLUMN a bigint NOT NULL DEFAULT 0",
    "ALTER TABLE book ADD COLUMN a timestamptz NOT NULL DEFAULT now()",
    "ALTER TABLE book ADD COLUMN a bigint REFERENCES publisher (id)",
    "ALTER TABLE book ADD COLUMN a bigint DEFAULT 1 REFERENCES publisher (id)",
    "ALTER TABLE book ADD COLUMN a integer CHECK (a > 0)",
    "ALTER TABLE book ADD COLUMN a bigserial",
    "ALTER TABLE book ADD COLUMN a short_text",
    "ALTER TABLE book ADD COLUMN a text DEFAULT lower('A'), ADD COLUMN b uuid DEFAULT gen_random_uuid()",
    "ALTER TABLE book ALTER COLUMN pages SET DEFAULT 1",
    "ALTER TABLE book ALTER COLUMN pages SET STATISTICS 500",
    "ALTER TABLE book ALTER COLUMN subtitle SET STORAGE EXTERNAL",
    "ALTER TABLE book ALTER COLUMN id DROP IDENTITY",
    "ALTER TABLE book ALTER COLUMN title SET NOT NULL",
    "ALTER TABLE book ADD CONSTRAINT a CHECK (pages IS NOT NULL) NOT VALID",
    "ALTER TABLE book ADD CONSTRAINT a CHECK (pages > 0) NOT VALID",
    "ALTER TABLE book ADD CONSTRAINT a FOREIGN KEY (publisher_id) REFERENCES publisher (id) NOT VALID",
    "ALTER TABLE setting ADD CONSTRAINT a UNIQUE USING INDEX setting_value_key",
    "ALTER TABLE book ALTER COLUMN title TYPE varchar(300)",
    "ALTER TABLE book ALTER COLUMN title TYPE varchar",
    "ALTER TABLE book ALTER COLUMN title TYPE text",
    "ALTER TABLE book ALTER COLUMN isbn TYPE varchar",
    "ALTER TABLE book ALTER COLUMN isbn TYPE varchar(20)",
    "ALTER TABLE book ALTER COLUMN title TYPE varchar(100)",
    "ALTER TABLE book ALTER COLUMN price TYPE numeric(10, 2)",
    "ALTER TABLE book ALTER COLUMN price TYPE numeric",
    "ALTER TABLE book ALTER COLUMN price TYPE numeric(10, 3)",
    "ALTER TABLE book ALTER COLUMN author_id TYPE integer",
    "ALTER TABLE author ALTER COLUMN id TYPE integer",
    "ALTER TABLE book ALTER COLUMN pages TYPE text USING pages::text",
    "SET LOCAL TimeZone = 'UTC'; ALTER TABLE book ALTER COLUMN printed TYPE timestamptz USING printed AT TIME ZONE 'UTC'",
    "ALTER TABLE book DROP COLUMN author_id",
    "ALTER TABLE book DROP CONSTRAINT book_pkey",
    "ALTER TABLE book RENAME TO volume",
    "ALTER TABLE book RENAME COLUMN pages TO leaves",
    "ALTER TABLE book OWNER TO CURRENT_USER",
    "ALTER TABLE book SET (fillfactor = 80)",
    "ALTER TABLE book DISABLE TRIGGER USER",
    "ALTER TABLE book REPLICA IDENTITY FULL",
    "ALTER INDEX book_title_idx RENAME TO a",
    "REINDEX TABLE book",
    "CREATE UNIQUE INDEX a ON book (title, pages) WHERE subtitle IS NULL",
    "CREATE TABLE event_2026 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    "CREATE TABLE a (id bigint PRIMARY KEY, b bigint REFERENCES a (id)); CREATE INDEX ON a (b)",
    "CREATE TABLE a (id bigint PRIMARY KEY, book_id bigint); ALTER TABLE a ADD CONSTRAINT b FOREIGN KEY (book_id) REFERENCES book (id)",
    "CREATE VIEW a AS SELECT id FROM book",
    "DROP VIEW book_line",
    "CREATE POLICY a ON book USING (true)",
    "CREATE POLICY a ON book USING (true); DROP POLICY a ON book",
    "CREATE STATISTICS a ON title, pages FROM book",
    "COMMENT ON TABLE book IS 'a'",
    "COMMENT ON COLUMN book.pages IS 'a'",
    "CLUSTER book USING book_title_idx",
    "ALTER TYPE mood ADD VALUE 'calm'",
    "CREATE SCHEMA a; CREATE SEQUENCE a.b; GRANT SELECT ON book TO PUBLIC",
    "INSERT INTO setting (name) VALUES ('a')",
    "UPDATE setting SET value = 'b' WHERE name = 'a'",
    "DELETE FROM setting",
    "DO $check$ BEGIN IF EXISTS (SELECT 1 FROM setting WHERE false) THEN RAISE EXCEPTION 'no'; END IF; END $check$",
];

async fn sample() -> Option<Database> {
    let mut database = Database::new().await?;
    database.run(SAMPLE).await.unwrap();
    let rows = "
        INSERT INTO author (name) SELECT 'author ' || n FROM generate_series(1, 50) AS n;
        INSERT INTO publisher (name) SELECT 'publisher ' || n FROM generate_series(1, 50) AS n;
        INSERT INTO book (title, subtitle, isbn, pages, printed, author_id, publisher_id)
            SELECT 'title ' || n, 's' || n, n::text, n, '2020-01-01', 1 + n % 50, 1 + n % 50
            FROM generate_series(1, 500) AS n;
        INSERT INTO setting (name, value) SELECT n::text, n::text FROM generate_series(1, 50) AS n;
        INSERT INTO event SELECT n, '2024-02-01' FROM generate_series(1, 50) AS n;
        INSERT INTO event_2025 SELECT n, '2025-02-01' FROM generate_series(1, 50) AS n;
        ANALYZE;";
    database.run(rows).await.unwrap();
    Some(database)
}

/// What is predicted, as it would be seen.
fn predicted(sql: &str) -> Observation {
    let context = Context::default().after(SAMPLE);
    let prediction = predict(sql, &context).unwrap_or_else(|| panic!("{:?}", lint(sql, &context)));
    let locks = prediction
        .locks
        .iter()
        .map(|lock| (lock.table.to_string(), lock.mode));
    Observation {
        locks: locks.collect::<BTreeMap<String, LockMode>>(),
        cost: prediction.cost,
    }
}

#[tokio::test]
async fn what_is_predicted_is_what_the_server_does() {
    let Some(mut database) = sample().await else {
        return;
    };
    let is_failing = |title: &str| FAILING.iter().any(|(known, _)| *known == title);
    let examples = rules().filter(|rule| rule.noticed_by().is_none() && !is_failing(rule.title));
    let examples = examples.map(|rule| rule.example);
    let mut wrong = Vec::new();
    for sql in examples.chain(OTHERS.iter().copied()) {
        match observe(&mut database, sql).await {
            Ok(seen) => {
                let predicted = predicted(sql);
                if predicted != seen {
                    wrong.push(format!(
                        "{sql}\n    predicted {predicted:?}\n    seen      {seen:?}"
                    ));
                }
            }
            Err(error) => wrong.push(format!("{sql}\n    failed: {error}")),
        }
    }
    database.drop().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_is_said_to_fail_fails() {
    let Some(mut database) = sample().await else {
        return;
    };
    for (title, code) in FAILING {
        let rule = rules().find(|rule| rule.title == *title).expect(title);
        let error = observe(&mut database, rule.example).await.expect_err(title);
        let found = error.as_database_error().and_then(|error| error.code());
        assert_eq!(found.as_deref(), Some(*code), "{title}: {error}");
    }
    database.drop().await;
}

/// What is to be done instead runs, one migration after the other, and locks nothing for longer than a moment.
#[tokio::test]
async fn what_is_advised_runs_and_is_as_harmless_as_it_says() {
    for rule in rules() {
        let server = if rule.title.contains("18") { 18 } else { 15 };
        let context = Context::default().after(SAMPLE).server(server);
        let findings = lint(rule.example, &context);
        let own = findings
            .into_iter()
            .find(|finding| finding.title == rule.title);
        let files = own.map(|finding| finding.instead).unwrap_or_default();
        if files.is_empty() || server != 15 || rule.example.contains("shop_code") {
            continue;
        }
        let Some(mut database) = sample().await else {
            return;
        };
        let prepared = format!("{};", rule.example);
        // What a text refers to besides the sample is made by the statements before the one that the rule is about.
        let before = prepared.rsplit(';').nth(2).unwrap_or_default();
        database.run(before).await.unwrap();
        for file in &files {
            let is_transactional = !file.starts_with("-- no-transaction");
            if is_transactional {
                let seen = observe(&mut database, file).await;
                let seen = seen.unwrap_or_else(|error| panic!("{file}\n{error}"));
                let is_brief = seen.cost == Cost::Catalogue
                    || seen
                        .locks
                        .values()
                        .all(|mode| *mode <= LockMode::ShareUpdateExclusive);
                assert!(
                    is_brief || rule.title.contains("time zone"),
                    "{file}\n{seen:?}"
                );
            }
            let result = database.run(file).await;
            result.unwrap_or_else(|error| panic!("{file}\n{error}"));
        }
        database.drop().await;
    }
}

use super::*;

fn sample() -> Context {
    Context::default().after(SAMPLE)
}

/// The rules that a migration breaks, on a server of the version that they are about.
fn broken(sql: &str, server: u32) -> Vec<&'static str> {
    let findings = lint(sql, &sample().server(server).with_lock_timeout());
    findings.iter().map(|finding| finding.title).collect()
}

#[test]
fn each_rule_is_found_in_its_example() {
    for rule in rules().filter(|rule| rule.noticed_by().is_none()) {
        let context = sample().server(if rule.title.contains("18") { 18 } else { 15 });
        let findings = lint(rule.example, &context);
        let titles: Vec<&str> = findings.iter().map(|finding| finding.title).collect();
        assert!(titles.contains(&rule.title), "{}: {titles:?}", rule.example);
        assert!(
            !titles.contains(&"a statement that is not understood, and not judged"),
            "{findings:?}"
        );
    }
}

#[test]
fn what_is_to_be_done_instead_is_not_dangerous() {
    for rule in rules() {
        let server = if rule.title.contains("18") { 18 } else { 15 };
        let findings = lint(rule.example, &sample().server(server));
        for finding in findings
            .iter()
            .filter(|finding| finding.title == rule.title)
        {
            let mut context = sample().server(server);
            for file in &finding.instead {
                assert!(!file.contains(['{', '}']), "{file}");
                let left = lint(file, &context);
                let left: Vec<&Finding> = left
                    .iter()
                    .filter(|left| left.severity == Severity::Danger)
                    .collect();
                assert!(left.is_empty(), "{}: {left:#?}", rule.title);
                context = context.after(file);
            }
        }
    }
}

#[test]
fn every_rule_of_the_list_is_there() {
    let numbers: std::collections::BTreeSet<&str> = rules().map(|rule| rule.number).collect();
    let all: std::collections::BTreeSet<String> = (1..=40).map(|n| format!("L{n:02}")).collect();
    assert_eq!(
        numbers
            .into_iter()
            .map(str::to_owned)
            .collect::<std::collections::BTreeSet<_>>(),
        all
    );
}

#[test]
fn what_is_safe_is_not_found() {
    for sql in [
        "ALTER TABLE book ADD COLUMN sold_at timestamptz DEFAULT now()",
        "ALTER TABLE book ADD COLUMN sold_at timestamptz NOT NULL DEFAULT current_timestamp",
        "ALTER TABLE book ADD COLUMN stock bigint NOT NULL DEFAULT 0",
        "ALTER TABLE book ALTER COLUMN title TYPE varchar(300)",
        "ALTER TABLE book ALTER COLUMN price TYPE numeric(10, 2)",
        "ALTER TABLE author ALTER COLUMN name TYPE varchar",
        "ALTER TABLE book ALTER COLUMN pages SET STATISTICS 500",
        "ALTER TABLE book SET (fillfactor = 80)",
        "COMMENT ON COLUMN book.pages IS 'how many'",
        "CREATE STATISTICS pages_of_titles ON title, pages FROM book",
        "ANALYZE book",
        "SELECT count(*) FROM book",
        "INSERT INTO setting (name) VALUES ('a')",
        "-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS a ON book (isbn)",
        "CREATE TABLE note (id bigint PRIMARY KEY, text text); CREATE INDEX note_text_idx ON note (text); \
         ALTER TABLE note ADD CONSTRAINT a CHECK (text <> ''); ALTER TABLE note ALTER COLUMN text SET NOT NULL",
        "DO $check$ BEGIN IF EXISTS (SELECT 1 FROM book) THEN RAISE EXCEPTION 'no'; END IF; END $check$",
    ] {
        assert_eq!(broken(sql, 15), Vec::<&str>::new(), "{sql}");
    }
}

/// The measured list of type changes, complete.
#[test]
fn a_type_changes_freely_exactly_where_postgres_changes_the_catalogue_alone() {
    let cost = |from: &str, to: &str| {
        let context = Context::default().after(&format!("CREATE TABLE t (c {from})"));
        predict(&format!("ALTER TABLE t ALTER COLUMN c TYPE {to}"), &context)
            .unwrap()
            .cost
    };
    for (from, to) in [
        ("varchar(10)", "varchar(11)"),
        ("character varying(10)", "varchar"),
        ("varchar(10)", "text"),
        ("text", "varchar"),
        ("numeric(8, 2)", "decimal(9, 2)"),
        ("numeric(8, 2)", "numeric"),
        ("timestamp", "timestamptz"),
        ("timestamp with time zone", "timestamp without time zone"),
    ] {
        assert_eq!(cost(from, to), Cost::Catalogue, "{from} to {to}");
    }
    for (from, to) in [
        ("int", "bigint"),
        ("varchar(11)", "varchar(10)"),
        ("text", "varchar(10)"),
        ("numeric(8, 2)", "numeric(8, 3)"),
        ("numeric", "numeric(8, 2)"),
        ("jsonb", "json"),
        ("uuid", "text"),
        ("mood", "text"),
        ("timestamptz", "timestamptz(3)"),
        ("text", "text[]"),
    ] {
        assert_eq!(cost(from, to), Cost::Rewrite, "{from} to {to}");
    }
}

#[test]
fn a_statement_that_is_not_understood_is_said_so() {
    let findings = lint(
        "SELECT 1;\nDO $$ BEGIN PERFORM 1; END $$;\nALTER TABLE book FROBNICATE;",
        &sample(),
    );
    let told: Vec<(&str, usize)> = findings
        .iter()
        .map(|f| (f.rule, f.statement.line))
        .collect();
    assert_eq!(told, [("unread", 2), ("unread", 3)]);
    assert_eq!(
        findings[1].breaks,
        "nobody knows: `FROBNICATE` where `an action of ALTER TABLE` was expected"
    );
    assert_eq!(lint("SELECT 'never ends", &sample())[0].rule, "unread");
}

#[test]
fn a_lock_timeout_has_to_come_before_the_lock() {
    let rules = |sql: &str| {
        lint(sql, &sample())
            .iter()
            .map(|f| f.rule)
            .collect::<Vec<_>>()
    };
    let add = "ALTER TABLE book ADD COLUMN note text";
    assert_eq!(rules(&format!("{add}; {add}2")), ["L19"]);
    assert_eq!(
        rules(&format!("SET LOCAL lock_timeout = '2s'; {add}")),
        Vec::<&str>::new()
    );
    assert_eq!(rules(&format!("SET lock_timeout TO 0; {add}")), ["L19"]);
    assert_eq!(
        rules(&format!("{add}; SET LOCAL lock_timeout = '2s'")),
        ["L19"]
    );
}

#[test]
fn a_finding_reads_well() {
    let sql = "SET LOCAL lock_timeout = '2s';\n\nALTER TABLE \"book\" ADD CONSTRAINT \"book_price_check\" CHECK (\"price\" > 0);";
    let finding = lint(sql, &sample()).remove(0);
    assert_eq!(
        finding.to_string(),
        "danger L08, line 3: a check over rows that are there\n    \
         ALTER TABLE \"book\" ADD CONSTRAINT \"book_price_check\" CHECK (\"price\" > 0)\n  \
         locks    book: ACCESS EXCLUSIVE, which stops reads and writes\n  \
         for      as long as reading every row takes\n  \
         breaks   every row is read, and nobody reads or writes meanwhile\n  \
         instead  add it without trying it, and try it in a migration of its own, which stops nobody\n    \
         one migration:\n      \
         ALTER TABLE \"book\" ADD CONSTRAINT \"book_price_check\" CHECK (\"price\" > 0) NOT VALID;\n    \
         then the next one:\n      \
         ALTER TABLE \"book\" VALIDATE CONSTRAINT \"book_price_check\";"
    );
    let json = serde_json::to_value(&finding).unwrap();
    assert_eq!(json["cost"], "scan");
    assert_eq!(
        json["locks"][0],
        serde_json::json!({"table": "book", "mode": "access_exclusive"})
    );
    assert_eq!(
        (&json["severity"], &json["statement"]["line"]),
        (&"danger".into(), &3.into())
    );
}

/// `docs/guide/migration-safety.md` is what the rules say; `ORM_UPDATE_GUIDE=1` writes it.
#[test]
fn the_guide_is_made_from_the_rules() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../docs/guide/migration-safety.md"
    );
    if std::env::var_os("ORM_UPDATE_GUIDE").is_some() {
        std::fs::write(path, guide()).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == guide(),
        "the guide is not up to date: ORM_UPDATE_GUIDE=1"
    );
}

/// What migrations made from a schema consist of is understood, down to the last statement.
#[test]
fn our_own_migrations_are_read_whole() {
    let sql = "SELECT setval(pg_get_serial_sequence('\"book\"', 'id'), coalesce(max(\"id\"), 0) + 1, false) FROM \"book\";
        CREATE SCHEMA IF NOT EXISTS \"sales\";
        ALTER TABLE \"book\" SET SCHEMA \"sales\";
        ALTER TABLE \"sales\".\"book\" ALTER COLUMN \"pages\" ADD GENERATED BY DEFAULT AS IDENTITY;
        ALTER TABLE \"sales\".\"book\" ALTER COLUMN \"pages\" DROP IDENTITY;
        ALTER TABLE \"sales\".\"book\" ALTER COLUMN \"author_id\" TYPE integer USING \"author_id\"::integer;
        ALTER TABLE \"sales\".\"book\" ADD COLUMN \"a\" text[] NOT NULL DEFAULT ('{}'::text[]);
        CREATE UNIQUE INDEX \"i\" ON \"sales\".\"book\" (\"a\") WHERE \"b\" IS NULL;
        ALTER INDEX \"sales\".\"i\" RENAME TO \"j\"; DROP INDEX \"sales\".\"j\"";
    let findings = lint(sql, &sample());
    assert!(
        findings.iter().all(|finding| finding.rule != "unread"),
        "{findings:#?}"
    );
    let moved = findings
        .iter()
        .find(|finding| finding.statement.text.contains("TYPE integer"))
        .unwrap();
    assert_eq!(moved.locks[0].table.to_string(), "author");
    assert_eq!(moved.locks[1].table.to_string(), "sales.book");
}

/// What is said instead keeps all that the statement says.
#[test]
fn the_safe_form_loses_nothing_of_the_statement() {
    for (sql, instead) in [
        (
            "CREATE UNIQUE INDEX a ON book USING btree (lower(isbn) DESC) INCLUDE (pages) WHERE price IS NULL",
            "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"a\" ON book USING btree(lower(isbn) DESC) \
             INCLUDE (pages) WHERE price IS NULL;",
        ),
        (
            "ALTER TABLE book ADD CONSTRAINT a FOREIGN KEY (publisher_id) REFERENCES publisher ON DELETE SET NULL \
             DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE \"book\" ADD CONSTRAINT \"a\" FOREIGN KEY (publisher_id) REFERENCES publisher ON DELETE SET NULL \
             DEFERRABLE INITIALLY DEFERRED NOT VALID;",
        ),
        (
            "ALTER TABLE book ADD CONSTRAINT a UNIQUE (isbn) INCLUDE (pages)",
            "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"a\" ON \"book\" (\"isbn\") INCLUDE (pages);",
        ),
        (
            "ALTER TABLE book ADD CHECK (isbn <> 'it''s' AND pages::text IN ('1', '2')) NO INHERIT",
            "ALTER TABLE \"book\" ADD CONSTRAINT \"book_check\" CHECK (isbn <> 'it''s' AND pages::text IN ('1', '2')) NO INHERIT \
             NOT VALID;",
        ),
    ] {
        let found = lint(sql, &sample().with_lock_timeout());
        assert_eq!(found[0].instead[0], instead, "{sql}");
    }
}

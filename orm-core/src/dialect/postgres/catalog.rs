//! What a Postgres database has, as its catalogue tells.

use std::collections::HashMap;

use super::Postgres;
use crate::dialect::Grammar;
use crate::dialect::catalog::{self, Answer, Catalog, Record};
use crate::migrate::live::{
    Generation, LiveCheck, LiveColumn, LiveConstraint, LiveForeignKey, LiveIndex, LiveKey,
    LiveTable,
};
use crate::schema::Action;
use crate::schema::snapshot::TableName;
use crate::sql::tokens;

/// The tables of all schemas but the system's, of no extension, none that goes with its session, and none that is but a
/// part of another.
const TABLES: &str = "SELECT c.oid::text, CASE WHEN n.nspname IS DISTINCT FROM current_schema() THEN n.nspname::text END, c.relname::text, \
     array_to_json(array_remove(ARRAY[\
     CASE WHEN c.relpersistence = 'u' THEN 'UNLOGGED' END, \
     CASE WHEN c.relkind = 'p' THEN 'PARTITION BY ' || pg_get_partkeydef(c.oid) END, \
     CASE WHEN c.relrowsecurity THEN 'ROW LEVEL SECURITY' END, \
     (SELECT 'INHERITS (' || string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) || ')' \
     FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid)], NULL))::text, \
     obj_description(c.oid, 'pg_class') \
     FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' \
     AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' AND c.relname <> '_sqlx_migrations' \
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d \
     WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')";

const COLUMNS: &str = "SELECT a.attrelid::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull::text, \
     pg_get_expr(d.adbin, d.adrelid), a.attidentity::text, a.attgenerated::text, \
     CASE WHEN a.attcollation <> t.typcollation THEN l.collname::text END, col_description(a.attrelid, a.attnum), \
     CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END \
     FROM pg_catalog.pg_attribute AS a \
     JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid \
     JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
     JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid \
     LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
     LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation \
     WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' \
     ORDER BY a.attrelid, a.attnum";

const CONSTRAINTS: &str = "SELECT o.conrelid::text, o.contype::text, o.conname::text, \
     (SELECT json_agg(a.attname ORDER BY k.place) FROM unnest(o.conkey) WITH ORDINALITY AS k (number, place) \
     JOIN pg_catalog.pg_attribute AS a ON a.attrelid = o.conrelid AND a.attnum = k.number)::text, \
     o.convalidated::text, pg_get_constraintdef(o.oid), pg_get_expr(o.conbin, o.conrelid), \
     CASE WHEN n.nspname IS DISTINCT FROM current_schema() THEN n.nspname::text END, c.relname::text, \
     (SELECT json_agg(a.attname ORDER BY k.place) FROM unnest(o.confkey) WITH ORDINALITY AS k (number, place) \
     JOIN pg_catalog.pg_attribute AS a ON a.attrelid = o.confrelid AND a.attnum = k.number)::text, \
     o.confdeltype::text, o.confupdtype::text, o.confmatchtype::text, o.condeferrable::text, o.condeferred::text \
     FROM pg_catalog.pg_constraint AS o \
     LEFT JOIN pg_catalog.pg_class AS c ON c.oid = o.confrelid \
     LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
     WHERE o.conrelid <> 0 AND o.contype IN ('p', 'u', 'f', 'c', 'x') AND o.conparentid = 0";

const INDEXES: &str = "SELECT i.indrelid::text, c.relname::text, (i.indisvalid AND i.indisready)::text, pg_get_indexdef(i.indexrelid) \
     FROM pg_catalog.pg_index AS i \
     JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid \
     JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
     WHERE n.nspname NOT LIKE 'pg\\_%' AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS o \
     WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x'))";

impl Catalog for Postgres {
    fn queries(&self) -> &'static [&'static str] {
        &[TABLES, COLUMNS, CONSTRAINTS, INDEXES]
    }

    fn tables(&self, answers: Vec<Answer>) -> Vec<LiveTable> {
        let mut answers = answers.into_iter();
        let mut rows = || answers.next().unwrap_or_default().into_iter();
        let mut places = HashMap::new();
        let mut tables = Vec::new();
        for mut row in rows() {
            places.insert(row.text(), tables.len());
            tables.push(table(row));
        }
        let reads: [fn(&mut LiveTable, Record); 3] = [read_column, read_constraint, read_index];
        for read in reads {
            for mut row in rows() {
                if let Some(&place) = places.get(&row.text()) {
                    read(&mut tables[place], row);
                }
            }
        }
        tables
    }
}

fn table(mut row: Record) -> LiveTable {
    let schema = row.optional();
    let name = row.text();
    LiveTable {
        options: row.list(),
        comment: row.optional(),
        ..LiveTable::named(TableName { schema, name })
    }
}

fn read_column(table: &mut LiveTable, mut row: Record) {
    let (name, ty, required) = (row.text(), row.text(), row.flag());
    let expression = row.optional().map(|text| plain(&text));
    let (identity, computed) = (row.text(), row.text());
    let is_next_number = |text: &String| text.starts_with("nextval(");
    let (default, computed_by) = match computed.is_empty() {
        true => (expression, None),
        false => (None, expression),
    };
    let (sequence, default) = match default.filter(|_| identity.is_empty()) {
        Some(text) if is_next_number(&text) => (Some(Generation::Sequence(text)), None),
        default => (None, default),
    };
    table.columns.push(LiveColumn {
        name,
        ty,
        nullable: !required,
        default,
        generation: match identity.as_str() {
            "d" => Some(Generation::ByDefault),
            "a" => Some(Generation::Always),
            _ => sequence,
        },
        computed: computed_by,
        is_virtual: computed == "v",
        collation: row.optional(),
        comment: row.optional(),
        base: row.optional(),
    });
}

fn read_constraint(table: &mut LiveTable, mut row: Record) {
    let (kind, name) = (row.text(), row.text());
    let (columns, validated) = (row.list(), row.flag());
    let (definition, condition) = (row.text(), row.optional());
    let key = || LiveKey {
        name: Some(name.clone()),
        columns: columns.clone(),
        options: key_options(&definition),
    };
    match kind.as_str() {
        "p" => table.primary_key = Some(key()),
        "u" => table.unique.push(key()),
        "c" => table.checks.push(LiveCheck {
            name: Some(name),
            condition: plain(&condition.unwrap_or_default()),
            validated,
        }),
        "f" => {
            let key = foreign_key(name, columns, validated, row);
            table.foreign_keys.push(key);
        }
        _ => table
            .other_constraints
            .push(LiveConstraint { name, definition }),
    }
}

fn foreign_key(
    name: String,
    columns: Vec<String>,
    validated: bool,
    mut row: Record,
) -> LiveForeignKey {
    let target = TableName {
        schema: row.optional(),
        name: row.text(),
    };
    let references = row.list();
    let (on_delete, on_update) = (action(&row.text()), action(&row.text()));
    let is_full = row.text() == "f";
    let timing = match (row.flag(), row.flag()) {
        (_, true) => Some("DEFERRABLE INITIALLY DEFERRED"),
        (true, false) => Some("DEFERRABLE"),
        (false, false) => None,
    };
    let options: Vec<&str> = is_full
        .then_some("MATCH FULL")
        .into_iter()
        .chain(timing)
        .collect();
    LiveForeignKey {
        name: Some(name),
        columns,
        target,
        references,
        on_delete,
        on_update,
        options: Some(options.join(" ")).filter(|options| !options.is_empty()),
        validated,
    }
}

fn read_index(table: &mut LiveTable, mut row: Record) {
    let (name, valid, definition) = (row.text(), row.flag(), row.text());
    table.indexes.push(LiveIndex {
        valid,
        ..catalog::index(&definition, name, Postgres.lexicon())
    });
}

/// An expression without parentheses around the whole of it.
fn plain(expression: &str) -> String {
    tokens::expression(expression, Postgres.lexicon())
}

/// What a key's definition says besides its kind and its columns: `UNIQUE NULLS NOT DISTINCT (isbn) DEFERRABLE`.
fn key_options(definition: &str) -> Option<String> {
    let tokens = tokens::tokens(definition, Postgres.lexicon());
    let opening = tokens.iter().position(|token| token.text == "(")?;
    let (head, rest) = tokens.split_at(opening);
    let kinds = ["PRIMARY", "KEY", "UNIQUE"];
    let head = head
        .iter()
        .position(|token| !kinds.iter().any(|word| token.is(word)));
    let head = head.map_or("".to_owned(), |start| tokens::text(&tokens[start..opening]));
    let tail = tokens::group(rest).map_or("".to_owned(), |(_, tail)| tokens::text(tail));
    let options = format!("{head} {tail}").trim().to_owned();
    Some(options).filter(|options| !options.is_empty())
}

fn action(letter: &str) -> Action {
    match letter {
        "r" => Action::Restrict,
        "c" => Action::Cascade,
        "n" => Action::SetNull,
        "d" => Action::SetDefault,
        _ => Action::NoAction,
    }
}

//! What a database says that it has, as sorted lines of text: asked of its own catalogue, by SQL that migrations do not use.

use sqlx::{PgConnection, Row, SqliteConnection};

/// All tables, columns, keys, indexes and checks of a SQLite database.
pub async fn sqlite(connection: &mut SqliteConnection) -> Vec<String> {
    let mut lines = Vec::new();
    for sql in [
        "SELECT 'column ' || t.name || ' | ' || c.name || ' | ' || upper(c.type) || ' | ' || c.\"notnull\" || ' | ' || coalesce(c.dflt_value, '-') || ' | ' || c.pk || ' | ' || c.hidden
         FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'",
        "SELECT 'key ' || t.name || ' | ' || k.\"from\" || ' | ' || k.\"table\" || ' | ' || k.\"to\" || ' | ' || k.seq || ' | ' || k.on_update || ' | ' || k.on_delete
         FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) k WHERE t.type = 'table'",
        "SELECT 'index ' || t.name || ' | ' || CASE i.origin WHEN 'c' THEN i.name ELSE '-' END || ' | ' || i.\"unique\" || ' | ' || i.origin || ' | ' || i.partial || ' | '
             || (SELECT group_concat(c.name) FROM pragma_index_info(i.name) c)
         FROM sqlite_schema t JOIN pragma_index_list(t.name) i WHERE t.type = 'table'",
    ] {
        let rows = sqlx::query(sql).fetch_all(&mut *connection).await.unwrap();
        lines.extend(rows.iter().map(|row| row.get::<String, _>(0)));
    }
    let tables = "SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%'";
    for row in sqlx::query(tables)
        .fetch_all(&mut *connection)
        .await
        .unwrap()
    {
        let (name, sql): (String, String) = (row.get(0), row.get(1));
        lines.extend(
            constraints(&sql)
                .into_iter()
                .map(|text| format!("constraint {name} | {text}")),
        );
        if let Some((_, condition)) = sql.split_once(" WHERE ") {
            lines.push(format!("where {name} | {condition}"));
        }
        if sql.contains("AUTOINCREMENT") {
            lines.push(format!("counted {name}"));
        }
    }
    lines.sort();
    lines
}

/// The named constraints of a table's text, with the condition of a check and the formula of a computed column.
fn constraints(sql: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in sql.split("CONSTRAINT ").skip(1) {
        let name_end = 1 + end_of_name(&part[1..]);
        let name = &part[..name_end];
        let rest = part[name_end..].trim_start();
        if rest.starts_with("CHECK") {
            found.push(format!("{name} CHECK {}", parenthesised(rest)));
        } else {
            // Where a foreign key stands with its column it does not repeat the column; the list of keys has it.
            let kind = rest.replace("FOREIGN KEY", "REFERENCES");
            found.push(format!(
                "{name} {}",
                kind.split_whitespace().next().unwrap()
            ));
        }
    }
    for part in sql.split("GENERATED ALWAYS AS ").skip(1) {
        found.push(format!("computed {}", parenthesised(part)));
    }
    found
}

/// The position after the quote that ends a name.
fn end_of_name(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        match (bytes[at], bytes.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => return at + 1,
            _ => at += 1,
        }
    }
}

/// What stands in the first parentheses.
fn parenthesised(text: &str) -> &str {
    let start = text.find('(').unwrap();
    let mut depth = 0;
    let mut quote = None;
    for (at, character) in text[start..].char_indices() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth -= 1;
                if depth == 0 {
                    return &text[start..=start + at];
                }
            }
            _ => {}
        }
    }
    panic!("the parentheses are not closed: {text}")
}

/// All tables, columns, keys, indexes and checks of the schema that the connection's `search_path` names.
pub async fn postgres(connection: &mut PgConnection) -> Vec<String> {
    let mut lines = Vec::new();
    for sql in [
        "SELECT 'column ' || c.relname || ' | ' || a.attname || ' | ' || format_type(a.atttypid, a.atttypmod) || ' | ' || a.attnotnull || ' | ' || a.attidentity::text || ' | ' || a.attgenerated::text
             || ' | ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '-')
         FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'",
        "SELECT 'constraint ' || c.relname || ' | ' || k.conname || ' | ' || pg_get_constraintdef(k.oid) || ' | ' || k.convalidated || ' | ' || k.condeferrable
         FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'",
        "SELECT 'index ' || c.relname || ' | ' || replace(pg_get_indexdef(i.indexrelid), quote_ident(current_schema()) || '.', '') || ' | ' || i.indisvalid
         FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'",
        "SELECT 'sequence ' || format_type(s.seqtypid, NULL) || ' | ' || d.relname
         FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid
         JOIN pg_depend p ON p.objid = c.oid AND p.deptype = 'i' JOIN pg_class d ON d.oid = p.refobjid
         WHERE c.relnamespace = current_schema()::regnamespace",
    ] {
        let rows = sqlx::query(sql).fetch_all(&mut *connection).await.unwrap();
        lines.extend(rows.iter().map(|row| row.get::<String, _>(0)));
    }
    lines.sort();
    lines
}

//! What drops the tables of a schema.

use crate::db::Statement;
use crate::dialect::Dialect;
use crate::schema::Table;

/// What asks for a table outside of these that refers to one of them; `None` where the database refuses to drop by itself.
pub(crate) fn referrer(tables: &[&'static Table], dialect: Dialect) -> Option<Statement> {
    dialect.grammar().referrer(tables).map(without_binds)
}

/// For each foreign key that refers to its own table or a later one: what asks whether its table is there, and what takes
/// the rows from those that it refers to.
pub(crate) fn detach_rows(tables: &[&'static Table], dialect: Dialect) -> Vec<(Statement, String)> {
    let grammar = dialect.grammar();
    let mut detached = Vec::new();
    for (position, &table) in tables.iter().enumerate() {
        let earlier = &tables[..position];
        let keys = table.foreign_keys.iter();
        for key in keys.filter(|key| !earlier.contains(&(key.target)())) {
            detached.extend(grammar.detach_rows(table, key));
        }
    }
    detached
        .into_iter()
        .map(|(is_there, detach)| (without_binds(is_there), detach))
        .collect()
}

fn without_binds(text: String) -> Statement {
    Statement {
        text,
        binds: Vec::new(),
        table: None,
        timeout: None,
    }
}

/// The statements that drop tables, the last one first, after the foreign keys that refer forward.
pub(crate) fn drop_schema(tables: &[&'static Table], dialect: Dialect) -> Vec<String> {
    let grammar = dialect.grammar();
    let forward = tables.iter().enumerate().flat_map(|(position, table)| {
        let known = &tables[..=position];
        table
            .foreign_keys
            .iter()
            .filter(|key| !known.contains(&(key.target)()))
            .filter_map(|key| grammar.drop_foreign_key(table, key))
    });
    let drops = tables
        .iter()
        .rev()
        .map(|table| format!("DROP TABLE IF EXISTS {}", grammar.table(table)));
    forward.chain(drops).collect()
}

//! Tables, constraints and indexes.

use crate::db::Statement;
use crate::dialect::{Dialect, Grammar, quote};
use crate::error::Result;
use crate::schema::{Column, Default, ForeignKey, Table, constraint_name};

/// The statements that create one table with its constraints and indexes; references to other tables included.
pub(crate) fn create_table_sql(table: &'static Table, dialect: Dialect) -> String {
    let grammar = dialect.grammar();
    match create_table(
        table,
        &table.foreign_keys.iter().collect::<Vec<_>>(),
        grammar,
    ) {
        Ok(create) => {
            let statements: Vec<String> = std::iter::once(create)
                .chain(create_indexes(table, grammar))
                .map(|statement| format!("{statement};"))
                .collect();
            statements.join("\n")
        }
        Err(error) => format!("-- {error}"),
    }
}

/// The statements that create tables, in this order. A foreign key to a table that comes later is added afterwards, where
/// the database can do that, and stands in the table where it need not be there yet.
pub(crate) fn create_schema(tables: &[&'static Table], dialect: Dialect) -> Result<Vec<String>> {
    let grammar = dialect.grammar();
    let mut statements = grammar.create_schemas(tables);
    let mut later = Vec::new();
    for (position, table) in tables.iter().enumerate() {
        let known = &tables[..=position];
        let (now, after): (Vec<_>, Vec<_>) = table
            .foreign_keys
            .iter()
            .partition(|key| !grammar.adds_constraints() || known.contains(&(key.target)()));
        statements.push(create_table(table, &now, grammar)?);
        statements.extend(create_indexes(table, grammar));
        later.extend(after.into_iter().map(|key| {
            format!(
                "ALTER TABLE {} ADD {}",
                grammar.table(table),
                foreign_key(table, key, grammar)
            )
        }));
    }
    statements.extend(later);
    Ok(statements)
}

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

fn create_table(
    table: &'static Table,
    foreign_keys: &[&ForeignKey],
    grammar: &dyn Grammar,
) -> Result<String> {
    let mut lines = Vec::new();
    for column in table.columns {
        lines.push(column_definition(column, grammar)?);
    }
    let names_key_itself = table.columns.iter().any(|column| column.generated)
        && grammar.generated_key().is_primary_key;
    if !names_key_itself {
        lines.push(constraint(
            &constraint_name(table, &[], "pkey"),
            &format!("PRIMARY KEY ({})", column_list(table, table.primary_key)),
        ));
    }
    if table.soft_delete.is_none() {
        lines.extend(table.unique_sets().into_iter().map(|set| {
            constraint(
                &constraint_name(table, &set, "key"),
                &format!("UNIQUE ({})", column_list(table, &set)),
            )
        }));
    }
    lines.extend(checks(table, grammar));
    lines.extend(
        foreign_keys
            .iter()
            .map(|key| foreign_key(table, key, grammar)),
    );
    Ok(format!(
        "CREATE TABLE {} (\n    {}\n)",
        grammar.table(table),
        lines.join(",\n    ")
    ))
}

fn constraint(name: &str, definition: &str) -> String {
    format!("CONSTRAINT {} {definition}", quote(name))
}

fn column_definition(column: &Column, grammar: &dyn Grammar) -> Result<String> {
    let name = quote(column.name);
    if column.generated {
        let generated = grammar.generated_key();
        let ty = match generated.type_name {
            Some(ty) => ty.to_owned(),
            None => grammar.type_name(column)?,
        };
        return Ok(format!("{name} {ty} {}", generated.clause));
    }
    let mut definition = format!("{name} {}", grammar.type_name(column)?);
    if !column.nullable {
        definition.push_str(" NOT NULL");
    }
    if let Some(sql) = column.computed {
        definition.push_str(&format!(" GENERATED ALWAYS AS ({sql}) STORED"));
    }
    if let Some(default) = column.default {
        definition.push_str(&format!(
            " DEFAULT {}",
            default_literal(default, column, grammar)?
        ));
    }
    Ok(definition)
}

fn default_literal(default: Default, column: &Column, grammar: &dyn Grammar) -> Result<String> {
    Ok(match default {
        Default::Bool(value) => grammar.bool_literal(value).to_owned(),
        Default::Int(value) => grammar.number_literal(&value.to_string(), column)?,
        Default::Number(value) => grammar.number_literal(value, column)?,
        Default::Text(text) => grammar.text_literal(text),
        Default::Sql(sql) => format!("({sql})"),
    })
}

fn checks(table: &'static Table, grammar: &dyn Grammar) -> Vec<String> {
    let mut checks = Vec::new();
    for (position, column) in table.columns.iter().enumerate() {
        let name = |suffix| constraint_name(table, &[position], suffix);
        if let Some(check) = column.check {
            checks.push(constraint(&name("check"), &format!("CHECK ({check})")));
        }
        if !column.variants.is_empty() {
            let variants: Vec<String> = column
                .variants
                .iter()
                .map(|variant| grammar.text_literal(variant))
                .collect();
            let condition = format!("{} IN ({})", quote(column.name), variants.join(", "));
            checks.push(constraint(
                &name("variant_check"),
                &format!("CHECK ({condition})"),
            ));
        }
        // What a key refers to is checked there, and a generated key is the database's own.
        let is_key = column.generated
            || table
                .foreign_keys
                .iter()
                .any(|key| key.columns.contains(&position));
        if !is_key {
            checks.extend(
                grammar
                    .type_checks(column)
                    .into_iter()
                    .map(|(suffix, condition)| {
                        constraint(&name(suffix), &format!("CHECK ({condition})"))
                    }),
            );
        }
    }
    checks.extend(table.checks.iter().enumerate().map(|(position, check)| {
        let suffix = match position {
            0 => "check".to_owned(),
            n => format!("check{n}"),
        };
        constraint(
            &constraint_name(table, &[], &suffix),
            &format!("CHECK ({check})"),
        )
    }));
    checks
}

fn foreign_key(table: &'static Table, key: &ForeignKey, grammar: &dyn Grammar) -> String {
    let target = (key.target)();
    let mut definition = format!(
        "FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE {}",
        column_list(table, key.columns),
        grammar.table(target),
        column_list(target, key.referenced()),
        key.on_delete.sql(),
    );
    if key.on_update != crate::schema::Action::NoAction {
        definition.push_str(&format!(" ON UPDATE {}", key.on_update.sql()));
    }
    constraint(&constraint_name(table, key.columns, "fkey"), &definition)
}

fn create_indexes(table: &'static Table, grammar: &dyn Grammar) -> Vec<String> {
    let create = |kind: &str, suffix: &str, set: &[usize]| {
        format!(
            "CREATE {kind} {} ON {} ({})",
            grammar.index_name(table, &constraint_name(table, set, suffix)),
            grammar.table(table),
            column_list(table, set)
        )
    };
    // Rows that were deleted softly leave their unique values to others, which a constraint cannot say.
    let unique = table.soft_delete.into_iter().flat_map(|deleted| {
        let deleted = quote(table.columns[deleted].name);
        let sets = table.unique_sets().into_iter();
        sets.map(move |set| {
            let index = create("UNIQUE INDEX", "key", &set);
            format!("{index} WHERE {deleted} IS NULL")
        })
    });
    let indexes = table.index_sets().into_iter();
    unique
        .chain(indexes.map(|set| create("INDEX", "idx", &set)))
        .collect()
}

/// `"a", "b"`
fn column_list(table: &Table, columns: &[usize]) -> String {
    let names: Vec<String> = columns
        .iter()
        .map(|&column| quote(table.columns[column].name))
        .collect();
    names.join(", ")
}

//! Whatever a database calls its things, and whatever is said of them, Rust reads what is written.

use std::collections::HashSet;

use orm_core::Dialect;
use orm_core::migrate::live::{
    LiveCheck, LiveColumn, LiveForeignKey, LiveIndex, LiveKey, LiveSchema, LiveTable,
};
use orm_core::schema::Action;
use orm_core::schema::snapshot::TableName;
use proptest::prelude::*;
use proptest::sample::select;

use super::models;

const ODD: [&str; 24] = [
    "type", "self", "Self", "_", "__", "1a", "a\"b", "a b", "*/", "//", "\n", "\u{2028}", "r#x",
    "Option", "String", "save", "query", "größe", "数", "\u{301}", "😀", "Id", "id", "crate",
];

const TYPES: [&str; 11] = [
    "integer",
    "bigint",
    "text",
    "boolean",
    "numeric(4,2)",
    "jsonb",
    "character(3)",
    "text[]",
    "point",
    "character varying(0)",
    "",
];

fn name() -> impl Strategy<Value = String> {
    let plain = "[a-z]{1,4}(_id|_[a-z]{1,3})?";
    prop_oneof![
        select(&ODD[..]).prop_map(str::to_owned),
        plain,
        any::<String>()
    ]
}

fn text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(prop_oneof![
        any::<String>(),
        Just("'it''s'::text".to_owned())
    ])
}

fn column() -> impl Strategy<Value = LiveColumn> {
    let parts = (
        name(),
        select(&TYPES[..]),
        any::<bool>(),
        text(),
        text(),
        text(),
    );
    parts.prop_map(
        |(name, ty, nullable, default, comment, collation)| LiveColumn {
            name,
            comment,
            ty: ty.to_owned(),
            nullable,
            default,
            collation,
            ..LiveColumn::default()
        },
    )
}

/// A table whose first column is the key, or the first two; the last one has an index and is checked.
fn table() -> impl Strategy<Value = LiveTable> {
    let columns = proptest::collection::vec(column(), 2..6);
    (name(), text(), text(), columns, 1..3_usize).prop_map(
        |(name, schema, comment, columns, width)| {
            let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
            let key = |columns: &[String]| LiveKey {
                name: None,
                columns: columns.to_vec(),
                options: None,
            };
            LiveTable {
                name: TableName { schema, name },
                comment: comment.clone(),
                options: comment.into_iter().collect(),
                primary_key: Some(key(&names[..width])),
                unique: vec![key(&names[1..])],
                indexes: vec![LiveIndex {
                    name: names.concat(),
                    unique: false,
                    method: None,
                    parts: names.clone(),
                    columns: Some(names.clone()),
                    options: None,
                    predicate: None,
                    valid: true,
                }],
                foreign_keys: Vec::new(),
                checks: vec![LiveCheck {
                    name: Some(names.concat()),
                    condition: names.join("\"\\ "),
                    validated: true,
                }],
                other_constraints: Vec::new(),
                columns,
            }
        },
    )
}

/// Each table's last column refers to the key of the next one, and its key to that of the first.
fn schema() -> impl Strategy<Value = LiveSchema> {
    proptest::collection::vec(table(), 1..6).prop_map(|mut tables| {
        let targets = tables.clone();
        for (position, table) in tables.iter_mut().enumerate() {
            let next = &targets[(position + 1) % targets.len()];
            let last = table.columns.last().map(|column| column.name.clone());
            let key = table.primary_key.clone().map(|key| key.columns);
            for (columns, target) in [
                (last.into_iter().collect(), next),
                (key.unwrap_or_default(), &targets[0]),
            ] {
                table.foreign_keys.push(foreign_key(columns, target));
            }
        }
        LiveSchema {
            dialect: Dialect::Postgres,
            tables,
        }
    })
}

fn foreign_key(columns: Vec<String>, target: &LiveTable) -> LiveForeignKey {
    let references = target.primary_key.clone().map(|key| key.columns);
    LiveForeignKey {
        name: None,
        columns,
        target: target.name.clone(),
        references: references.unwrap_or_default(),
        on_delete: Action::SetNull,
        on_update: Action::NoAction,
        options: None,
        validated: true,
    }
}

proptest! {
    #[test]
    fn what_is_written_is_rust(live in schema()) {
        let source = models(&live);
        let file = syn::parse_file(&source).map_err(|error| TestCaseError::fail(format!("{error}\n{source}")))?;
        let mut names = HashSet::new();
        for item in file.items {
            let name = match &item {
                syn::Item::Struct(item) => item.ident.to_string(),
                syn::Item::Type(item) => item.ident.to_string(),
                _ => continue,
            };
            prop_assert!(names.insert(name), "{source}");
            if let syn::Item::Struct(item) = item {
                let fields: Vec<_> = item.fields.iter().filter_map(|field| field.ident.clone()).collect();
                let distinct: HashSet<_> = fields.iter().collect();
                prop_assert_eq!(distinct.len(), fields.len(), "{}", source);
            }
        }
    }
}

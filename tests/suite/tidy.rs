//! The house's own rules, checked on its source.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files beneath a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// A file's code, without its comments and its tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// No file of these rooms of `orm-core` has any of these words in its code.
#[track_caller]
fn never(rooms: &[&str], words: &[&str]) {
    let source = root().join("orm-core/src");
    for room in rooms {
        let path = source.join(room);
        let found = if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        };
        for file in found {
            let code = code(&file);
            for word in words {
                assert!(!code.contains(word), "{} names `{word}`", file.display());
            }
        }
    }
}

const OUTSIDE_DB: &[&str] = &[
    "create", "dialect", "error", "load", "migrate", "model.rs", "query", "relation", "run",
    "schema", "sql", "types",
];

#[test]
fn only_the_database_layer_names_the_driver() {
    never(OUTSIDE_DB, &["sqlx::", "PgPool", "SqlitePool"]);
}

#[test]
fn only_dialects_and_the_database_layer_name_a_database() {
    // Files of migrations are written for each database.
    let names_them = ["dialect", "migrate"];
    let others: Vec<&str> = OUTSIDE_DB
        .iter()
        .copied()
        .filter(|room| !names_them.contains(room))
        .collect();
    never(&others, &["Dialect::Postgres", "Dialect::Sqlite"]);
}

#[test]
fn what_asks_and_what_writes_does_no_input_or_output() {
    never(
        &[
            "query",
            "sql",
            "schema",
            "create/draft.rs",
            "load/plan.rs",
            "load/stitch.rs",
            "dialect",
            "migrate/lint",
            "migrate/safe.rs",
        ],
        &[".await", "async "],
    );
}

#[test]
fn the_syntax_tree_knows_no_types_of_users() {
    never(&["query/syntax.rs"], &["PhantomData", "<M>", "<T>"]);
}

#[test]
fn only_one_module_has_unsafe_code() {
    for folder in ["orm-core/src", "orm-derive/src", "src"] {
        for file in files(&root().join(folder)) {
            let is_within = file.ends_with("db/sqlite/handle.rs")
                || file.ends_with("db/sqlite/handle/statement.rs");
            assert!(
                is_within || !code(&file).contains("unsafe "),
                "{}",
                file.display()
            );
        }
    }
}

#[test]
fn every_path_that_the_architecture_names_exists() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for name in text.split('`').skip(1).step_by(2) {
        let is_path = (name.contains('/') || name.ends_with(".rs"))
            && !name.contains([' ', '(', '{', '<', '*', ':']);
        if is_path {
            assert!(
                root().join(name).exists() || root().join("orm-core/src").join(name).exists(),
                "ARCHITECTURE.md names `{name}`, which is not there"
            );
        }
    }
}

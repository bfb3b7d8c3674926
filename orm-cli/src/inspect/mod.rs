//! Models, as Rust source, of a database that is there.

mod constraints;
mod defaults;
mod joins;
mod naming;
mod plan;
mod relations;
mod source;
mod tables;
#[cfg(test)]
mod tests;
mod through;

use orm_core::migrate::live::LiveSchema;
use proc_macro2::TokenStream;

/// The models of a database, as a file of Rust: structs with idiomatic names, their relations, keys, checks and indexes, and a
/// function `schema` that lists them all.
///
/// What a model cannot say is a comment above it; a table without a model is one at the head of the file. Whatever the database
/// calls its tables and columns, the file compiles. With the models as its schema,
/// [`drift`](orm_core::migrate::drift) then finds no more than what the comments say, and differences of form.
///
/// Columns of dates and times are of `chrono`'s types, those of JSON `serde_json::Value`.
#[must_use]
pub fn models(live: &LiveSchema) -> String {
    let joins = joins::generated(live);
    let is_join = |table: &_| joins.iter().any(|join| std::ptr::eq(join.table, table));
    let (mut models, mut skipped) = tables::models(live, is_join);
    relations::relate(&mut models);
    for model in &mut models {
        constraints::constrain(model, live);
    }
    skipped.extend(joins::relate(&mut models, &joins));
    through::relate(&mut models);

    let head = format!(
        "Models of a {} database, as `inspect` found it.",
        live.dialect
    );
    let mut file = comment("", [head]);
    file.push_str(&comment("Left out:", skipped));
    file.push_str("\nuse orm::prelude::*;\n");
    for model in &models {
        for alias in source::aliases(model) {
            file.push('\n');
            file.push_str(&formatted(alias));
        }
        file.push('\n');
        file.push_str(&comment("Not said by the model:", model.notes.clone()));
        file.push_str(&formatted(source::model(model)));
    }
    file.push('\n');
    file.push_str(&formatted(source::schema(&models)));
    file
}

/// Lines of comment, none of which can end it.
fn comment(head: &str, lines: impl IntoIterator<Item = String>) -> String {
    let mut text = String::new();
    for line in lines {
        if text.is_empty() && !head.is_empty() {
            text.push_str(&format!("// {head}\n"));
        }
        let bullet = if head.is_empty() { "" } else { "- " };
        let is_plain =
            |letter: &char| !letter.is_control() && !"\u{2028}\u{2029}".contains(*letter);
        let line: String = line
            .chars()
            .map(|letter| if is_plain(&letter) { letter } else { ' ' })
            .collect();
        text.push_str(&format!("// {bullet}{line}\n"));
    }
    text
}

fn formatted(tokens: TokenStream) -> String {
    match syn::parse2(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        // It would be a mistake of this module; the compiler then says more of it than a panic.
        Err(_) => tokens.to_string(),
    }
}

//! The derive macros of `orm`.
//!
//! Use them through the crate `orm`, whose documentation is the guide.

use proc_macro::TokenStream;

mod attributes;
mod check;
mod errors;
mod expand;
mod model;
mod naming;
mod pipeline;
mod value;

/// Makes a struct a model: its fields are the columns of a table, and its relations get accessors on both sides.
///
/// | attribute | on | meaning |
/// |---|---|---|
/// | `#[model(table = "books", schema = "sales", unique(a, b), index(a, b), check = "sql")]` | struct | table name and database schema (default: the struct's name in snake_case), composite unique, indexes, checks |
/// | `#[primary_key]` | field(s) | the key; without it the field `id` is. Several fields make a composite key |
/// | `#[column(name = "x", unique, index, max_length = 100, default = 0, default_with = path, default_sql = "…", check = "…", renamed_from = "old")]` | field | column options |
/// | `#[foreign_key(Target, name = n, related_name = r, on_delete = cascade, on_update = …, index = false, references = slug, extension = Trait)]` | field | many-to-one |
/// | `#[foreign_key(Target, columns(a, b), name = n, …)]` | struct | a foreign key of several columns |
/// | `#[one_to_one(…same…)]` | field | as a foreign key, and unique |
/// | `#[many_to_many(Target, name = n, related_name = r, through = Model, through_fields(a, b), symmetrical, extension = Trait)]` | struct, repeatable | many-to-many |
#[proc_macro_derive(
    Model,
    attributes(model, primary_key, column, foreign_key, one_to_one, many_to_many)
)]
pub fn derive_model(input: TokenStream) -> TokenStream {
    pipeline::model(input.into()).into()
}

/// Makes a type of your own a column type: a newtype, stored as what is in it, or an enum without fields, stored as text.
///
/// A variant is stored as its name in snake_case. `#[value(rename = "…")]` on the variant gives it another text,
/// `#[value(rename_all = "…")]` on the enum another manner: `snake_case`, `kebab-case`, `camelCase`, `PascalCase`,
/// `SCREAMING_SNAKE_CASE`, `lowercase` or `UPPERCASE`.
#[proc_macro_derive(Value, attributes(value))]
pub fn derive_value(input: TokenStream) -> TokenStream {
    pipeline::value(input.into()).into()
}

//! What was parsed of a `#[derive(Value)]`: a newtype, or an enum without fields.

use proc_macro2::Ident;
use syn::{Data, DataEnum, DeriveInput, Fields, Generics, LitStr, Type};

use crate::attributes::{self, list};
use crate::errors::Errors;
use crate::naming::{did_you_mean, snake_case, text};

pub(crate) struct Value {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    /// Stored as the one field, which is named or the first.
    Newtype { field: Option<Ident>, ty: Box<Type> },
    /// Stored as text.
    Enum(Vec<Variant>),
}

pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) text: String,
}

/// The manners of `rename_all`.
const MANNERS: [&str; 7] = [
    "snake_case",
    "kebab-case",
    "camelCase",
    "PascalCase",
    "SCREAMING_SNAKE_CASE",
    "lowercase",
    "UPPERCASE",
];

impl Value {
    pub(crate) fn parse(input: &DeriveInput, errors: &mut Errors) -> Option<Value> {
        let options = attributes::VALUE.merged(&input.attrs, errors);
        let rename_all = options.as_ref().and_then(|o| o.text("rename_all"));
        if let Some(key) = options.as_ref().and_then(|options| options.key("rename")) {
            errors.at(key, "`rename` belongs to a variant");
        }
        let kind = match &input.data {
            Data::Struct(data) if data.fields.len() == 1 => {
                if let Some(key) = &rename_all {
                    errors.at(
                        key,
                        "a newtype is stored as what is in it; `rename_all` is for an enum",
                    );
                }
                let field = data.fields.iter().next()?;
                Kind::Newtype {
                    field: field.ident.clone(),
                    ty: Box::new(field.ty.clone()),
                }
            }
            Data::Enum(data) if data.variants.is_empty() => {
                errors.at(
                    &input.ident,
                    "an enum without variants has no value to store",
                );
                return None;
            }
            Data::Enum(data) => Kind::Enum(variants(data, rename_all.as_ref(), errors)),
            Data::Struct(_) | Data::Union(_) => {
                errors.at(
                    &input.ident,
                    "a column holds one value: a struct with one field, or an enum without fields; \
                     `orm::Json<T>` stores any other type as a document",
                );
                return None;
            }
        };
        Some(Value {
            ident: input.ident.clone(),
            generics: input.generics.clone(),
            kind,
        })
    }
}

fn variants(data: &DataEnum, manner: Option<&LitStr>, errors: &mut Errors) -> Vec<Variant> {
    let manner_name = manner.map_or_else(|| "snake_case".to_owned(), LitStr::value);
    if let Some(manner) = manner.filter(|_| !MANNERS.contains(&manner_name.as_str())) {
        let nearest = did_you_mean(&manner_name, MANNERS);
        let message = format!("`rename_all` is one of {}{nearest}", list(&MANNERS));
        errors.at(manner, message);
    }
    let mut variants: Vec<Variant> = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.at(
                &variant.fields,
                "a variant is stored as its name and can hold no fields; \
                 `orm::Json<T>` stores such an enum as a document",
            );
        }
        let options = attributes::VALUE.merged(&variant.attrs, errors);
        if let Some(key) = options.as_ref().and_then(|o| o.key("rename_all")) {
            errors.at(
                key,
                "`rename_all` belongs to the enum; on a variant write `rename = \"…\"`",
            );
        }
        let rename = options.and_then(|options| options.text("rename"));
        let name = match &rename {
            Some(rename) => rename.value(),
            None => in_manner(&text(&variant.ident), &manner_name),
        };
        if let Some(twin) = variants.iter().find(|other| other.text == name) {
            errors.at(
                &variant.ident,
                format!(
                    "`{}` and `{}` are both stored as `{name}`",
                    twin.ident, variant.ident
                ),
            );
        }
        variants.push(Variant {
            ident: variant.ident.clone(),
            text: name,
        });
    }
    variants
}

fn in_manner(name: &str, manner: &str) -> String {
    let snake = snake_case(name);
    match manner {
        "kebab-case" => snake.replace('_', "-"),
        "camelCase" => {
            let mut letters = name.chars();
            let first = letters
                .next()
                .map(|letter| letter.to_lowercase().to_string());
            first.unwrap_or_default() + letters.as_str()
        }
        "PascalCase" => name.to_owned(),
        "SCREAMING_SNAKE_CASE" => snake.to_uppercase(),
        "lowercase" => name.to_lowercase(),
        "UPPERCASE" => name.to_uppercase(),
        _ => snake,
    }
}

//! The struct and its fields.

use proc_macro2::Ident;
use syn::{Attribute, Data, DeriveInput, Fields, parse_quote};

use super::{Default, Field, Model, Name, SoftDelete};
use crate::attributes::{self, Kind, Options};
use crate::errors::Errors;
use crate::naming::{did_you_mean, snake_case, text};

impl Model {
    /// The model, as far as it can be made out.
    pub(crate) fn parse(input: &DeriveInput, errors: &mut Errors) -> Option<Model> {
        let fields = named_fields(input, errors)?;
        misplaced(
            &input.attrs,
            &[&attributes::PRIMARY_KEY, &attributes::COLUMN],
            "a field",
            errors,
        );
        let options = attributes::MODEL.merged(&input.attrs, errors);
        let options = options.as_ref();
        let mut model = Model {
            ident: input.ident.clone(),
            vis: input.vis.clone(),
            orm: options
                .and_then(|options| options.path("crate"))
                .unwrap_or_else(|| parse_quote!(::orm)),
            table: Name::given_or(options, "table", &input.ident, snake_case),
            schema: options.and_then(|options| options.text("schema")),
            renamed_from: options.and_then(|options| options.text("renamed_from")),
            fields: fields
                .iter()
                .map(|field| Field::parse(field, errors))
                .collect(),
            key: Vec::new(),
            foreign_keys: Vec::new(),
            many_to_many: Vec::new(),
            unique: Vec::new(),
            indexes: Vec::new(),
            checks: options.map_or_else(Vec::new, |options| options.texts("check").collect()),
            soft_delete: None,
            hooks: options.map_or_else(Vec::new, |options| {
                options.name_lists("hooks").flatten().cloned().collect()
            }),
        };
        model.key = model.find_key(&fields, errors);
        model.parse_relations(input, &fields, errors);
        if let Some(options) = options {
            model.unique = model.column_sets(options, "unique", errors);
            model.indexes = model.column_sets(options, "index", errors);
            model.soft_delete = model.find_soft_delete(options, errors);
        }
        Some(model)
    }

    fn find_key(&self, fields: &[&syn::Field], errors: &mut Errors) -> Vec<usize> {
        let marked: Vec<usize> = (0..fields.len())
            .filter(|&position| {
                let attributes = &fields[position].attrs;
                attributes::PRIMARY_KEY.merged(attributes, errors).is_some()
            })
            .collect();
        if !marked.is_empty() {
            return marked;
        }
        let id = self.fields.iter().position(|field| field.ident == "id");
        if id.is_none() {
            errors.at(
                &self.ident,
                format!(
                    "`{}` has no key; add a field `id: i64`, or mark the key with `#[primary_key]`",
                    self.ident
                ),
            );
        }
        id.into_iter().collect()
    }

    fn find_soft_delete(&self, options: &Options, errors: &mut Errors) -> Option<SoftDelete> {
        let name = options.ident("soft_delete")?;
        let column = self.positions(std::slice::from_ref(&name), errors).pop()?;
        Some(SoftDelete { column, name })
    }

    fn column_sets(&self, options: &Options, option: &str, errors: &mut Errors) -> Vec<Vec<usize>> {
        let mut sets = Vec::new();
        for names in options.name_lists(option) {
            if names.is_empty()
                && let Some(key) = options.key(option)
            {
                errors.at(key, format!("`{option}(…)` names at least one field"));
            }
            sets.push(self.positions(names, errors));
        }
        sets
    }

    /// The positions of these fields.
    pub(super) fn positions(&self, names: &[Ident], errors: &mut Errors) -> Vec<usize> {
        let mut positions = Vec::new();
        for name in names {
            match self.fields.iter().position(|field| field.ident == *name) {
                Some(position) if positions.contains(&position) => {
                    errors.at(name, format!("`{name}` is named twice; keep one of them"));
                }
                Some(position) => positions.push(position),
                None => errors.at(name, self.no_field(name)),
            }
        }
        positions
    }

    fn no_field(&self, name: &Ident) -> String {
        let fields: Vec<String> = self.fields.iter().map(|field| text(&field.ident)).collect();
        let nearest = did_you_mean(&text(name), fields.iter().map(String::as_str));
        format!("`{}` has no field `{name}`{nearest}", self.ident)
    }
}

fn named_fields<'i>(input: &'i DeriveInput, errors: &mut Errors) -> Option<Vec<&'i syn::Field>> {
    let what = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if input.generics.params.is_empty() => {
                return Some(fields.named.iter().collect());
            }
            Fields::Named(_) => {
                errors.at(
                    &input.generics,
                    "a model is one table and cannot be generic; a field's type may be, such as `Json<T>`",
                );
                return None;
            }
            Fields::Unnamed(_) => "a tuple struct",
            Fields::Unit => "a struct without fields",
        },
        Data::Enum(_) => "an enum",
        Data::Union(_) => "a union",
    };
    errors.at(
        &input.ident,
        format!(
            "a model is a struct whose named fields are its columns, and `{}` is {what}; \
             `#[derive(Value)]` makes a newtype or an enum the type of a column",
            input.ident
        ),
    );
    None
}

/// Reports attributes that belong to another place.
fn misplaced(attributes: &[Attribute], kinds: &[&Kind], place: &str, errors: &mut Errors) {
    for attribute in attributes {
        let kind = kinds
            .iter()
            .find(|kind| attribute.path().is_ident(kind.name));
        if let Some(kind) = kind {
            errors.at(
                attribute.path(),
                format!("`#[{}]` belongs to {place}", kind.name),
            );
        }
    }
}

impl Field {
    fn parse(field: &syn::Field, errors: &mut Errors) -> Field {
        misplaced(
            &field.attrs,
            &[&attributes::MODEL, &attributes::MANY_TO_MANY],
            "the struct",
            errors,
        );
        let ident = field.ident.clone().expect("the fields are named");
        let options = attributes::COLUMN.merged(&field.attrs, errors);
        let options = options.as_ref();
        Field {
            column: Name::given_or(options, "name", &ident, str::to_owned),
            ty: field.ty.clone(),
            docs: field
                .attrs
                .iter()
                .filter(|attribute| attribute.path().is_ident("doc"))
                .cloned()
                .collect(),
            max_length: options.and_then(|options| options.number("max_length")),
            unique: options.is_some_and(|options| options.has("unique")),
            index: options.is_some_and(|options| options.has("index")),
            default: options.and_then(|options| Default::parse(options, errors)),
            check: options.and_then(|options| options.text("check")),
            renamed_from: options.and_then(|options| options.text("renamed_from")),
            version: options
                .filter(|options| options.has("version"))
                .and_then(|options| options.key("version").cloned()),
            on_update_with: options.and_then(|options| options.path("on_update_with")),
            generated: options.and_then(|options| {
                options
                    .text("generated")
                    .zip(options.key("generated").cloned())
            }),
            validators: options
                .map_or_else(Vec::new, |options| options.paths("validate").collect()),
            ident,
        }
    }
}

impl Default {
    fn parse(options: &Options, errors: &mut Errors) -> Option<Default> {
        let kinds = ["default", "default_sql", "default_with"];
        let mut given = kinds.iter().filter_map(|kind| options.key(kind));
        let first = given.next()?;
        for second in given {
            errors.at(
                second,
                format!("a column has one default: keep `{first}` or `{second}`"),
            );
        }
        let literal = options.literal("default").map(Default::Literal);
        literal
            .or_else(|| options.text("default_sql").map(Default::Sql))
            .or_else(|| options.path("default_with").map(Default::With))
    }
}

impl Name {
    /// The name that an option gives, else one made from an identifier.
    fn given_or(
        options: Option<&Options>,
        option: &str,
        ident: &Ident,
        make: impl Fn(&str) -> String,
    ) -> Name {
        match options.and_then(|options| options.text(option)) {
            Some(given) => Name {
                text: given.value(),
                span: given.span(),
            },
            None => Name {
                text: make(&text(ident)),
                span: ident.span(),
            },
        }
    }
}

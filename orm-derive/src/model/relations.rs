//! The relations, of fields and of the struct.

use proc_macro2::Ident;
use syn::spanned::Spanned;
use syn::{DeriveInput, Path};

use super::{ForeignKey, ManyToMany, Model, Reverse};
use crate::attributes::{self, Options};
use crate::errors::Errors;
use crate::naming;

impl Model {
    pub(super) fn parse_relations(
        &mut self,
        input: &DeriveInput,
        fields: &[&syn::Field],
        errors: &mut Errors,
    ) {
        for (position, field) in fields.iter().enumerate() {
            let mut relations = foreign_keys(&field.attrs, errors).into_iter();
            if let Some((options, unique)) = relations.next() {
                let key = self.field_key(position, &options, unique, errors);
                self.foreign_keys.extend(key);
            }
            for (second, _) in relations {
                errors.at(
                    second.name,
                    "a field is one foreign key; give the second relation a field of its own",
                );
            }
        }
        for (options, unique) in foreign_keys(&input.attrs, errors) {
            let key = self.composite_key(&options, unique, errors);
            self.foreign_keys.extend(key);
        }
        for options in attributes::MANY_TO_MANY.each(&input.attrs, errors) {
            let relation = self.many_to_many(&options, errors);
            self.many_to_many.extend(relation);
        }
    }

    fn field_key(
        &self,
        position: usize,
        options: &Options,
        unique: bool,
        errors: &mut Errors,
    ) -> Option<ForeignKey> {
        if let Some(columns) = options.key("columns") {
            errors.at(
                columns,
                "on a field the column is the field; a foreign key of several columns stands on the struct",
            );
        }
        let field = &self.fields[position].ident;
        let name = options
            .ident("name")
            .or_else(|| naming::accessor(field))
            .or_else(|| {
                errors.at(
                    field,
                    format!(
                        "the relation is named after its column without `_id`, and `{field}` does not end in `_id`; \
                         name it: `#[{}(…, name = …)]`",
                        options.name
                    ),
                );
                None
            })?;
        self.foreign_key(vec![position], name, options, unique, errors)
    }

    fn composite_key(
        &self,
        options: &Options,
        unique: bool,
        errors: &mut Errors,
    ) -> Option<ForeignKey> {
        options.target.as_ref()?;
        let Some(columns) = options.name_lists("columns").next() else {
            errors.at(
                &options.name,
                format!(
                    "on the struct, say which columns it has, `#[{}(…, columns(a, b), name = …)]`; \
                     of one column, put it on the field",
                    options.name
                ),
            );
            return None;
        };
        let columns = self.positions(columns, errors);
        let Some(name) = options.ident("name") else {
            errors.at(
                &options.name,
                "a foreign key of several columns needs a name: `name = …`",
            );
            return None;
        };
        if let Some(references) = options.key("references").filter(|_| columns.len() > 1) {
            errors.at(
                references,
                "a foreign key of several columns refers to the target's key; `references` is for one column",
            );
        }
        self.foreign_key(columns, name, options, unique, errors)
    }

    fn foreign_key(
        &self,
        columns: Vec<usize>,
        name: Ident,
        options: &Options,
        unique: bool,
        errors: &mut Errors,
    ) -> Option<ForeignKey> {
        let target = self.target(options.target.as_ref()?);
        let default = match unique {
            true => naming::reverse_one(&self.ident, target.span()),
            false => naming::reverse_many(&self.ident, target.span()),
        };
        let reverse = Reverse::parse(options, default, errors);
        Some(ForeignKey {
            columns,
            target,
            name,
            reverse,
            on_delete: options.action("on_delete"),
            on_update: options.action("on_update"),
            index: options.switch("index").unwrap_or(true),
            unique,
            references: options.ident("references"),
        })
    }

    fn many_to_many(&self, options: &Options, errors: &mut Errors) -> Option<ManyToMany> {
        let target = self.target(options.target.as_ref()?);
        let Some(name) = options.ident("name") else {
            errors.at(
                &options.name,
                "a many-to-many needs a name, which its accessor and its join table take: `name = courses`",
            );
            return None;
        };
        let symmetrical = options.has("symmetrical");
        if let Some(key) = options.key("related_name").filter(|_| symmetrical) {
            errors.at(
                key,
                format!(
                    "a symmetrical relation has one accessor, `{name}`; remove the `related_name`"
                ),
            );
        }
        let default = naming::reverse_many(&self.ident, target.span());
        let reverse = Reverse::parse(options, default, errors);
        Some(ManyToMany {
            through: options.path("through"),
            through_fields: through_fields(options, errors),
            reverse: reverse.filter(|_| !symmetrical),
            renamed_from: options.text("renamed_from"),
            target,
            name,
            symmetrical,
        })
    }

    /// The target, by the model's name where it is written `Self`.
    fn target(&self, path: &Path) -> Path {
        if !path.is_ident("Self") {
            return path.clone();
        }
        let mut ident = self.ident.clone();
        ident.set_span(path.span());
        ident.into()
    }
}

/// What the attributes say of foreign keys, and which of them are one-to-one.
fn foreign_keys(attributes: &[syn::Attribute], errors: &mut Errors) -> Vec<(Options, bool)> {
    let many_to_one = attributes::FOREIGN_KEY.each(attributes, errors);
    let one_to_one = attributes::ONE_TO_ONE.each(attributes, errors);
    let many_to_one = many_to_one.into_iter().map(|options| (options, false));
    let one_to_one = one_to_one.into_iter().map(|options| (options, true));
    many_to_one.chain(one_to_one).collect()
}

fn through_fields(options: &Options, errors: &mut Errors) -> Option<(Ident, Ident)> {
    let fields = options.name_lists("through_fields").next()?;
    let key = options.key("through_fields")?;
    if !options.has("through") {
        errors.at(
            key,
            "`through_fields` are fields of the `through` model; name it: `through = Enrollment`",
        );
    }
    match fields {
        [near, far] => Some((near.clone(), far.clone())),
        _ => {
            errors.at(
                key,
                "`through_fields` are two: the foreign key to this model, and the one to the target",
            );
            None
        }
    }
}

impl Reverse {
    fn parse(options: &Options, default: Ident, errors: &mut Errors) -> Option<Reverse> {
        let given = options.ident("related_name");
        if given.as_ref().is_some_and(|name| name == "none") {
            if let Some(key) = options.key("extension") {
                errors.at(
                    key,
                    "the trait is for the accessor on the other side, and `related_name = none` makes none",
                );
            }
            return None;
        }
        Some(Reverse {
            named: given.is_some(),
            name: given.unwrap_or(default),
            extension: options.ident("extension"),
        })
    }
}

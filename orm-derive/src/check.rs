//! The rules across fields, one function each. What one derive cannot see is left to the compiler: `expand/assertions.rs`.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::Lit;

use crate::attributes::{Action, Literal, list};
use crate::errors::Errors;
use crate::model::{Default, Field, ForeignKey, Model, Reverse, path_text};
use crate::naming::{did_you_mean, text};

/// Names of `Model`'s own functions and of `create()`, which `Book::title` and `Book::author` would hide.
const RESERVED: [&str; 12] = [
    "query",
    "filter",
    "get",
    "by_key",
    "create",
    "create_many",
    "update_many",
    "get_or_create",
    "update_or_create",
    "bulk_load",
    "raw",
    "create_table_sql",
];

/// Methods of a row, which an accessor would hide.
const RESERVED_FOR_RELATIONS: [&str; 7] = [
    "save",
    "set",
    "set_if",
    "delete",
    "hard_delete",
    "refresh",
    "key",
];

/// Methods of what `create()` gives, which a setter would hide.
const RESERVED_FOR_SETTERS: [&str; 4] = ["save", "with", "on_conflict", "with_key"];

/// Columns that the databases have in every table.
const SYSTEM_COLUMNS: [&str; 9] = [
    "oid", "tableoid", "ctid", "xmin", "xmax", "cmin", "cmax", "rowid", "_rowid_",
];

/// The most bytes of a name that Postgres keeps.
const MAX_NAME: usize = 63;

/// The most columns of a key: `Key` is implemented for tuples up to this length.
pub(crate) const MAX_KEY: usize = 5;

pub(crate) fn model(model: &Model, errors: &mut Errors) {
    check_table_name(model, errors);
    check_column_names(model, errors);
    check_reserved_names(model, errors);
    check_key(model, errors);
    check_column_options(model, errors);
    for foreign_key in &model.foreign_keys {
        check_actions(model, foreign_key, errors);
    }
    check_accessors(model, errors);
    check_reverse_accessors(model, errors);
    check_many_to_many(model, errors);
    check_former_accessors(model, errors);
    check_soft_delete(model, errors);
    check_version(model, errors);
    check_computed(model, errors);
    check_hooks(model, errors);
}

fn check_name(what: &str, name: &str, span: Span, errors: &mut Errors) {
    if name.is_empty() {
        errors.here(span, format!("{what} needs a name of at least one letter"));
    } else if name.len() > MAX_NAME {
        errors.here(
            span,
            format!(
                "{what} has a name of {} bytes, of which Postgres keeps {MAX_NAME}",
                name.len()
            ),
        );
    } else if name.contains('\0') {
        errors.here(span, format!("{what} has a name with the character U+0000"));
    }
}

fn check_table_name(model: &Model, errors: &mut Errors) {
    let table = &model.table;
    check_name("the table", &table.text, table.span, errors);
    if table.text.to_ascii_lowercase().starts_with("sqlite_") {
        errors.here(
            table.span,
            "SQLite keeps names that begin with `sqlite_` for itself; give the table another: `#[model(table = \"…\")]`",
        );
    }
    if let Some(schema) = &model.schema {
        check_name("the schema", &schema.value(), schema.span(), errors);
    }
    if let Some(former) = &model.renamed_from {
        check_name("the table", &former.value(), former.span(), errors);
        if former.value() == table.text {
            errors.at(
                former,
                "`renamed_from` is the table's former name, and this is the present one",
            );
        }
    }
}

fn check_column_names(model: &Model, errors: &mut Errors) {
    for (position, field) in model.fields.iter().enumerate() {
        let column = &field.column;
        check_name("the column", &column.text, column.span, errors);
        let lower = column.text.to_lowercase();
        if SYSTEM_COLUMNS.contains(&lower.as_str()) {
            errors.here(
                column.span,
                format!(
                    "`{}` is a column that the database has in every table; name it otherwise: `#[column(name = \"…\")]`",
                    column.text
                ),
            );
        }
        let earlier = &model.fields[..position];
        if let Some(twin) = earlier
            .iter()
            .find(|other| other.column.text.to_lowercase() == lower)
        {
            errors.here(
                column.span,
                format!(
                    "the fields `{}` and `{}` are both the column `{}`; names are compared without regard to case",
                    twin.ident, field.ident, column.text
                ),
            );
        }
    }
}

fn check_reserved_names(model: &Model, errors: &mut Errors) {
    for field in &model.fields {
        let name = text(&field.ident);
        let name = name.as_str();
        if RESERVED.contains(&name) || RESERVED_FOR_SETTERS.contains(&name) {
            errors.at(
                &field.ident,
                format!(
                    "`{name}` is a function of every model; give the field another name and keep the column with \
                     `#[column(name = \"{}\")]`",
                    field.column.text
                ),
            );
        }
    }
    let own = model.foreign_keys.iter().map(|key| (&key.name, true));
    let own = own.chain(model.many_to_many.iter().map(|many| (&many.name, false)));
    for (relation, has_setter) in own {
        let name = text(relation);
        let name = name.as_str();
        let is_setter = has_setter && RESERVED_FOR_SETTERS.contains(&name);
        if is_reserved_relation(name) || is_setter {
            errors.at(
                relation,
                format!("`{name}` is a function of every model; give the relation another name: `name = …`"),
            );
        }
    }
    for reverse in reverses(model).map(|(_, reverse)| reverse) {
        if is_reserved_relation(&text(&reverse.name)) {
            errors.at(
                &reverse.name,
                format!(
                    "the accessor on the other side would be `{}`, which is a function of every model; \
                     give it another name: `related_name = …`",
                    reverse.name
                ),
            );
        }
    }
}

fn is_reserved_relation(name: &str) -> bool {
    RESERVED.contains(&name) || RESERVED_FOR_RELATIONS.contains(&name)
}

fn check_key(model: &Model, errors: &mut Errors) {
    for field in model.key.iter().map(|&column| &model.fields[column]) {
        if field.is_optional() {
            errors.at(
                &field.ty,
                format!(
                    "a key is never `NULL`; write `{}: {}`",
                    field.ident,
                    type_text(field.base())
                ),
            );
        }
    }
    if let Some(&sixth) = model.key.get(MAX_KEY) {
        errors.at(
            &model.fields[sixth].ident,
            format!("a key has at most {MAX_KEY} columns; take a key of its own, `id: i64`, and `#[model(unique(…))]`"),
        );
    }
}

fn check_column_options(model: &Model, errors: &mut Errors) {
    for field in &model.fields {
        if let Some(Default::Literal(literal)) = &field.default {
            check_literal(literal, errors);
            check_literal_of(field, &literal.lit, errors);
        }
        if let Some(length) = &field.max_length
            && !may_hold(field, &["String"])
        {
            errors.at(
                length,
                format!(
                    "`max_length` limits text, and `{}` is of type `{}`",
                    field.ident,
                    type_text(field.base())
                ),
            );
        }
        if let Some(length) = &field.max_length {
            match length.base10_parse::<u32>() {
                Ok(0) => errors.at(length, "a text of at most 0 characters is always empty"),
                Ok(_) => {}
                Err(_) => errors.at(
                    length,
                    "`max_length` is a number of characters, at most 4294967295",
                ),
            }
        }
        if let Some(former) = &field.renamed_from {
            check_name("the column", &former.value(), former.span(), errors);
            if former.value() == field.column.text {
                errors.at(
                    former,
                    "`renamed_from` is the column's former name, and this is the present one",
                );
            }
        }
    }
}

fn check_literal(literal: &Literal, errors: &mut Errors) {
    let Literal { negative, lit } = literal;
    match lit {
        Lit::Bool(_) | Lit::Str(_) if !negative => {}
        Lit::Float(_) => {}
        Lit::Int(number) => {
            let sign = if *negative { "-" } else { "" };
            let digits = format!("{sign}{}", number.base10_digits());
            if digits.parse::<i64>().is_err() {
                errors.at(number, "the number is out of the range of an `i64`");
            }
        }
        other => errors.at(
            other,
            "`default` takes a boolean, a number or a text in double quotes; `default_sql` takes any SQL expression",
        ),
    }
}

const INTEGERS: [&str; 3] = ["i16", "i32", "i64"];
const NUMBERS: [&str; 6] = ["i16", "i32", "i64", "f32", "f64", "Decimal"];

/// The literal is of the field's type, as far as that can be told from its name; the rest is told when the table is built.
fn check_literal_of(field: &Field, lit: &Lit, errors: &mut Errors) {
    let fits = match lit {
        Lit::Bool(_) => may_hold(field, &["bool"]),
        Lit::Int(_) => may_hold(field, &NUMBERS),
        Lit::Float(_) => may_hold(field, &NUMBERS[INTEGERS.len()..]),
        Lit::Str(_) => may_hold(field, &["String"]),
        _ => true,
    };
    if !fits {
        errors.at(
            lit,
            format!(
                "`{}` is of type `{}`, and this literal is not; `default_sql = \"…\"` takes any SQL expression",
                field.ident,
                type_text(field.base())
            ),
        );
    }
}

/// Whether a field's type is one of these, or one that is not known by its name.
fn may_hold(field: &Field, names: &[&str]) -> bool {
    let known = ["bool", "String", "Uuid"];
    let name = type_text(field.base());
    let is_known = known.contains(&name.as_str()) || NUMBERS.contains(&name.as_str());
    !is_known || names.contains(&name.as_str())
}

fn check_actions(model: &Model, foreign_key: &ForeignKey, errors: &mut Errors) {
    let actions = [
        ("on_delete", &foreign_key.on_delete),
        ("on_update", &foreign_key.on_update),
    ];
    for (option, action) in actions {
        let Some((action, token)) = action else {
            continue;
        };
        for field in foreign_key.columns.iter().map(|&c| &model.fields[c]) {
            match action {
                Action::SetNull => check_set_null(option, token, field, errors),
                Action::SetDefault => check_set_default(option, token, field, errors),
                Action::Cascade | Action::Restrict | Action::NoAction => {}
            }
        }
    }
}

fn check_set_null(option: &str, token: &Ident, field: &Field, errors: &mut Errors) {
    if !field.is_optional() {
        errors.at(
            token,
            format!(
                "`{option} = set_null` needs a column that may be `NULL`: make `{}` an `Option<{}>`",
                field.ident,
                type_text(&field.ty)
            ),
        );
    }
}

fn check_set_default(option: &str, token: &Ident, field: &Field, errors: &mut Errors) {
    if !matches!(field.default, Some(Default::Literal(_) | Default::Sql(_))) {
        errors.at(
            token,
            format!(
                "`{option} = set_default` needs a default that the database knows: give `{}` a \
                 `#[column(default = …)]` or a `#[column(default_sql = \"…\")]`",
                field.ident
            ),
        );
    }
}

/// Columns and relations are constants and methods of one type.
fn check_accessors(model: &Model, errors: &mut Errors) {
    let mut taken: Vec<&Ident> = model.fields.iter().map(|field| &field.ident).collect();
    for key in &model.foreign_keys {
        let own = key
            .columns
            .iter()
            .map(|&column| &model.fields[column].ident);
        if own.into_iter().any(|column| *column == key.name) {
            errors.at(
                &key.name,
                format!(
                    "the relation has the name of its column, `{}`; call the column `{}_id`, or the relation otherwise: `name = …`",
                    key.name,
                    text(&key.name)
                ),
            );
            continue;
        }
        check_free(model, &key.name, &mut taken, errors);
    }
    for many in &model.many_to_many {
        check_free(model, &many.name, &mut taken, errors);
    }
    for (target, reverse) in reverses(model) {
        if model.is_self(target) {
            check_free(model, &reverse.name, &mut taken, errors);
        }
    }
}

fn check_free<'m>(model: &Model, name: &'m Ident, taken: &mut Vec<&'m Ident>, errors: &mut Errors) {
    if taken.contains(&name) {
        let message = format!(
            "`{}::{name}` is there already: columns and relations need names of their own; \
             choose another with `name = …`, and for the other side with `related_name = …`",
            model.ident
        );
        errors.at(name, message);
    } else {
        taken.push(name);
    }
}

/// The accessors that this model's relations give to their targets.
fn reverses(model: &Model) -> impl Iterator<Item = (&syn::Path, &Reverse)> {
    let keys = model.foreign_keys.iter();
    let keys = keys.filter_map(|key| Some((&key.target, key.reverse.as_ref()?)));
    let many = model.many_to_many.iter();
    keys.chain(many.filter_map(|many| Some((&many.target, many.reverse.as_ref()?))))
}

fn check_reverse_accessors(model: &Model, errors: &mut Errors) {
    let all: Vec<_> = reverses(model).collect();
    for (position, (target, reverse)) in all.iter().enumerate() {
        let same = |(other, earlier): &&(&syn::Path, &Reverse)| {
            path_text(other) == path_text(target) && earlier.name == reverse.name
        };
        // An accessor of this model itself is compared with all others of its.
        if !model.is_self(target) && all[..position].iter().any(|earlier| same(&earlier)) {
            errors.at(&reverse.name, twice(model, &path_text(target), reverse));
        }
        let extension = reverse.extension.as_ref();
        let elsewhere = all[..position].iter().any(|(other, earlier)| {
            extension.is_some()
                && earlier.extension.as_ref() == extension
                && path_text(other) != path_text(target)
        });
        if let Some(extension) = extension.filter(|_| elsewhere) {
            errors.at(
                extension,
                format!("`{extension}` extends another model already; name another trait"),
            );
        }
    }
}

fn twice(model: &Model, target: &str, reverse: &Reverse) -> String {
    match reverse.named {
        true => format!(
            "two relations of `{}` to `{target}` have the `related_name` `{}`; give each its own",
            model.ident, reverse.name
        ),
        false => format!(
            "two relations of `{}` to `{target}` would both be `{target}::{}`; give each a `related_name`",
            model.ident, reverse.name
        ),
    }
}

fn check_many_to_many(model: &Model, errors: &mut Errors) {
    for many in &model.many_to_many {
        let is_self = model.is_self(&many.target);
        if many.symmetrical && !is_self {
            errors.at(
                &many.target,
                format!(
                    "a symmetrical relation leads from a model to itself: `#[many_to_many({}, …, symmetrical)]`",
                    model.ident
                ),
            );
        }
        if many.symmetrical
            && let Some(through) = &many.through
        {
            errors.at(
                through,
                "a symmetrical relation stores each pair both ways, which it cannot do in a model's rows; \
                 remove `through` or `symmetrical`",
            );
        }
        if let Some(through) = &many.through
            && is_self
            && many.through_fields.is_none()
        {
            errors.at(
                through,
                format!(
                    "which foreign key of `{0}` is this side's, and which the other's? \
                     Say so: `through_fields(from_id, to_id)`",
                    path_text(through)
                ),
            );
        }
    }
}

fn check_former_accessors(model: &Model, errors: &mut Errors) {
    for many in &model.many_to_many {
        let Some(former) = &many.renamed_from else {
            continue;
        };
        check_name("the relation", &former.value(), former.span(), errors);
        if former.value() == text(&many.name) {
            errors.at(
                former,
                "`renamed_from` is the relation's former name, and this is the present one",
            );
        }
    }
}

fn check_soft_delete(model: &Model, errors: &mut Errors) {
    let Some(soft) = &model.soft_delete else {
        return;
    };
    let field = &model.fields[soft.column];
    if !field.is_optional() {
        errors.at(
            &soft.name,
            format!(
                "`{}` says when a row was deleted, and is `NULL` in those that were not: make it an `Option<{}>`",
                field.ident,
                type_text(&field.ty)
            ),
        );
    }
}

fn type_text(ty: &syn::Type) -> String {
    use quote::ToTokens;
    ty.to_token_stream().to_string().replace(' ', "")
}

fn check_version(model: &Model, errors: &mut Errors) {
    let mut versions = model
        .fields
        .iter()
        .enumerate()
        .filter_map(|(position, field)| Some((position, field, field.version.as_ref()?)));
    let Some((position, field, word)) = versions.next() else {
        return;
    };
    for (_, _, second) in versions {
        errors.at(second, "a model has one version; keep one of them");
    }
    let ty = field.ty.to_token_stream().to_string();
    if field.is_optional() || !matches!(ty.as_str(), "i32" | "i64") {
        errors.at(
            &field.ty,
            "a version counts the changes of its row: make it an `i32` or an `i64`",
        );
    }
    if model.key.contains(&position) {
        errors.at(word, "the key of a row does not change, and a version does");
    }
    if field.default.is_some() {
        errors.at(word, "a version begins at 1 by itself; remove the default");
    }
}

fn check_computed(model: &Model, errors: &mut Errors) {
    for (position, field) in model.fields.iter().enumerate() {
        let Some((_, word)) = &field.generated else {
            continue;
        };
        if model.key.contains(&position) {
            errors.at(
                word,
                "a key cannot be computed from the row that it is the key of",
            );
        }
        let is_set = field.default.is_some()
            || field.on_update_with.is_some()
            || field.version.is_some()
            || !field.validators.is_empty();
        if is_set {
            errors.at(
                word,
                "the database computes this column, so that nothing else sets or validates it; remove the other options",
            );
        }
    }
}

/// What a model can be asked before and after it is written.
const HOOKS: [&str; 4] = ["before_save", "after_save", "before_delete", "after_delete"];

fn check_hooks(model: &Model, errors: &mut Errors) {
    for (position, hook) in model.hooks.iter().enumerate() {
        let name = text(hook);
        if !HOOKS.contains(&name.as_str()) {
            let mend = match did_you_mean(&name, HOOKS.iter().copied()) {
                nearest if nearest.is_empty() => format!("; hooks are {}", list(&HOOKS)),
                nearest => nearest,
            };
            errors.at(hook, format!("there is no hook `{name}`{mend}"));
        }
        if model.hooks[..position].contains(hook) {
            errors.at(hook, format!("`{name}` is named twice; keep one of them"));
        }
    }
}

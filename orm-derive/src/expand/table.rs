//! The table, as constant metadata.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Lit, LitStr};

use super::number;
use crate::attributes::{Action, Literal};
use crate::model::{Default, Field, ForeignKey, KeyKind, ManyToMany, Model};
use crate::naming::text;

/// ```text
/// __orm::schema::Table::new("Book", "book")
///     .columns(&[…])
///     .primary_key(&[0])
///     .foreign_keys(&[…])
/// ```
pub(super) fn table(model: &Model) -> TokenStream {
    let struct_name = text(&model.ident);
    let name = &model.table;
    let columns = (0..model.fields.len()).map(|position| column(model, position));
    let key = numbers(&model.key);
    let schema = model.schema.iter();
    let renamed_from = model.renamed_from.iter();
    let foreign_keys = some(model.foreign_keys.iter().map(foreign_key));
    let many_to_many = some(model.many_to_many.iter().map(|m| many_to_many(model, m)));
    let unique = some(model.unique.iter().map(|set| numbers(set)));
    let indexes = some(model.indexes.iter().map(|set| numbers(set)));
    let soft_delete = model.soft_delete.iter().map(|soft| number(soft.column));
    let checks = some(model.checks.iter().map(|sql| quote!(#sql)));
    quote! {
        __orm::schema::Table::new(#struct_name, #name)
            #(.schema(#schema))*
            #(.renamed_from(#renamed_from))*
            .columns(&[#(#columns),*])
            .primary_key(#key)
            #(.foreign_keys(&[#foreign_keys]))*
            #(.many_to_many(&[#many_to_many]))*
            #(.unique(&[#unique]))*
            #(.indexes(&[#indexes]))*
            #(.checks(&[#checks]))*
            #(.soft_delete(#soft_delete))*
    }
}

/// The items with commas between them, unless there are none.
fn some(items: impl Iterator<Item = TokenStream>) -> impl Iterator<Item = TokenStream> {
    let items: Vec<TokenStream> = items.collect();
    let list = (!items.is_empty()).then(|| quote!(#(#items),*));
    list.into_iter()
}

fn numbers(positions: &[usize]) -> TokenStream {
    let positions = positions.iter().copied().map(number);
    quote!(&[#(#positions),*])
}

/// ```text
/// <String as __orm::Field>::COLUMN.of_field("title").max_length(200)
/// ```
fn column(model: &Model, position: usize) -> TokenStream {
    let Field {
        ident,
        ty,
        docs: _,
        column,
        max_length,
        unique,
        index,
        default,
        check,
        renamed_from,
        version,
        on_update_with,
        generated,
        validators,
    } = &model.fields[position];
    let field = text(ident);
    let named = (column.text != field).then_some(column).into_iter();
    let max_length = max_length.iter();
    let unique = unique.then(|| quote!(.unique()));
    let index = index.then(|| quote!(.index()));
    let made = match model.key_kind() {
        KeyKind::Generated if model.key.contains(&position) => Some(quote!(.generated())),
        KeyKind::Uuid if model.key.contains(&position) => {
            Some(quote!(.default_with(__orm::uuid_v7)))
        }
        _ => None,
    };
    let default = default.as_ref().map(|default| match default {
        Default::Literal(literal) => {
            let literal = default_literal(literal);
            quote!(.default(__orm::schema::Default::#literal))
        }
        Default::Sql(sql) => quote!(.default(__orm::schema::Default::Sql(#sql))),
        Default::With(path) => {
            let value = quote_spanned!(path.span()=> <#ty as __orm::Field>::into_datum(#path()));
            quote!(.default_with(|| #value))
        }
    });
    let check = check.iter();
    let renamed_from = renamed_from.iter();
    let version = version.as_ref().map(|_| quote!(.version()));
    let on_update_with = on_update_with.iter().map(|path| {
        let value = quote_spanned!(path.span()=> <#ty as __orm::Field>::into_datum(#path()));
        quote!(.on_update_with(|| #value))
    });
    let generated = generated.iter().map(|(sql, _)| sql);
    let validators = validators.iter().map(|path| {
        let check =
            quote_spanned!(path.span()=> __orm::validate::<#ty, _>(value, |value| #path(value)));
        quote!(|value| #check)
    });
    let validators: Vec<_> = validators.collect();
    let validators = (!validators.is_empty()).then(|| quote!(.validated_by(&[#(#validators),*])));
    quote! {
        <#ty as __orm::Field>::COLUMN.of_field(#field)
            #(.named(#named))*
            #(.max_length(#max_length))*
            #unique #index #made #default
            #(.check(#check))*
            #(.renamed_from(#renamed_from))*
            #version
            #(#on_update_with)*
            #(.computed(#generated))*
            #validators
    }
}

fn default_literal(Literal { negative, lit }: &Literal) -> TokenStream {
    let sign = if *negative { "-" } else { "" };
    match lit {
        Lit::Bool(value) => quote!(Bool(#value)),
        Lit::Str(value) => quote!(Text(#value)),
        Lit::Int(value) => {
            let value: i64 = format!("{sign}{}", value.base10_digits())
                .parse()
                .expect("the rules see to the range");
            let value = proc_macro2::Literal::i64_unsuffixed(value);
            quote!(Int(#value))
        }
        Lit::Float(value) => {
            let number = LitStr::new(&format!("{sign}{}", value.base10_digits()), value.span());
            quote!(Number(#number))
        }
        _ => unreachable!("the rules see to the kind of literal"),
    }
}

/// ```text
/// __orm::schema::ForeignKey::new("author", &[2], <Author as __orm::Model>::table)
///     .related_name("books")
///     .on_delete(__orm::schema::Action::Cascade)
/// ```
fn foreign_key(key: &ForeignKey) -> TokenStream {
    let ForeignKey {
        columns,
        target,
        name,
        reverse,
        on_delete,
        on_update,
        index,
        unique,
        references,
    } = key;
    let name = text(name);
    let columns = numbers(columns);
    let related_name = reverse.iter().map(|reverse| text(&reverse.name));
    let on_delete = on_delete
        .iter()
        .map(|(action_given, _)| action(*action_given));
    let on_update = on_update
        .iter()
        .map(|(action_given, _)| action(*action_given));
    let unique = unique.then(|| quote!(.unique()));
    let index = (!index).then(|| quote!(.without_index()));
    let references = references.iter();
    quote! {
        __orm::schema::ForeignKey::new(#name, #columns, <#target as __orm::Model>::table)
            #(.references(&[#target::#references.index()]))*
            #(.related_name(#related_name))*
            #(.on_delete(#on_delete))*
            #(.on_update(#on_update))*
            #unique #index
    }
}

fn action(action: Action) -> TokenStream {
    match action {
        Action::Cascade => quote!(__orm::schema::Action::Cascade),
        Action::Restrict => quote!(__orm::schema::Action::Restrict),
        Action::SetNull => quote!(__orm::schema::Action::SetNull),
        Action::SetDefault => quote!(__orm::schema::Action::SetDefault),
        Action::NoAction => quote!(__orm::schema::Action::NoAction),
    }
}

/// ```text
/// __orm::schema::ManyToMany::through(
///     "courses", <Course as __orm::Model>::table, <Enrollment as __orm::Model>::table,
/// )
/// .related_name("students")
/// ```
///
/// Without a `through` model the join table is made when it is first asked for:
///
/// ```text
/// || {
///     static JOIN: __orm::schema::JoinTable = __orm::schema::JoinTable::new();
///     JOIN.get("courses", <Student as __orm::Model>::table, <Course as __orm::Model>::table)
/// }
/// ```
fn many_to_many(model: &Model, many: &ManyToMany) -> TokenStream {
    let ManyToMany {
        target,
        name,
        reverse,
        through,
        through_fields,
        symmetrical,
        renamed_from,
    } = many;
    let owner = &model.ident;
    let name = text(name);
    let target = quote!(<#target as __orm::Model>::table);
    let new = match through {
        Some(through) => quote! {
            __orm::schema::ManyToMany::through(#name, #target, <#through as __orm::Model>::table)
        },
        None => quote! {
            __orm::schema::ManyToMany::generated(#name, #target, || {
                static JOIN: __orm::schema::JoinTable = __orm::schema::JoinTable::new();
                JOIN.get(#name, <#owner as __orm::Model>::table, #target)
            })
        },
    };
    let related_name = reverse.iter().map(|reverse| text(&reverse.name));
    let fields = through_fields.iter().map(
        |(near, far)| quote!(.through_fields(#through::#near.index(), #through::#far.index())),
    );
    let symmetrical = symmetrical.then(|| quote!(.symmetrical()));
    let renamed_from = renamed_from.iter();
    quote! {
        #new
            #(.related_name(#related_name))*
            #(#fields)*
            #symmetrical
            #(.renamed_from(#renamed_from))*
    }
}

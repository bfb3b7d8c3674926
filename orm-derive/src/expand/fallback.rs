//! What is emitted after a mistake, so that code which uses the type has no errors of its own.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Path, parse_quote};

use super::{block, columns, row};
use crate::check::MAX_KEY;
use crate::model::Model;

/// The model's implementation and its columns, as far as they are known. None of it ever runs.
///
/// ```text
/// impl __orm::Model for Book {
///     type Key = i64;
///     type Create = __orm::Unfinished<Book>;
///     fn table() -> &'static __orm::schema::Table { ::core::unreachable!() }
///     …
/// }
/// ```
pub(crate) fn fallback(input: &DeriveInput, model: Option<&Model>) -> TokenStream {
    let ident = &input.ident;
    if !input.generics.params.is_empty() {
        // Its parameters may lack what a model's rows need.
        return TokenStream::new();
    }
    let constants = model.map(columns::constants);
    let key = model
        .filter(|model| has_sound_key(model))
        .map_or_else(|| quote!(i64), row::key_type);
    let default: Path = parse_quote!(::orm);
    let orm = model.map_or(&default, |model| &model.orm);
    let stub = quote! {
        impl __orm::Model for #ident {
            type Key = #key;
            type Create = __orm::Unfinished<#ident>;
            fn table() -> &'static __orm::schema::Table {
                ::core::unreachable!()
            }
            fn key(&self) -> #key {
                ::core::unreachable!()
            }
            fn datum(&self, _: usize) -> __orm::Datum {
                ::core::unreachable!()
            }
            fn from_row(_: &mut __orm::Row<'_>) -> __orm::Result<Self> {
                ::core::unreachable!()
            }
        }
        impl __orm::KeyOf<#ident> for #key {}
        #constants
    };
    block(orm, stub)
}

fn has_sound_key(model: &Model) -> bool {
    let key = model.key.iter().map(|&column| &model.fields[column]);
    (1..=MAX_KEY).contains(&model.key.len()) && key.into_iter().all(|field| !field.is_optional())
}

/// The value's implementation. None of it ever runs.
pub(crate) fn value_fallback(input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let stub = quote! {
        impl __orm::Value for #ident {
            const TYPE: __orm::SqlType = __orm::SqlType::Text;
            fn to_datum(&self) -> __orm::Datum {
                ::core::unreachable!()
            }
            fn from_cell(_: __orm::Cell<'_>) -> ::core::result::Result<Self, __orm::Unreadable> {
                ::core::unreachable!()
            }
        }
    };
    block(&parse_quote!(::orm), stub)
}

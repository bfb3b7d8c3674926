//! The row: its key, its values, and how it is read.

use proc_macro2::TokenStream;
use quote::quote;

use super::{create, number, table};
use crate::model::Model;

/// ```text
/// impl __orm::Model for Book {
///     type Key = i64;
///     type Create = BookCreate<(__orm::Missing, __orm::Missing)>;
///     fn table() -> &'static __orm::schema::Table {
///         static TABLE: __orm::schema::Table = …;
///         &TABLE
///     }
///     fn key(&self) -> i64 { self.id.clone() }
///     fn datum(&self, column: usize) -> __orm::Datum {
///         match column {
///             0 => <i64 as __orm::Field>::datum(&self.id),
///             _ => <String as __orm::Field>::datum(&self.title),
///         }
///     }
///     fn from_row(row: &mut __orm::Row<'_>) -> __orm::Result<Self> {
///         Ok(Self { id: <i64 as __orm::Field>::next(row)?, title: <String as __orm::Field>::next(row)? })
///     }
/// }
/// impl __orm::KeyOf<Book> for i64 {}
/// ```
pub(super) fn model_impl(model: &Model) -> TokenStream {
    let Model { ident, fields, .. } = model;
    let table = table::table(model);
    let key_type = key_type(model);
    let missing = create::missing(model);
    let builder = create::name(model);
    let hooks = hooks(model);
    let names: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    let (last, others) = names.split_last().expect("a model has a key");
    let types: Vec<_> = fields.iter().map(|field| &field.ty).collect();
    let (last_type, types) = types.split_last().expect("a model has a key");
    let positions = (0..others.len()).map(number);
    let key = model.key.iter().map(|&column| names[column]);
    let key = match model.key.len() {
        1 => quote!(#(::core::clone::Clone::clone(&self.#key))*),
        _ => quote!((#(::core::clone::Clone::clone(&self.#key)),*)),
    };
    quote! {
        #[automatically_derived]
        impl __orm::Model for #ident {
            type Key = #key_type;
            type Create = #builder<#missing>;
            #hooks
            fn table() -> &'static __orm::schema::Table {
                static TABLE: __orm::schema::Table = #table;
                &TABLE
            }
            fn key(&self) -> #key_type {
                #key
            }
            fn datum(&self, column: usize) -> __orm::Datum {
                match column {
                    #(#positions => <#types as __orm::Field>::datum(&self.#others),)*
                    _ => <#last_type as __orm::Field>::datum(&self.#last),
                }
            }
            fn from_row(row: &mut __orm::Row<'_>) -> __orm::Result<Self> {
                ::core::result::Result::Ok(Self {
                    #(#others: <#types as __orm::Field>::next(row)?,)*
                    #last: <#last_type as __orm::Field>::next(row)?,
                })
            }
        }
        #[diagnostic::do_not_recommend]
        impl __orm::KeyOf<#ident> for #key_type {}
    }
}

/// ```text
/// const HOOKS: __orm::Hooks<Self> = __orm::Hooks::NONE.before_save().after_save();
/// ```
fn hooks(model: &Model) -> Option<TokenStream> {
    let hooks = &model.hooks;
    (!hooks.is_empty())
        .then(|| quote!(const HOOKS: __orm::Hooks<Self> = __orm::Hooks::NONE #(.#hooks())*;))
}

/// The key's type, or a tuple of its columns' types.
pub(super) fn key_type(model: &Model) -> TokenStream {
    let types = model.key.iter().map(|&column| &model.fields[column].ty);
    match model.key.len() {
        1 => quote!(#(#types)*),
        _ => quote!((#(#types),*)),
    }
}

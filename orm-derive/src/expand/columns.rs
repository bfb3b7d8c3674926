//! A constant for each column.

use proc_macro2::TokenStream;
use quote::quote;

use super::{at, number};
use crate::model::Model;

/// ```text
/// impl Book {
///     pub const title: __orm::Column<Self, String> = __orm::Column::new(1);
///     pub const isbn: __orm::Column<Self, String, __orm::InKey<2>> = __orm::Column::new(2);
/// }
/// ```
///
/// and for each that a foreign key can refer to: `impl __orm::UniqueColumn<Book, 0> for i64 {}`. For a model with a soft
/// delete: `impl __orm::SoftDelete for Book {}`.
pub(super) fn constants(model: &Model) -> TokenStream {
    let Model { ident, vis, .. } = model;
    let constants = model.fields.iter().enumerate().map(|(position, field)| {
        let (docs, name) = (&field.docs, &field.ident);
        let ty = column(model, position, quote!(Self));
        let position = number(position);
        let start = at(name.span(), quote!(#vis const #name));
        let value = at(name.span(), quote!(= __orm::Column::new(#position);));
        quote!(#(#docs)* #start: #ty #value)
    });
    let keys = model.unique_keys();
    // With a soft delete all but the primary key is unique only among the rows that were not deleted so.
    let is_whole = |key: &Vec<usize>| model.soft_delete.is_none() || *key == model.key;
    let alone = keys.iter().filter(|key| is_whole(key));
    let alone = alone.filter_map(|key| match key[..] {
        [column] => Some(column),
        _ => None,
    });
    let unique = alone.map(|column| {
        let ty = model.fields[column].base();
        let column = number(column);
        quote!(impl __orm::UniqueColumn<#ident, #column> for #ty {})
    });
    let soft_delete =
        (model.soft_delete.is_some()).then(|| quote!(impl __orm::SoftDelete for #ident {}));
    quote! {
        impl #ident {
            #(#constants)*
        }
        #(#unique)*
        #soft_delete
    }
}

/// The most columns that a tuple of columns has.
const LARGEST_TUPLE: usize = 8;

/// ```text
/// impl __orm::UniqueKey<Book> for __orm::Column<Book, String, __orm::InKey<2>> {}
/// ```
pub(super) fn unique_keys(model: &Model) -> TokenStream {
    let ident = &model.ident;
    let keys = model.unique_keys();
    let keys = keys.iter().filter(|key| key.len() <= LARGEST_TUPLE);
    let keys = keys.map(|key| {
        let columns = key.iter().map(|&c| column(model, c, quote!(#ident)));
        let columns = match key.len() {
            1 => quote!(#(#columns)*),
            _ => quote!((#(#columns),*)),
        };
        quote!(impl __orm::UniqueKey<#ident> for #columns {})
    });
    quote!(#(#keys)*)
}

/// A column's type, which says whether it is in a unique key.
fn column(model: &Model, position: usize, of: TokenStream) -> TokenStream {
    let ty = &model.fields[position].ty;
    let is_in_key = model
        .unique_keys()
        .iter()
        .any(|key| key.contains(&position));
    let position = number(position);
    match is_in_key {
        true => quote!(__orm::Column<#of, #ty, __orm::InKey<#position>>),
        false => quote!(__orm::Column<#of, #ty>),
    }
}

//! A constant for each column.

use proc_macro2::TokenStream;
use quote::quote;

use super::{at, number};
use crate::model::Model;

/// ```text
/// impl Book {
///     pub const title: __orm::Column<Self, String> = __orm::Column::new(1);
/// }
/// ```
///
/// and for each that a foreign key can refer to: `impl __orm::UniqueColumn<Book, 0> for i64 {}`. For a model with a soft
/// delete: `impl __orm::SoftDelete for Book {}`.
pub(super) fn constants(model: &Model) -> TokenStream {
    let Model { ident, vis, .. } = model;
    let constants = model.fields.iter().enumerate().map(|(position, field)| {
        let (docs, name, ty) = (&field.docs, &field.ident, &field.ty);
        let position = number(position);
        let start = at(name.span(), quote!(#vis const #name));
        let value = at(name.span(), quote!(= __orm::Column::new(#position);));
        quote!(#(#docs)* #start: __orm::Column<Self, #ty> #value)
    });
    let unique = (0..model.fields.len()).filter(|&column| is_unique(model, column));
    let unique = unique.map(|column| {
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

/// Whether no two rows can agree in a column. With a soft delete all but the key is unique only among the rows that were not
/// deleted so.
fn is_unique(model: &Model, column: usize) -> bool {
    let alone = |columns: &Vec<usize>| *columns == [column];
    if alone(&model.key) || model.soft_delete.is_some() {
        return alone(&model.key);
    }
    model.fields[column].unique
        || model.unique.iter().any(alone)
        || (model.foreign_keys.iter()).any(|key| key.unique && alone(&key.columns))
}

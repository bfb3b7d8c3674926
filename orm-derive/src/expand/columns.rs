//! A constant for each column.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Model;

/// ```text
/// impl Book {
///     pub const title: __orm::Column<Self, String> = __orm::Column::new(1);
/// }
/// ```
///
/// and for each that a foreign key can refer to: `impl __orm::UniqueColumn<0> for Book {}`.
pub(super) fn constants(model: &Model) -> TokenStream {
    let Model { ident, vis, .. } = model;
    let constants = model.fields.iter().enumerate().map(|(position, field)| {
        let (docs, name, ty) = (&field.docs, &field.ident, &field.ty);
        quote! {
            #(#docs)*
            #vis const #name: __orm::Column<Self, #ty> = __orm::Column::new(#position);
        }
    });
    let unique = (0..model.fields.len()).filter(|&column| is_unique(model, column));
    quote! {
        impl #ident {
            #(#constants)*
        }
        #(impl __orm::UniqueColumn<#unique> for #ident {})*
    }
}

fn is_unique(model: &Model, column: usize) -> bool {
    let alone = |columns: &Vec<usize>| *columns == [column];
    model.fields[column].unique
        || alone(&model.key)
        || model.unique.iter().any(alone)
        || (model.foreign_keys.iter()).any(|key| key.unique && alone(&key.columns))
}

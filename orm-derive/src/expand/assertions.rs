//! What one derive cannot see: calls of `const fn`s with the user's own types, whose bounds the compiler checks. Its
//! message underlines the user's token.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use crate::model::{ForeignKey, ManyToMany, Model};

/// ```text
/// const _: () = __orm::schema::foreign_key_type::<i64, Author>();
/// ```
pub(super) fn assertions(model: &Model) -> TokenStream {
    let keys = model.foreign_keys.iter().map(|key| foreign_key(model, key));
    let many = model
        .many_to_many
        .iter()
        .map(|many| many_to_many(model, many));
    quote!(#(#keys)* #(#many)*)
}

fn foreign_key(model: &Model, key: &ForeignKey) -> TokenStream {
    let target = &key.target;
    let types: Vec<_> = key.columns.iter().map(|&c| &model.fields[c].ty).collect();
    match (&types[..], &key.references) {
        ([ty], None) => quote!(const _: () = __orm::schema::foreign_key_type::<#ty, #target>();),
        ([ty], Some(column)) => references(ty, target, column),
        _ => {
            let bases = key.columns.iter().map(|&c| model.fields[c].base());
            quote_spanned! {key.name.span()=>
                const _: () = __orm::schema::composite_key_type::<(#(#bases,)*), #target>();
            }
        }
    }
}

/// ```text
/// const _: () = __orm::schema::referenced_type::<String, _, _>(Author::slug);
/// const _: () = __orm::schema::unique_column::<Author, { Author::slug.index() }>();
/// ```
fn references(ty: &syn::Type, target: &syn::Path, column: &Ident) -> TokenStream {
    let unique = quote_spanned!(column.span()=> { #target::#column.index() });
    quote! {
        const _: () = __orm::schema::referenced_type::<#ty, _, _>(#target::#column);
        const _: () = __orm::schema::unique_column::<#target, #unique>();
    }
}

/// ```text
/// const _: () = __orm::schema::through::<Enrollment, Student, Course>();
/// const _: () = __orm::schema::through_field::<Enrollment, Student, { Enrollment::student_id.index() }>();
/// ```
fn many_to_many(model: &Model, many: &ManyToMany) -> TokenStream {
    let (owner, target) = (&model.ident, &many.target);
    let Some(through) = &many.through else {
        return TokenStream::new();
    };
    let Some((near, far)) = &many.through_fields else {
        return quote!(const _: () = __orm::schema::through::<#through, #owner, #target>(););
    };
    let sides = [(near, quote!(#owner)), (far, quote!(#target))];
    let sides = sides.iter().map(|(field, model)| {
        let index = quote_spanned!(field.span()=> { #through::#field.index() });
        quote_spanned! {field.span()=>
            const _: () = __orm::schema::through_field::<#through, #model, #index>();
        }
    });
    quote!(#(#sides)*)
}

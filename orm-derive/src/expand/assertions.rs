//! What one derive cannot see: calls of `const fn`s with the user's own types, whose bounds the compiler checks. Its
//! message underlines the user's token.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::at;
use crate::model::{ForeignKey, ManyToMany, Model};

/// ```text
/// const _: () = __orm::schema::foreign_key_type::<i64, Author>();
/// const _: () = __orm::schema::referenced_type::<String, Author, { Author::slug.index() }>();
/// const _: () = __orm::schema::composite_key_type::<(i64, i32), Line>();
/// const _: () = __orm::schema::soft_delete_type::<DateTime<Utc>>();
/// ```
pub(super) fn assertions(model: &Model) -> TokenStream {
    let keys = model.foreign_keys.iter().map(|key| foreign_key(model, key));
    let many = model
        .many_to_many
        .iter()
        .map(|many| many_to_many(model, many));
    let soft_delete = model.soft_delete.iter().map(|soft| {
        let ty = model.fields[soft.column].base();
        let check = quote_spanned!(ty.span()=> __orm::schema::soft_delete_type);
        quote!(const _: () = #check::<#ty>();)
    });
    quote!(#(#keys)* #(#many)* #(#soft_delete)*)
}

fn foreign_key(model: &Model, key: &ForeignKey) -> TokenStream {
    let target = &key.target;
    let types: Vec<_> = key.columns.iter().map(|&c| &model.fields[c].ty).collect();
    match (&types[..], &key.references) {
        ([ty], None) => {
            let check = quote_spanned!(ty.span()=> __orm::schema::foreign_key_type);
            quote!(const _: () = #check::<#ty, #target>();)
        }
        ([ty], Some(column)) => {
            let check = quote_spanned!(ty.span()=> __orm::schema::referenced_type);
            quote!(const _: () = #check::<#ty, #target, { #target::#column.index() }>();)
        }
        _ => {
            let bases = key.columns.iter().map(|&c| model.fields[c].base());
            let bases = quote_spanned!(key.name.span()=> (#(#bases,)*));
            quote!(const _: () = __orm::schema::composite_key_type::<#bases, #target>();)
        }
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
        // The field is what is wrong, so the model is named at its place.
        let holder = at(field.span(), quote!(#through));
        quote! {
            const _: () = __orm::schema::through_field::<#holder, #model, { #through::#field.index() }>();
        }
    });
    quote!(#(#sides)*)
}

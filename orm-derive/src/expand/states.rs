//! Which columns of a row in the making have their values: what the builder's type says, and what the compiler says of it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::create::parameter;
use super::{at, number};
use crate::model::{Field, Model};
use crate::naming::text;

/// ```text
/// const _: () = {
///     #[diagnostic::on_unimplemented(message = "`Book` cannot be saved: its required column `title` is not set", …)]
///     pub trait title_is_set {}
///     impl title_is_set for __orm::Set {}
///     …
///     impl<__S0: title_is_set, __S1: author_id_is_set> __orm::AllSet<Book> for (__S0, __S1) {}
///     impl<__S0: title_is_set, __S1: author_id_is_unset> __orm::AllSetBut<Book, 0> for (__S0, __S1) {}
/// };
/// ```
///
/// A trait for each column, since a message has its words as literals: the compiler would write a type that stands for the
/// column with the path to it, as soon as another model has a column of that name.
pub(super) fn conditions(model: &Model) -> TokenStream {
    let ident = &model.ident;
    let required = model.required();
    let set = required
        .iter()
        .map(|&column| is_set(model, column).declared(model));
    let supplied = |column: &&usize| {
        let mut keys = model.foreign_keys.iter();
        keys.any(|key| key.columns.contains(column))
    };
    let unset = required.iter().filter(supplied);
    let unset = unset.map(|&column| is_unset(model, column).declared(model));
    let complete = when(model, &[], &quote!(AllSet<#ident>));
    let nested = model.foreign_keys.iter().enumerate().map(|(index, key)| {
        let index = number(index);
        when(model, &key.columns, &quote!(AllSetBut<#ident, #index>))
    });
    quote! {
        const _: () = {
            #(#set)*
            #(#unset)*
            #complete
            #(#nested)*
        };
    }
}

/// That a required column has one of the two states, as a trait, and what the compiler says where it has the other.
struct Condition<'m> {
    field: &'m Field,
    name: Ident,
    state: TokenStream,
    message: String,
    label: String,
    note: String,
}

/// It has its value.
fn is_set(model: &Model, column: usize) -> Condition<'_> {
    let field = &model.fields[column];
    let (row, name) = (text(&model.ident), text(&field.ident));
    let mut keys = model.foreign_keys.iter();
    let otherwise = match keys.find(|key| key.columns.contains(&column)) {
        Some(key) => format!(
            ", or `.{}(…)` with the row that it refers to",
            text(&key.name)
        ),
        None => "; a column with a `default`, or of an `Option` type, may be left out".to_owned(),
    };
    Condition {
        name: format_ident!("{}_is_set", field.ident),
        state: quote!(__orm::Set),
        message: format!("`{row}` cannot be saved: its required column `{name}` is not set"),
        label: format!("the column `{name}` has no value"),
        note: format!("call `.{name}(…)` before this{otherwise}"),
        field,
    }
}

/// It is left to the row that it refers to.
fn is_unset(model: &Model, column: usize) -> Condition<'_> {
    let field = &model.fields[column];
    let (row, name) = (text(&model.ident), text(&field.ident));
    Condition {
        name: format_ident!("{}_is_unset", field.ident),
        state: quote!(__orm::Missing),
        message: format!(
            "the `{name}` of this `{row}` is set twice: by the row that it is created with, and here"
        ),
        label: format!("`{name}` is set here too"),
        note: format!(
            "leave out `.{name}(…)` and the setter of its relation: `.with(…)` sets the foreign key to the row that it is called on"
        ),
        field,
    }
}

impl Condition<'_> {
    fn declared(&self, model: &Model) -> TokenStream {
        let vis = &model.vis;
        let Condition {
            field,
            name,
            state,
            message,
            label,
            note,
        } = self;
        quote_spanned! {field.ident.span()=>
            #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
            #vis trait #name {}
            impl #name for #state {}
        }
    }
}

/// The states that have this trait: where these columns are not set, and all others are.
fn when(model: &Model, unset: &[usize], is: &TokenStream) -> TokenStream {
    let ident = &model.ident;
    let required = model.required();
    let parameters: Vec<_> = (0..required.len()).map(parameter).collect();
    let bounds = required.iter().zip(&parameters).map(|(column, parameter)| {
        let condition = match unset.contains(column) {
            true => is_unset(model, *column).name,
            false => is_set(model, *column).name,
        };
        quote!(#parameter: #condition)
    });
    // At the model's name: of what stands in the macro the compiler would say that one might write it by hand.
    let states =
        quote!(impl<#(#parameters),*> __orm::#is for (#(#parameters,)*) where #(#bounds,)* {});
    at(ident.span(), states)
}

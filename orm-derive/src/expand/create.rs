//! What `create()` gives: a setter for each column and each foreign key, and in its type, which required columns are set.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::number;
use crate::model::{Field, ForeignKey, KeyKind, Model};
use crate::naming::text;

/// The builder's name.
pub(super) fn name(model: &Model) -> Ident {
    format_ident!("{}Create", text(&model.ident), span = model.ident.span())
}

/// The states of a builder of which nothing is set.
pub(super) fn missing(model: &Model) -> TokenStream {
    set(model, &[])
}

/// The states of a builder of which these columns are set.
pub(super) fn set(model: &Model, columns: &[usize]) -> TokenStream {
    states_with(model, columns, |_| quote!(__orm::Missing))
}

/// A state for each required column: `Set` for these, and for the others what is given.
fn states_with(model: &Model, set: &[usize], other: impl Fn(usize) -> TokenStream) -> TokenStream {
    let required = model.required();
    let states = required
        .iter()
        .enumerate()
        .map(|(state, column)| match set.contains(column) {
            true => quote!(__orm::Set),
            false => other(state),
        });
    quote!((#(#states,)*))
}

/// The states as parameters, which no type of the user's can be named as.
pub(super) fn parameter(state: usize) -> TokenStream {
    let parameter = format_ident!("__S{state}");
    quote!(#parameter)
}

/// ```text
/// pub struct BookCreate<__S>(__orm::Create<Book, __S>);
/// impl<__S> BookCreate<__S> {
///     pub fn with<__R: __orm::Relation>(
///         self,
///         relation: impl __orm::Accessor<Book, __R>,
///         rows: impl IntoIterator<Item: __orm::NestedRow<__R>>,
///     ) -> Self { BookCreate(self.0.with(relation, rows)) }
///     pub fn save<'a>(self, db: &'a impl __orm::Executor) -> __orm::Loading<'a, Book>
///     where Self: __orm::Complete<Book>,
///     { self.0.save(db) }
/// }
/// impl<__S0, __S1> BookCreate<(__S0, __S1)> {
///     pub fn with_key(self, value: impl __orm::IntoColumn<i64>) -> Self { … }
///     pub fn title(self, value: impl __orm::IntoColumn<String>) -> BookCreate<(__orm::Set, __S1)> {
///         BookCreate(self.0.put(1, value))
///     }
///     pub fn author(self, row: &Author) -> BookCreate<(__S0, __orm::Set)> {
///         BookCreate(self.0.relate(0, ::core::option::Option::Some(row)))
///     }
/// }
/// ```
pub(super) fn builder(model: &Model) -> TokenStream {
    let Model { ident, vis, .. } = model;
    let (name, missing) = (name(model), missing(model));
    let parameters: Vec<_> = (0..model.required().len()).map(parameter).collect();
    let columns = (0..model.fields.len()).map(|column| column_setter(model, column));
    let keys = model.foreign_keys.iter().enumerate();
    let keys = keys.map(|(index, key)| key_setter(model, index, key));
    quote! {
        impl #ident {
            #vis fn create() -> #name<#missing> {
                #name(__orm::Create::new())
            }
        }
        #vis struct #name<__S>(__orm::Create<#ident, __S>);
        impl<__S> #name<__S> {
            #vis fn with<__R: __orm::Relation>(
                self,
                relation: impl __orm::Accessor<#ident, __R>,
                rows: impl ::core::iter::IntoIterator<Item: __orm::NestedRow<__R>>,
            ) -> Self {
                #name(self.0.with(relation, rows))
            }
            #vis fn save<'a>(self, db: &'a impl __orm::Executor) -> __orm::Loading<'a, #ident>
            where
                Self: __orm::Complete<#ident>,
            {
                self.0.save(db)
            }
            #vis fn on_conflict(
                self,
                key: impl __orm::UniqueKey<#ident>,
            ) -> __orm::OnConflict<#ident, __orm::OneRow>
            where
                Self: __orm::Complete<#ident>,
            {
                self.0.on_conflict(key)
            }
        }
        impl<#(#parameters),*> #name<(#(#parameters,)*)> {
            #(#columns)*
            #(#keys)*
        }
    }
}

fn column_setter(model: &Model, column: usize) -> TokenStream {
    let vis = &model.vis;
    let field = &model.fields[column];
    let Field { ident, ty, .. } = field;
    if !field.is_settable() {
        return TokenStream::new();
    }
    let name = name(model);
    let position = number(column);
    let kind = match model.key[..] {
        [key] if key == column => model.key_kind(),
        _ => KeyKind::Given,
    };
    let with_key = (kind != KeyKind::Given).then(|| {
        quote! {
            #vis fn with_key(self, value: impl __orm::IntoColumn<#ty>) -> Self {
                #name(self.0.put(#position, value))
            }
        }
    });
    let own = (kind != KeyKind::Generated).then(|| {
        let states = states_with(model, &[column], parameter);
        quote! {
            #vis fn #ident(self, value: impl __orm::IntoColumn<#ty>) -> #name<#states> {
                #name(self.0.put(#position, value))
            }
        }
    });
    quote!(#with_key #own)
}

/// A key whose columns are all `Option` can be set to none: `.editor(None)`.
fn key_setter(model: &Model, index: usize, key: &ForeignKey) -> TokenStream {
    let vis = &model.vis;
    let ForeignKey {
        columns,
        target,
        name: setter,
        ..
    } = key;
    let name = name(model);
    let index = number(index);
    let states = states_with(model, columns, parameter);
    let optional = columns.iter().all(|&c| model.fields[c].is_optional());
    if optional {
        return quote! {
            #vis fn #setter<'r>(
                self,
                row: impl ::core::convert::Into<::core::option::Option<&'r #target>>,
            ) -> #name<#states> {
                #name(self.0.relate(#index, row.into()))
            }
        };
    }
    quote! {
        #vis fn #setter(self, row: &#target) -> #name<#states> {
            #name(self.0.relate(#index, ::core::option::Option::Some(row)))
        }
    }
}

/// ```text
/// impl<__S> __orm::Creation for BookCreate<__S> { … }
/// ```
pub(super) fn creation(model: &Model) -> TokenStream {
    let ident = &model.ident;
    let name = name(model);
    quote! {
        impl<__S> __orm::Creation for #name<__S> {
            type Model = #ident;
            type States = __S;
            fn from_draft(draft: __orm::Draft) -> Self {
                #name(__orm::Create::from_draft(draft))
            }
            fn into_draft(self) -> __orm::Draft {
                self.0.into_draft()
            }
        }
    }
}

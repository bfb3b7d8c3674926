//! Checked model → tokens: data, thin methods and trait impls that call `orm-core`; one file for each thing emitted.

mod assertions;
mod columns;
mod create;
mod fallback;
mod relations;
mod row;
mod shape;
mod states;
mod table;
mod value;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::Index;

pub(crate) use self::fallback::{fallback, value_fallback};
pub(crate) use self::shape::{shape, shape_fallback};
pub(crate) use self::value::value;
use crate::model::Model;

/// ```text
/// #[allow(…)]
/// const _: () = {
///     use ::orm::__private as __orm;
///     impl __orm::Model for Book { … }
///     impl Book { pub const title: …; pub fn create() -> …; pub fn author(&self) -> …; }
///     impl Author { pub fn books(&self) -> …; }
///     pub struct BookCreate<S>(…);
///     …
/// };
/// ```
pub(crate) fn model(model: &Model) -> TokenStream {
    let items = [
        row::model_impl(model),
        columns::constants(model),
        columns::unique_keys(model),
        relations::accessors(model),
        create::builder(model),
        states::conditions(model),
        create::creation(model),
        relations::marks(model),
        assertions::assertions(model),
    ];
    let block = block(&model.orm, quote!(#(#items)*));
    let extensions = relations::extensions(model);
    quote!(#block #extensions)
}

/// A position, written `0` and not `0usize`.
fn number(position: usize) -> Index {
    Index::from(position)
}

/// The same tokens at one place of the user's code: where an item's name is taken already, the compiler underlines the
/// item from its first token to its last.
fn at(span: Span, tokens: TokenStream) -> TokenStream {
    let tokens = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) => {
            let mut group = Group::new(group.delimiter(), at(span, group.stream()));
            group.set_span(span);
            TokenTree::Group(group)
        }
        mut token => {
            token.set_span(span);
            token
        }
    });
    tokens.collect()
}

/// Generated names follow the user's fields, and what is public or documented is the user's concern, so the lints that
/// would look at them are off.
fn block(orm: &syn::Path, items: TokenStream) -> TokenStream {
    quote! {
        #[allow(
            clippy::all,
            clippy::nursery,
            clippy::pedantic,
            dead_code,
            deprecated,
            missing_docs,
            non_camel_case_types,
            non_local_definitions,
            non_upper_case_globals,
            private_bounds,
            private_interfaces,
            unreachable_pub,
            unused_qualifications
        )]
        const _: () = {
            use #orm::__private as __orm;
            #items
        };
    }
}

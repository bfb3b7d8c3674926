//! A shape: what is read for each field, and the struct that is made of it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::DeriveInput;

use super::{at, block};
use crate::naming::text;
use crate::shape::{Field, Shape, Source};

/// How many fields stand side by side in one tuple.
const WIDTH: usize = 8;

/// ```text
/// impl __orm::Shape<Author> for AuthorCard {
///     const FIELDS: &'static [&'static str] = &["name", "books", "book_count"];
///     fn projection() -> impl __orm::RowProjection<Author, Row = Self> {
///         __orm::shape::<Author, _, _, _>(
///             __orm::fields((
///                 __orm::field::<Author, String, _>(Author::name),
///                 __orm::field::<Author, Vec<BookLine>, _>(Author::books),
///                 __orm::field::<Author, i64, _>(Author::books.count()),
///             )),
///             |(__0, __1, __2,)| Self { name: __0, books: __1, book_count: __2 },
///         )
///     }
/// }
/// ```
pub(crate) fn shape(shape: &Shape) -> TokenStream {
    let Shape { ident, model, .. } = shape;
    let names = shape.fields.iter().map(|field| text(&field.ident));
    let members = shape.fields.iter().map(|field| &field.ident);
    let values: Vec<Ident> = (0..shape.fields.len())
        .map(|position| format_ident!("__{position}"))
        .collect();
    let sources = shape
        .fields
        .iter()
        .map(|field| source(shape, field))
        .collect();
    let sources = side_by_side(sources, &|tuple| quote!(__orm::fields(#tuple)));
    let patterns = values.iter().map(|value| quote!(#value)).collect();
    let pattern = side_by_side(patterns, &|tuple| tuple);
    let body = quote! {
        __orm::shape::<#model, _, _, _>(
            #sources,
            |#pattern| Self { #(#members: #values),* },
        )
    };
    block(
        &shape.orm,
        shape_impl(ident, model, &quote!(&[#(#names),*]), &body),
    )
}

fn shape_impl(
    ident: &Ident,
    model: &syn::Path,
    names: &TokenStream,
    body: &TokenStream,
) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl __orm::Shape<#model> for #ident {
            const FIELDS: &'static [&'static str] = #names;
            fn projection() -> impl __orm::RowProjection<#model, Row = Self> {
                #body
            }
        }
    }
}

/// Where a field is read from its own name, the model's name stands at the field's place, so that the compiler underlines
/// the field where the model has no such column or relation.
fn source(shape: &Shape, field: &Field) -> TokenStream {
    let (model, ty) = (&shape.model, &field.ty);
    let from = match &field.source {
        Source::Flatten => return quote!(__orm::flatten::<#model, #ty>()),
        Source::Name => {
            let name = &field.ident;
            let model = at(name.span(), quote!(#model::));
            quote!(#model #name)
        }
        Source::Expression(expression) => quote!(#expression),
    };
    let from = match &field.key {
        Some(key) => quote!(__orm::keyed(#from, #key)),
        None => from,
    };
    quote!(__orm::field::<#model, #ty, _>(#from))
}

/// A tuple, of tuples where there are more than stand side by side.
fn side_by_side(
    items: Vec<TokenStream>,
    tuple: &dyn Fn(TokenStream) -> TokenStream,
) -> TokenStream {
    if items.len() <= WIDTH {
        return tuple(quote!((#(#items,)*)));
    }
    let groups = items.len().div_ceil(WIDTH);
    let groups = items.chunks(items.len().div_ceil(groups));
    let groups = groups.map(|group| side_by_side(group.to_vec(), tuple));
    side_by_side(groups.collect(), tuple)
}

/// The shape's implementation after a mistake. None of it ever runs.
pub(crate) fn shape_fallback(input: &DeriveInput, shape: Option<&Shape>) -> TokenStream {
    let Some(shape) = shape.filter(|_| input.generics.params.is_empty()) else {
        return TokenStream::new();
    };
    let model = &shape.model;
    let body = quote!(__orm::shape::<#model, _, _, Self>((), |_| ::core::unreachable!()));
    block(
        &shape.orm,
        shape_impl(&shape.ident, model, &quote!(&[]), &body),
    )
}

//! A shape: what is read for each field, and the struct that is made of it.

use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::DeriveInput;

use super::{at, block};
use crate::naming::text;
use crate::shape::{Field, Shape, Source};

/// How many fields stand side by side in one tuple.
const WIDTH: usize = 8;

/// ```text
/// impl __orm::Shape<Author> for AuthorCard {
///     const FIELDS: &'static [&'static str] = &["name", "books", "book_count"];
///     fn projection(_: __orm::As<Author, Self>) -> impl __orm::RowProjection<Author, Row = Self> {
///         __orm::shape::<Author, _, _, _>(
///             __orm::fields((
///                 __orm::read::<Author, _>(Author::name).field::<String, _>(__orm::Shape::projection),
///                 __orm::read::<Author, _>(Author::books).field::<Vec<BookLine>, _>(__orm::Shape::projection),
///                 __orm::read::<Author, _>(Author::books.count()).field::<i64, _>(__orm::Shape::projection),
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
    let shape_impl = shape_impl(ident, model, &quote!(&[#(#names),*]), &body);
    let raw_impl = raw_impl(shape);
    block(&shape.orm, quote!(#shape_impl #raw_impl))
}

/// A shape whose fields are all columns is read by name from SQL of one's own. Of the others the bounds do not hold, which
/// the compiler looks at where such a shape is read, since they are for every lifetime:
///
/// ```text
/// impl __orm::FromRaw for BookLine
/// where
///     for<'__a> String: __orm::Field,
/// {
///     fn names() -> ::core::option::Option<&'static [&'static str]> { … }
///     fn from_raw(row: &mut __orm::Row<'_>) -> __orm::Result<Self> {
///         ::core::result::Result::Ok(Self { title: <String as __orm::Field>::next(row)? })
///     }
/// }
/// ```
fn raw_impl(shape: &Shape) -> TokenStream {
    let Shape { ident, model, .. } = shape;
    let members: Vec<_> = shape.fields.iter().map(|field| &field.ident).collect();
    let types: Vec<_> = shape.fields.iter().map(|field| &field.ty).collect();
    quote! {
        impl __orm::FromRaw for #ident
        where
            #(for<'__a> #types: __orm::Field,)*
        {
            fn names() -> ::core::option::Option<&'static [&'static str]> {
                ::core::option::Option::Some(<Self as __orm::Shape<#model>>::FIELDS)
            }
            fn from_raw(row: &mut __orm::Row<'_>) -> __orm::Result<Self> {
                ::core::result::Result::Ok(Self {
                    #(#members: <#types as __orm::Field>::next(row)?,)*
                })
            }
        }
    }
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
            fn projection(_: __orm::As<#model, Self>) -> impl __orm::RowProjection<#model, Row = Self> {
                #body
            }
        }
    }
}

/// All of it but the user's own expressions stands at the field's place, so that what the compiler finds wrong with the
/// field it says there.
fn source(shape: &Shape, field: &Field) -> TokenStream {
    let place = field.ident.span();
    let here = |tokens| at(place, tokens);
    let argument = |tokens: &TokenStream| {
        let mut group = Group::new(Delimiter::Parenthesis, tokens.clone());
        group.set_span(place);
        group
    };
    let (model, ty, name) = (&shape.model, &field.ty, &field.ident);
    let from = match &field.source {
        Source::Flatten => {
            return here(quote!(<#ty as __orm::Shape<#model>>::projection(__orm::As::new())));
        }
        Source::Name => here(quote!(#model::#name)),
        Source::Expression(expression) => expression.to_token_stream(),
    };
    let (read, from) = (here(quote!(__orm::read::<#model, _>)), argument(&from));
    match &field.key {
        Some(key) => {
            let keyed = here(quote!(.keyed::<#ty, _, _>));
            let arguments = argument(&quote!(#key, __orm::Shape::projection));
            quote!(#read #from #keyed #arguments)
        }
        None => {
            let field = here(quote!(.field::<#ty, _>(__orm::Shape::projection)));
            quote!(#read #from #field)
        }
    }
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

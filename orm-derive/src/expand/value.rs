//! A column type of the user's own.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Type, parse_quote};

use super::block;
use crate::value::{Kind, Value, Variant};

pub(crate) fn value(value: &Value) -> TokenStream {
    let items = match &value.kind {
        Kind::Newtype { field, ty } => {
            let member = field
                .as_ref()
                .map_or_else(|| quote!(0), |field| quote!(#field));
            newtype(value, &member, ty)
        }
        Kind::Enum(variants) => closed_set(value, variants),
    };
    block(&parse_quote!(::orm), items)
}

/// ```text
/// impl __orm::Value for Isbn where for<'__a> String: __orm::Value {
///     const TYPE: __orm::SqlType = <String as __orm::Value>::TYPE;
///     const VARIANTS: &'static [&'static str] = <String as __orm::Value>::VARIANTS;
///     fn to_datum(&self) -> __orm::Datum { __orm::Value::to_datum(&self.0) }
///     fn into_datum(self) -> __orm::Datum { __orm::Value::into_datum(self.0) }
///     fn from_cell(cell: __orm::Cell<'_>) -> Result<Self, __orm::Unreadable> {
///         Ok(Self { 0: __orm::Value::from_cell(cell)? })
///     }
/// }
/// impl __orm::Ordered for Isbn where for<'__a> String: __orm::Ordered {}
/// …
/// ```
///
/// The `for<'__a>` has the compiler ask of a type without parameters whether it is ordered where that is asked of the newtype,
/// and not here, where a "no" would be an error.
fn newtype(value: &Value, member: &TokenStream, ty: &Type) -> TokenStream {
    let ident = &value.ident;
    let (generics, arguments, _) = value.generics.split_for_impl();
    let given = value.generics.where_clause.as_ref();
    let given = given.iter().flat_map(|clause| &clause.predicates);
    let given = quote!(#(#given,)*);
    quote! {
        #[automatically_derived]
        impl #generics __orm::Value for #ident #arguments where #given #ty: __orm::Value {
            const TYPE: __orm::SqlType = <#ty as __orm::Value>::TYPE;
            const VARIANTS: &'static [&'static str] = <#ty as __orm::Value>::VARIANTS;
            fn to_datum(&self) -> __orm::Datum {
                __orm::Value::to_datum(&self.#member)
            }
            fn into_datum(self) -> __orm::Datum {
                __orm::Value::into_datum(self.#member)
            }
            fn from_cell(cell: __orm::Cell<'_>) -> ::core::result::Result<Self, __orm::Unreadable> {
                ::core::result::Result::Ok(Self { #member: __orm::Value::from_cell(cell)? })
            }
        }
        impl #generics __orm::Element for #ident #arguments where #given for<'__a> #ty: __orm::Element {}
        impl #generics __orm::Integer for #ident #arguments where #given for<'__a> #ty: __orm::Integer {}
        impl #generics __orm::Ordered for #ident #arguments where #given for<'__a> #ty: __orm::Ordered {}
        impl #generics __orm::Textual for #ident #arguments where #given for<'__a> #ty: __orm::Textual {}
        impl #generics __orm::Number for #ident #arguments where #given for<'__a> #ty: __orm::Number {
            type Sum = <#ty as __orm::Number>::Sum;
            type Average = <#ty as __orm::Number>::Average;
        }
    }
}

/// ```text
/// impl __orm::Value for Status {
///     const TYPE: __orm::SqlType = __orm::SqlType::Text;
///     const VARIANTS: &'static [&'static str] = &["draft", "in_print"];
///     fn to_datum(&self) -> __orm::Datum {
///         __orm::text(match self { Self::Draft => "draft", Self::InPrint => "in_print" })
///     }
///     fn from_cell(cell: __orm::Cell<'_>) -> Result<Self, __orm::Unreadable> {
///         __orm::read_variant(cell, [Self::Draft, Self::InPrint])
///     }
/// }
/// ```
fn closed_set(value: &Value, variants: &[Variant]) -> TokenStream {
    let ident = &value.ident;
    let (generics, arguments, bounds) = value.generics.split_for_impl();
    let names: Vec<_> = variants.iter().map(|variant| &variant.ident).collect();
    let texts: Vec<_> = variants.iter().map(|variant| &variant.text).collect();
    quote! {
        #[automatically_derived]
        impl #generics __orm::Value for #ident #arguments #bounds {
            const TYPE: __orm::SqlType = __orm::SqlType::Text;
            const VARIANTS: &'static [&'static str] = &[#(#texts),*];
            fn to_datum(&self) -> __orm::Datum {
                __orm::text(match self { #(Self::#names => #texts),* })
            }
            fn from_cell(cell: __orm::Cell<'_>) -> ::core::result::Result<Self, __orm::Unreadable> {
                __orm::read_variant(cell, [#(Self::#names),*])
            }
        }
    }
}

//! A column type of the user's own.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
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
/// impl __orm::Value for Isbn {
///     const TYPE: __orm::SqlType = <String as __orm::Value>::TYPE;
///     const VARIANTS: &'static [&'static str] = <String as __orm::Value>::VARIANTS;
///     fn to_datum(&self) -> __orm::Datum { <String as __orm::Value>::to_datum(&self.0) }
///     fn into_datum(self) -> __orm::Datum { <String as __orm::Value>::into_datum(self.0) }
///     fn from_cell(cell: __orm::Cell<'_>) -> Result<Self, __orm::Unreadable> {
///         let value = <String as __orm::Value>::from_cell(cell)?;
///         Ok(Self { 0: value })
///     }
/// }
/// impl __orm::Ordered for Isbn where for<'__a> Self: __orm::Value, for<'__a> String: __orm::Ordered {}
/// …
/// ```
///
/// The `for<'__a>` has the compiler ask whether the inner type is ordered where that is asked of the newtype, and not here,
/// where a "no" would be an error.
fn newtype(value: &Value, member: &TokenStream, ty: &Type) -> TokenStream {
    let ident = &value.ident;
    let (generics, arguments, _) = value.generics.split_for_impl();
    let given = value.generics.where_clause.as_ref();
    let given = given.iter().flat_map(|clause| &clause.predicates);
    let given = quote!(#(#given,)*);
    let is_value = (!value.generics.params.is_empty()).then(|| quote!(#ty: __orm::Value));
    const MARKS: [&str; 6] = [
        "Element",
        "Integer",
        "Ordered",
        "PointInTime",
        "Textual",
        "Number",
    ];
    let marks = MARKS.map(|name| {
        let mark = format_ident!("{name}");
        let types = (name == "Number").then(|| {
            quote! {
                type Sum = <#ty as __orm::Number>::Sum;
                type Average = <#ty as __orm::Number>::Average;
            }
        });
        quote! {
            impl #generics __orm::#mark for #ident #arguments
            where #given for<'__a> Self: __orm::Value, for<'__a> #ty: __orm::#mark { #types }
        }
    });
    quote! {
        #[automatically_derived]
        impl #generics __orm::Value for #ident #arguments where #given #is_value {
            const TYPE: __orm::SqlType = <#ty as __orm::Value>::TYPE;
            const VARIANTS: &'static [&'static str] = <#ty as __orm::Value>::VARIANTS;
            fn to_datum(&self) -> __orm::Datum {
                <#ty as __orm::Value>::to_datum(&self.#member)
            }
            fn into_datum(self) -> __orm::Datum {
                <#ty as __orm::Value>::into_datum(self.#member)
            }
            fn from_cell(cell: __orm::Cell<'_>) -> ::core::result::Result<Self, __orm::Unreadable> {
                let value = <#ty as __orm::Value>::from_cell(cell)?;
                ::core::result::Result::Ok(Self { #member: value })
            }
        }
        #(#marks)*
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

//! The accessors of relations on both sides, and what the model says of its foreign keys to the trait system.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::{at, create, number};
use crate::model::{ForeignKey, ManyToMany, Model, path_text};
use crate::naming::text;

/// An accessor: on which model, by which name, and which relation it gives.
struct Accessor<'m> {
    on: &'m dyn ToTokens,
    name: &'m Ident,
    relation: TokenStream,
    extension: Option<&'m Ident>,
}

/// ```text
/// impl Book {
///     pub fn author(&self) -> __orm::Related<__orm::ForeignKey<Book, Author, __orm::One, 0>> {
///         __orm::Related::of(self)
///     }
/// }
/// impl Author {
///     pub fn books(&self) -> __orm::Related<__orm::Reverse<Author, Book, __orm::Many, 0>> {
///         __orm::Related::of(self)
///     }
/// }
/// ```
pub(super) fn accessors(model: &Model) -> TokenStream {
    let vis = &model.vis;
    let all = all(model, &quote!(__orm));
    let inherent = all.iter().filter(|accessor| accessor.extension.is_none());
    let impls = inherent.map(|accessor| {
        let Accessor {
            on, name, relation, ..
        } = accessor;
        let start = at(name.span(), quote!(#vis fn #name(&self) -> __orm::Related<));
        let end = at(name.span(), quote!(> { __orm::Related::of(self) }));
        quote!(impl #on { #start #relation #end })
    });
    quote!(#(#impls)*)
}

/// Outside of the block, so that they can be imported:
///
/// ```text
/// pub trait AuthorBooks {
///     fn books(&self) -> ::orm::__private::Related<…>;
/// }
/// impl AuthorBooks for Author { … }
/// ```
pub(super) fn extensions(model: &Model) -> TokenStream {
    let orm = &model.orm;
    let orm = quote!(#orm::__private);
    let mut traits: Vec<(&Ident, Vec<Accessor<'_>>)> = Vec::new();
    for accessor in all(model, &orm) {
        let Some(extension) = accessor.extension else {
            continue;
        };
        match traits.iter_mut().find(|(known, _)| *known == extension) {
            Some((_, accessors)) => accessors.push(accessor),
            None => traits.push((extension, vec![accessor])),
        }
    }
    let traits = traits
        .iter()
        .map(|(name, accessors)| extension(model, name, accessors, &orm));
    quote!(#(#traits)*)
}

fn extension(
    model: &Model,
    extension: &Ident,
    accessors: &[Accessor<'_>],
    orm: &TokenStream,
) -> TokenStream {
    let vis = &model.vis;
    let target = accessors[0].on;
    let names: Vec<_> = accessors.iter().map(|accessor| accessor.name).collect();
    let relations: Vec<_> = accessors.iter().map(|a| &a.relation).collect();
    let about = format!(" The relations of `{}` to this model.", text(&model.ident));
    let doc = format!(" The related rows of `{}`.", text(&model.ident));
    quote! {
        #[doc = #about]
        #[allow(private_interfaces, unreachable_pub)]
        #vis trait #extension {
            #(
                #[doc = #doc]
                fn #names(&self) -> #orm::Related<#relations>;
            )*
        }
        impl #extension for #target {
            #(
                fn #names(&self) -> #orm::Related<#relations> {
                    #orm::Related::of(self)
                }
            )*
        }
    }
}

fn all<'m>(model: &'m Model, orm: &TokenStream) -> Vec<Accessor<'m>> {
    let keys = model.foreign_keys.iter().enumerate();
    let many = model.many_to_many.iter().enumerate();
    keys.flat_map(|(index, key)| foreign_key(model, index, key, orm))
        .chain(many.flat_map(|(index, many)| many_to_many(model, index, many, orm)))
        .collect()
}

fn foreign_key<'m>(
    model: &'m Model,
    index: usize,
    key: &'m ForeignKey,
    orm: &TokenStream,
) -> Vec<Accessor<'m>> {
    let (ident, target, index) = (&model.ident, &key.target, number(index));
    let arity = match key.may_be_absent(model) {
        true => quote!(Maybe),
        false => quote!(One),
    };
    let reverse_arity = match key.unique {
        true => quote!(Maybe),
        false => quote!(Many),
    };
    let forth = Accessor {
        on: ident,
        name: &key.name,
        relation: quote!(#orm::ForeignKey<#ident, #target, #orm::#arity, #index>),
        extension: None,
    };
    let back = key.reverse.iter().map(move |reverse| Accessor {
        on: target,
        name: &reverse.name,
        relation: quote!(#orm::Reverse<#target, #ident, #orm::#reverse_arity, #index>),
        extension: reverse.extension.as_ref(),
    });
    std::iter::once(forth).chain(back).collect()
}

fn many_to_many<'m>(
    model: &'m Model,
    index: usize,
    many: &'m ManyToMany,
    orm: &TokenStream,
) -> Vec<Accessor<'m>> {
    let (ident, target, index) = (&model.ident, &many.target, number(index));
    let join = match &many.through {
        Some(through) => quote!(#through),
        None => quote!(#orm::Generated),
    };
    let forth = Accessor {
        on: ident,
        name: &many.name,
        relation: quote!(#orm::ManyToMany<#ident, #target, #join, #index>),
        extension: None,
    };
    let back = many.reverse.iter().map(|reverse| Accessor {
        on: target,
        name: &reverse.name,
        relation: quote!(#orm::BackToMany<#target, #ident, #join, #index>),
        extension: reverse.extension.as_ref(),
    });
    std::iter::once(forth).chain(back).collect()
}

/// What the model's foreign keys let others do with it:
///
/// ```text
/// impl __orm::Supplies<0> for Book { type Supplied = BookCreate<(__orm::Missing, __orm::Set)>; }
/// impl __orm::Detachable<0> for Book {}
/// ```
///
/// and if there are several, so that it can be a `through` model:
///
/// ```text
/// impl __orm::ForeignKeyTo<Student, 0> for Enrollment {}
/// impl __orm::Links<Student, Course> for Enrollment { type Linked = EnrollmentCreate<(…)>; }
/// ```
pub(super) fn marks(model: &Model) -> TokenStream {
    let ident = &model.ident;
    let builder = create::name(model);
    let keys = model.foreign_keys.iter().enumerate().map(|(index, key)| {
        let index = number(index);
        let supplied = create::set(model, &key.columns);
        let may_be_absent = key.may_be_absent(model);
        let detachable =
            may_be_absent.then(|| quote!(impl __orm::Detachable<#index> for #ident {}));
        quote! {
            impl __orm::Supplies<#index> for #ident {
                type Supplied = #builder<#supplied>;
            }
            #detachable
        }
    });
    let links = (model.foreign_keys.len() > 1).then(|| links(model));
    quote!(#(#keys)* #links)
}

fn links(model: &Model) -> TokenStream {
    let ident = &model.ident;
    let single = model
        .foreign_keys
        .iter()
        .filter_map(|key| match key.columns[..] {
            [column] => Some((&key.target, number(column))),
            _ => None,
        });
    let single = single
        .map(|(target, column)| quote!(impl __orm::ForeignKeyTo<#target, #column> for #ident {}));
    let builder = create::name(model);
    let pairs = pairs(model).into_iter().map(|(near, far)| {
        let linked = create::set(model, &[&near.columns[..], &far.columns[..]].concat());
        let (near, far) = (&near.target, &far.target);
        quote! {
            #[diagnostic::do_not_recommend]
            impl __orm::Links<#near, #far> for #ident {
                type Linked = #builder<#linked>;
            }
        }
    });
    quote!(#(#single)* #(#pairs)*)
}

/// The pairs of foreign keys that are told apart by their targets, both ways round; and two to one target, whose order
/// makes no difference to what is set.
fn pairs(model: &Model) -> Vec<(&ForeignKey, &ForeignKey)> {
    let mut pairs = Vec::new();
    for near in &model.foreign_keys {
        let of_near = to_same_target(model, near);
        if let [one, other] = of_near[..]
            && std::ptr::eq(one, near)
        {
            pairs.push((one, other));
        }
        for far in &model.foreign_keys {
            let is_other = !std::ptr::eq(near, far);
            if is_other && of_near.len() == 1 && to_same_target(model, far).len() == 1 {
                pairs.push((near, far));
            }
        }
    }
    pairs
}

fn to_same_target<'m>(model: &'m Model, key: &ForeignKey) -> Vec<&'m ForeignKey> {
    let target = path_text(&key.target);
    let keys = model.foreign_keys.iter();
    keys.filter(|other| path_text(&other.target) == target)
        .collect()
}

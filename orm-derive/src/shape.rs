//! What was parsed of a `#[derive(Shape)]`: the model that it is read from, and what each field is read from.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DeriveInput, Expr, Fields, Meta, Path, Token, Type, parse_quote};

use crate::attributes;
use crate::errors::Errors;
use crate::naming::{did_you_mean, text};

pub(crate) struct Shape {
    pub(crate) ident: Ident,
    pub(crate) model: Path,
    pub(crate) orm: Path,
    pub(crate) fields: Vec<Field>,
}

pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) source: Source,
    /// What the keys of a map are.
    pub(crate) key: Option<Expr>,
}

/// What a field is read from.
pub(crate) enum Source {
    /// The column or the relation of its name.
    Name,
    /// An expression or a relation of the model.
    Expression(Box<Expr>),
    /// The same row, as another shape.
    Flatten,
}

const OPTIONS: [&str; 2] = ["flatten", "key"];

impl Shape {
    /// The shape, as far as it can be made out.
    pub(crate) fn parse(input: &DeriveInput, errors: &mut Errors) -> Option<Shape> {
        let fields = named_fields(input, errors);
        let mut all = attributes::SHAPE.each(&input.attrs, errors);
        for another in all.iter().skip(1) {
            errors.at(
                &another.name,
                "a shape is read from one model; keep one `#[shape(…)]`",
            );
        }
        if all.is_empty() {
            errors.at(
                &input.ident,
                "say which model the shape is read from: `#[shape(Author)]`",
            );
            return None;
        }
        let options = all.swap_remove(0);
        let orm = options.path("crate");
        let fields = fields?
            .iter()
            .map(|field| Field::parse(field, errors))
            .collect();
        Some(Shape {
            ident: input.ident.clone(),
            model: options.target?,
            orm: orm.unwrap_or_else(|| parse_quote!(::orm)),
            fields,
        })
    }
}

fn named_fields<'i>(
    input: &'i DeriveInput,
    errors: &mut Errors,
) -> Option<&'i Punctuated<syn::Field, Token![,]>> {
    if !input.generics.params.is_empty() {
        errors.at(
            &input.generics,
            "a shape has no type parameters and no lifetimes: it owns what is read, and its fields' types say what that is",
        );
    }
    if let Data::Struct(data) = &input.data
        && let Fields::Named(fields) = &data.fields
        && !fields.named.is_empty()
    {
        return Some(&fields.named);
    }
    errors.at(
        &input.ident,
        "a shape is a struct with named fields, each of which is a column, a relation or an expression of the model",
    );
    None
}

impl Field {
    fn parse(field: &syn::Field, errors: &mut Errors) -> Field {
        let ident = field.ident.clone().expect("a named field has a name");
        let mut parsed = Field {
            ident,
            ty: field.ty.clone(),
            source: Source::Name,
            key: None,
        };
        for attribute in &field.attrs {
            if attribute.path().is_ident("shape") {
                parsed.read(attribute, errors);
            }
        }
        parsed
    }

    fn read(&mut self, attribute: &Attribute, errors: &mut Errors) {
        let Meta::List(list) = &attribute.meta else {
            errors.at(
                &attribute.meta,
                "say what the field is read from: `#[shape(Author::books.count())]`",
            );
            return;
        };
        let parsed = (|input: ParseStream| {
            while !input.is_empty() {
                self.read_option(input, errors)?;
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        })
        .parse2(list.tokens.clone());
        errors.keep(parsed);
    }

    fn read_option(&mut self, input: ParseStream, errors: &mut Errors) -> syn::Result<()> {
        let Some(option) = option(input) else {
            let expression = input.parse::<Expr>()?;
            let source = Source::Expression(Box::new(expression.clone()));
            self.read_from(source, expression, errors);
            return Ok(());
        };
        input.call(Ident::parse_any)?;
        match text(&option).as_str() {
            "flatten" if !input.peek(Token![=]) => {
                self.read_from(Source::Flatten, option, errors);
            }
            "key" if input.peek(Token![=]) => {
                input.parse::<Token![=]>()?;
                if self.key.replace(input.parse()?).is_some() {
                    errors.at(option, "`key` is given twice; keep one of them");
                }
            }
            "flatten" => {
                return Err(syn::Error::new_spanned(
                    option,
                    "`flatten` takes no value: write it alone",
                ));
            }
            "key" => {
                let mend = "`key` is written `key = Book::isbn`";
                return Err(syn::Error::new_spanned(option, mend));
            }
            name => {
                let nearest = did_you_mean(name, OPTIONS);
                let message = format!(
                    "`#[shape]` on a field takes an expression of the model, `flatten`, or `key = …`, and no `{name}`{nearest}"
                );
                return Err(syn::Error::new_spanned(option, message));
            }
        }
        Ok(())
    }

    fn read_from(&mut self, source: Source, tokens: impl ToTokens, errors: &mut Errors) {
        if !matches!(self.source, Source::Name) {
            errors.at(tokens, "a field is read from one thing; keep one of them");
            return;
        }
        self.source = source;
    }
}

/// A lower-case name that stands alone or before `=`: an option, and no expression.
fn option(input: ParseStream) -> Option<Ident> {
    let fork = input.fork();
    let name = fork.call(Ident::parse_any).ok()?;
    let is_alone = fork.is_empty() || fork.peek(Token![,]);
    let is_given = fork.peek(Token![=]) && !fork.peek(Token![==]);
    let is_name = text(&name).starts_with(char::is_lowercase);
    (is_given || is_alone && is_name).then_some(name)
}

/// The rules across a field and its shape.
pub(crate) fn check(shape: &Shape, errors: &mut Errors) {
    for field in &shape.fields {
        if names(field.ty.to_token_stream(), &shape.ident) {
            errors.at(
                &field.ty,
                format!(
                    "`{}` holds itself, and would be read without end; give the inner rows a shape of their own, with as many levels as you want",
                    shape.ident
                ),
            );
        }
        if let (Source::Flatten, Some(key)) = (&field.source, &field.key) {
            errors.at(key, "`flatten` reads the same row, which needs no key");
        }
    }
}

fn names(tokens: TokenStream, ident: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(other) => other == *ident,
        TokenTree::Group(group) => names(group.stream(), ident),
        _ => false,
    })
}

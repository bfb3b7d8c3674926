//! Tokens → parsed → checked → tokens, or after a mistake the mistakes and a stub.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::check;
use crate::errors::Errors;
use crate::expand;
use crate::model::Model;
use crate::shape::{self, Shape};
use crate::value::Value;

/// `#[derive(Model)]`.
pub(crate) fn model(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::new();
    let model = Model::parse(&input, &mut errors);
    if let Some(model) = &model {
        check::model(model, &mut errors);
    }
    match (errors.finish(), model) {
        (Ok(()), Some(model)) => expand::model(&model),
        (Ok(()), None) => unreachable!("a model that is none has a mistake"),
        (Err(mut mistakes), model) => {
            mistakes.extend(expand::fallback(&input, model.as_ref()));
            mistakes
        }
    }
}

/// `#[derive(Value)]`.
pub(crate) fn value(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::new();
    let value = Value::parse(&input, &mut errors);
    match (errors.finish(), value) {
        (Ok(()), Some(value)) => expand::value(&value),
        (Ok(()), None) => unreachable!("a value that is none has a mistake"),
        (Err(mut mistakes), _) => {
            mistakes.extend(expand::value_fallback(&input));
            mistakes
        }
    }
}

/// `#[derive(Shape)]`.
pub(crate) fn shape(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::new();
    let shape = Shape::parse(&input, &mut errors);
    if let Some(shape) = &shape {
        shape::check(shape, &mut errors);
    }
    match (errors.finish(), shape) {
        (Ok(()), Some(shape)) => expand::shape(&shape),
        (Ok(()), None) => unreachable!("a shape that is none has a mistake"),
        (Err(mut mistakes), shape) => {
            mistakes.extend(expand::shape_fallback(&input, shape.as_ref()));
            mistakes
        }
    }
}

#[cfg(test)]
mod tests;

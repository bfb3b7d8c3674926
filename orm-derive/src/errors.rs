//! Collects mistakes, so that all of them are reported at once.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The mistakes found so far. Dropping it without [`finish`](Errors::finish) panics: no mistake is forgotten.
pub(crate) struct Errors {
    found: Vec<syn::Error>,
    finished: bool,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Errors {
            found: Vec::new(),
            finished: false,
        }
    }

    /// A mistake in these tokens of the user's.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.found.push(syn::Error::new_spanned(tokens, message));
    }

    /// A mistake at this place.
    pub(crate) fn here(&mut self, span: Span, message: impl Display) {
        self.found.push(syn::Error::new(span, message));
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        self.found.push(error);
    }

    /// The value, or what was wrong with this attempt at it.
    pub(crate) fn keep<T>(&mut self, attempt: syn::Result<T>) -> Option<T> {
        attempt.map_err(|error| self.push(error)).ok()
    }

    /// All mistakes as `compile_error!`s, if there is one.
    pub(crate) fn finish(mut self) -> Result<(), TokenStream> {
        self.finished = true;
        let found = std::mem::take(&mut self.found);
        match found.is_empty() {
            true => Ok(()),
            false => Err(found.iter().map(syn::Error::to_compile_error).collect()),
        }
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        assert!(
            self.finished || std::thread::panicking(),
            "the errors of a derive were never reported"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_mistakes_are_reported() {
        let mut errors = Errors::new();
        errors.here(Span::call_site(), "one");
        errors.here(Span::call_site(), "two");
        let reported = errors.finish().unwrap_err().to_string();
        assert!(reported.contains("one") && reported.contains("two"));
        assert!(Errors::new().finish().is_ok());
    }

    #[test]
    #[should_panic = "the errors of a derive were never reported"]
    fn none_is_forgotten() {
        drop(Errors::new());
    }
}

//! Texts that are sent with values of several types.
//!
//! sqlx knows a prepared statement by its text alone, and sends later values as if they had the first ones' types: a float's
//! bits would be read as an integer. The text is the same and the types are not where two models are of one table, or where a
//! fragment was declared with two types.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{LazyLock, PoisonError, RwLock};

use super::super::Bind;

/// With which types each text was sent first, by hashes of both. It is the program's, since connections move between pools.
static FIRST: LazyLock<RwLock<HashMap<u64, u64>>> = LazyLock::new(RwLock::default);

/// As many texts are remembered; of others it is never known whether they were sent before.
const MOST: usize = 16 * 1024;

/// The text to send: with a comment where its values may have had other types the first time.
pub(super) fn tell_apart<'t>(text: &'t str, binds: &[Bind]) -> Cow<'t, str> {
    let types = hash(|hasher| binds.iter().for_each(|bind| bind.ty.hash(hasher)));
    match first_types(text, types) == Some(types) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(format!("{text} /* {types:x} */")),
    }
}

fn first_types(text: &str, types: u64) -> Option<u64> {
    let text = hash(|hasher| text.hash(hasher));
    let known = FIRST.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(first) = known.get(&text) {
        return Some(*first);
    }
    if known.len() >= MOST {
        return None;
    }
    drop(known);
    let mut known = FIRST.write().unwrap_or_else(PoisonError::into_inner);
    Some(*known.entry(text).or_insert(types))
}

fn hash(feed: impl FnOnce(&mut DefaultHasher)) -> u64 {
    let mut hasher = DefaultHasher::new();
    feed(&mut hasher);
    hasher.finish()
}

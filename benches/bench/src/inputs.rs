//! What a workload is called with: another key at each turn, the same for every peer.

use crate::data::{MOVIES, PEOPLE, REVIEWS, UPDATED_USERS, USERS};

/// Rows by key.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// The greatest key of those before.
    pub after: i64,
    /// How many rows.
    pub limit: i64,
}

/// Another name for a user.
#[derive(Debug, Clone)]
pub struct Renaming {
    /// The user's.
    pub key: i64,
    /// The new one.
    pub name: String,
}

/// After so many turns the keys are those of the first turn again.
const PERIOD: i64 = 61;

pub(crate) fn user(turn: i64) -> i64 {
    spread(turn, USERS)
}

pub(crate) fn movie(turn: i64) -> i64 {
    spread(turn, MOVIES)
}

pub(crate) fn person(turn: i64) -> i64 {
    spread(turn, PEOPLE)
}

pub(crate) fn users(limit: i64) -> impl Fn(i64) -> Page {
    page(limit, USERS)
}

pub(crate) fn movies(limit: i64) -> impl Fn(i64) -> Page {
    page(limit, MOVIES)
}

pub(crate) fn reviews(limit: i64) -> impl Fn(i64) -> Page {
    page(limit, REVIEWS)
}

pub(crate) fn last_name(turn: i64) -> String {
    let names = ["Berlind", "Garstein", "Linddan", "Norwein", "Rosental"];
    let turn = usize::try_from(turn).expect("counted from zero");
    names[turn % names.len()].to_owned()
}

pub(crate) fn renaming(turn: i64) -> Renaming {
    Renaming {
        key: USERS + 1 + turn % UPDATED_USERS,
        name: format!("Renamed {turn}"),
    }
}

/// A key up to `keys`.
fn spread(turn: i64, keys: i64) -> i64 {
    turn % PERIOD * (keys / PERIOD) + 1
}

fn page(limit: i64, keys: i64) -> impl Fn(i64) -> Page {
    move |turn| Page {
        after: spread(turn, keys - limit + 1) - 1,
        limit,
    }
}

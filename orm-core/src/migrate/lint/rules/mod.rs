//! The rules, one file for each family, each rule as data: what it is about, what goes wrong, and what to do instead.

mod added_columns;
mod contract;
mod conventions;
mod elsewhere;
mod indexes;
mod keys;
mod nullability;
mod other_locks;
mod partitions;
mod rewrites;
mod transactions;

use super::finding::Severity;
use super::scene::Place;

/// A way in which a migration stops or breaks programs that use the database.
#[derive(Debug)]
#[non_exhaustive]
pub struct Rule {
    /// Its number: `"L08"`. Variants of a rule share it.
    pub number: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// How bad that is.
    pub severity: Severity,
    /// A migration that it is about, over the tables of [`SAMPLE`].
    pub example: &'static str,
    /// What goes wrong.
    pub breaks: &'static str,
    /// What to do instead.
    pub advice: &'static str,
    /// What to do instead, in SQL: one migration after the other.
    pub instead: &'static [&'static str],
    pub(super) told: Told,
}

/// Who notices what a rule is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Told {
    /// The text, by each statement.
    Each(fn(&Place<'_>) -> bool),
    /// The text, by the first statement.
    Once(fn(&Place<'_>) -> bool),
    /// Something else, which sees more than a text.
    Elsewhere(&'static str),
}

impl Rule {
    /// Who notices it, where that is not [`lint`](super::lint) by the text of a migration.
    #[must_use]
    pub fn noticed_by(&self) -> Option<&'static str> {
        match self.told {
            Told::Each(_) | Told::Once(_) => None,
            Told::Elsewhere(by) => Some(by),
        }
    }

    pub(super) fn is_said_once(&self) -> bool {
        matches!(self.told, Told::Once(_))
    }

    /// Whether it is about a step of a migration.
    pub(super) fn applies(&self, place: &Place<'_>) -> bool {
        match self.told {
            Told::Each(applies) | Told::Once(applies) => applies(place),
            Told::Elsewhere(_) => false,
        }
    }
}

/// The tables that the rules' examples are about.
pub const SAMPLE: &str = include_str!("sample.sql");

static FAMILIES: [&[Rule]; 11] = [
    added_columns::RULES,
    nullability::RULES,
    keys::RULES,
    indexes::RULES,
    other_locks::RULES,
    rewrites::RULES,
    partitions::RULES,
    contract::RULES,
    transactions::RULES,
    conventions::RULES,
    elsewhere::RULES,
];

/// Every rule, by family.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().copied().flatten()
}

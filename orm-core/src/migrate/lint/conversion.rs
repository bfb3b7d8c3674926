//! What becomes of a table when a column's type changes.

use super::step::Type;

/// What a column's other type asks of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TypeChange {
    /// Nothing.
    Free,
    /// Nothing where the session's time zone is UTC, but the indexes over the column are built anew.
    FreeInUtc,
    /// Each is written anew.
    Rewrite,
}

/// The changes that Postgres makes in the catalogue alone; it writes the rows anew for every other one.
pub(super) fn type_change(from: &Type, to: &Type) -> TypeChange {
    if from == to {
        return TypeChange::Free;
    }
    if from.array || to.array {
        return TypeChange::Rewrite;
    }
    let (was, is) = (&from.modifiers[..], &to.modifiers[..]);
    match (from.name.as_str(), to.name.as_str()) {
        ("varchar", "varchar") if is_wider(was, is) => TypeChange::Free,
        ("varchar", "text") => TypeChange::Free,
        ("text", "varchar") if is.is_empty() => TypeChange::Free,
        ("numeric", "numeric") if is.is_empty() || is_more_digits(was, is) => TypeChange::Free,
        ("timestamp", "timestamptz") | ("timestamptz", "timestamp")
            if was.is_empty() && is.is_empty() =>
        {
            TypeChange::FreeInUtc
        }
        _ => TypeChange::Rewrite,
    }
}

fn is_wider(was: &[i64], is: &[i64]) -> bool {
    match (was, is) {
        (_, []) => true,
        ([was], [is]) => was <= is,
        _ => false,
    }
}

fn is_more_digits(was: &[i64], is: &[i64]) -> bool {
    let scale = |modifiers: &[i64]| modifiers.get(1).copied().unwrap_or_default();
    match (was, is) {
        ([was_digits, ..], [digits, ..]) => was_digits <= digits && scale(was) == scale(is),
        _ => false,
    }
}

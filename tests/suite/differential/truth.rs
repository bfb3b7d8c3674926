//! What an expression means: SQL's three truths over rows in memory, as naively as can be.

use std::cmp::Ordering;

use super::graph::{Row, World};
use super::tree::{Comparison, Function, Match, Number, Operator, Quantifier, Truth};
use super::typed::{Subject, pick};

impl Row<'_> {
    fn number(self, column: usize) -> Option<i64> {
        match self {
            Row::Place(row) => row?.number_of(column),
            Row::Team(row) => row?.number_of(column),
            Row::Person(row) => row?.number_of(column),
            Row::Card(row) => row?.number_of(column),
            Row::Tag(row) => row?.number_of(column),
        }
    }

    fn text(self) -> Option<String> {
        match self {
            Row::Place(row) => row?.text_of(),
            Row::Team(row) => row?.text_of(),
            Row::Person(row) => row?.text_of(),
            Row::Card(row) => row?.text_of(),
            Row::Tag(row) => row?.text_of(),
        }
    }

    /// The key of the row at this position among those of its model.
    fn sibling(self, position: usize, world: &World) -> Option<i64> {
        match self {
            Row::Place(_) => pick(&world.places, position).map(|row| row.id),
            Row::Team(_) => pick(&world.teams, position).map(|row| row.id),
            Row::Person(_) => pick(&world.people, position).map(|row| row.id),
            Row::Card(_) => pick(&world.cards, position).map(|row| row.id),
            Row::Tag(_) => pick(&world.tags, position).map(|row| row.id),
        }
    }
}

/// The related rows that a filter lets through.
fn related<'w>(
    row: Row<'w>,
    way: usize,
    filter: Option<&Truth>,
    world: &'w World,
) -> Option<Vec<Row<'w>>> {
    let mut rows = row.many(way, world)?;
    rows.retain(|&row| filter.is_none_or(|filter| filter.of(row, world) == Some(true)));
    Some(rows)
}

impl Number {
    pub fn of(&self, row: Row<'_>, world: &World) -> Option<i64> {
        match self {
            Number::Column(column) => row.number(*column),
            Number::Value(value) => row.number(0).map(|_| *value),
            Number::Calculated(operator, left, right) => {
                let (left, right) = (left.of(row, world)?, right.of(row, world)?);
                match operator {
                    Operator::Add => Some(left + right),
                    Operator::Subtract => Some(left - right),
                    Operator::Multiply => Some(left * right),
                    Operator::Divide => left.checked_div(right),
                    Operator::Remainder => left.checked_rem(right),
                }
            }
            Number::Then(way, number) => match row.one(*way, world) {
                Some(related) => related.id().and_then(|_| number.of(related, world)),
                None => row.number(0),
            },
            Number::Count(way, filter) => match related(row, *way, filter.as_deref(), world) {
                Some(rows) => Some(rows.len() as i64),
                None => row.number(0),
            },
            Number::Aggregate(function, way, number, filter) => {
                let Some(rows) = related(row, *way, filter.as_deref(), world) else {
                    return row.number(0);
                };
                let numbers = rows.into_iter().filter_map(|row| number.of(row, world));
                match function {
                    Function::Sum => numbers.reduce(|a, b| a + b),
                    Function::Min => numbers.min(),
                    Function::Max => numbers.max(),
                }
            }
        }
    }
}

fn compare(comparison: Comparison, order: Ordering) -> bool {
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

fn matches(kind: Match, text: &str, sought: &str) -> bool {
    let (lower, sought_lower) = (text.to_lowercase(), sought.to_lowercase());
    match kind {
        Match::Equal => text == sought,
        Match::Contains => text.contains(sought),
        Match::StartsWith => text.starts_with(sought),
        Match::EndsWith => text.ends_with(sought),
        Match::IContains => lower.contains(&sought_lower),
        Match::IStartsWith => lower.starts_with(&sought_lower),
        Match::IEndsWith => lower.ends_with(&sought_lower),
        Match::IEqual => lower == sought_lower,
    }
}

/// False if one is false, else unknown if one is unknown.
fn and(truths: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let truths: Vec<Option<bool>> = truths.into_iter().collect();
    if truths.contains(&Some(false)) {
        return Some(false);
    }
    truths.iter().all(Option::is_some).then_some(true)
}

fn not(truth: Option<bool>) -> Option<bool> {
    truth.map(|truth| !truth)
}

/// Of none false, whatever is sought.
fn within<T: PartialEq>(value: Option<T>, set: &[T], negated: bool) -> Option<bool> {
    match set {
        [] => Some(negated),
        set => value.map(|value| set.contains(&value) != negated),
    }
}

impl Truth {
    pub fn of(&self, row: Row<'_>, world: &World) -> Option<bool> {
        match self {
            Truth::Compare(comparison, left, right) => {
                let order = left.of(row, world)?.cmp(&right.of(row, world)?);
                Some(compare(*comparison, order))
            }
            Truth::Between(number, low, high) => {
                let number = number.of(row, world);
                let at_least = |a: Option<i64>, b: Option<i64>| Some(a? >= b?);
                and([
                    at_least(number, low.of(row, world)),
                    at_least(high.of(row, world), number),
                ])
            }
            Truth::In(number, set, negated) => within(number.of(row, world), set, *negated),
            Truth::IsNull(number, negated) => Some(number.of(row, world).is_none() != *negated),
            Truth::Text(kind, text) => Some(matches(*kind, &row.text()?, text)),
            Truth::TextIn(set, negated) => within(row.text(), set, *negated),
            Truth::TextIsNull => Some(row.text().is_none()),
            Truth::TextThen(way, text) => match row.one(*way, world) {
                Some(related) => Some(related.text()?.contains(text)),
                None => Some(true),
            },
            Truth::Not(truth) => not(truth.of(row, world)),
            Truth::And(truths) => and(truths.iter().map(|truth| truth.of(row, world))),
            Truth::Or(truths) => not(and(truths.iter().map(|truth| not(truth.of(row, world))))),
            Truth::Has(way, truth) => match row.one(*way, world) {
                Some(related) if related.id().is_none() => Some(false),
                Some(related) => truth.of(related, world),
                None => Some(true),
            },
            Truth::Is(way, position) => match row.one(*way, world) {
                Some(related) => match related.sibling(*position, world) {
                    Some(key) => Some(related.id()? == key),
                    None => Some(true),
                },
                None => Some(true),
            },
            Truth::IsIn(way, positions) => match row.one(*way, world) {
                Some(related) => {
                    let keys = positions
                        .iter()
                        .filter_map(|&row| related.sibling(row, world));
                    within(related.id(), &keys.collect::<Vec<_>>(), false)
                }
                None => Some(true),
            },
            Truth::Quantified(quantifier, way, truth) => {
                let Some(rows) = row.many(*way, world) else {
                    return Some(true);
                };
                let mut truths = rows
                    .into_iter()
                    .map(|row| truth.of(row, world) == Some(true));
                Some(match quantifier {
                    Quantifier::Any => truths.any(|truth| truth),
                    Quantifier::All => truths.all(|truth| truth),
                    Quantifier::None => !truths.any(|truth| truth),
                })
            }
            Truth::IsEmpty(way) => Some(row.many(*way, world).is_none_or(|rows| rows.is_empty())),
            Truth::Mean(comparison, way, number, filter, halves) => {
                let Some(rows) = related(row, *way, filter.as_deref(), world) else {
                    return Some(true);
                };
                let numbers: Vec<i64> = rows
                    .into_iter()
                    .filter_map(|row| number.of(row, world))
                    .collect();
                if numbers.is_empty() {
                    return None;
                }
                let twice = 2 * numbers.iter().sum::<i64>();
                Some(compare(
                    *comparison,
                    twice.cmp(&(halves * numbers.len() as i64)),
                ))
            }
        }
    }
}

//! The same expressions as a user writes them, over each model.

use orm::prelude::*;

use super::graph::{Card, Person, Place, Tag, Team, World};
use super::tree::{Comparison, Function, Match, Number, Operator, Quantifier, Truth};

/// A typed expression that may be `NULL` or not.
pub enum Typed<M, T: Value> {
    Plain(Expr<M, T>),
    Maybe(Expr<M, Option<T>>),
}

macro_rules! typed {
    ($($type:ty)*) => {$(
        impl<M> From<Expr<M, $type>> for Typed<M, $type> {
            fn from(expr: Expr<M, $type>) -> Self {
                Typed::Plain(expr)
            }
        }

        impl<M> From<Expr<M, Option<$type>>> for Typed<M, $type> {
            fn from(expr: Expr<M, Option<$type>>) -> Self {
                Typed::Maybe(expr)
            }
        }
    )*};
}

typed! { i64 String }

/// The same done to an expression of either kind.
macro_rules! with {
    ($typed:expr, |$expr:ident| $body:expr) => {
        match $typed {
            Typed::Plain($expr) => $body,
            Typed::Maybe($expr) => $body,
        }
    };
}

/// What a model makes of the numbers in an expression.
pub trait Subject: Model {
    fn key_number() -> Expr<Self, i64>;
    fn number(column: usize) -> Typed<Self, i64>;
    fn text() -> Typed<Self, String>;
    fn number_of(&self, column: usize) -> Option<i64>;
    fn text_of(&self) -> Option<String>;
    fn rows(world: &World) -> &[Self];

    // `None` where the model has no such relation at all.
    fn then(way: usize, number: &Number, world: &World) -> Option<Typed<Self, i64>>;
    fn text_then(way: usize) -> Option<Typed<Self, String>>;
    fn has(way: usize, truth: &Truth, world: &World) -> Option<Expr<Self, bool>>;
    fn is(way: usize, row: usize, world: &World) -> Option<Expr<Self, bool>>;
    fn is_in(way: usize, rows: &[usize], world: &World) -> Option<Expr<Self, bool>>;
    fn quantified(
        q: Quantifier,
        way: usize,
        truth: &Truth,
        world: &World,
    ) -> Option<Expr<Self, bool>>;
    fn is_empty(way: usize) -> Option<Expr<Self, bool>>;
    fn count(way: usize, filter: Option<&Truth>, world: &World) -> Option<Typed<Self, i64>>;
    fn aggregate(
        function: Function,
        way: usize,
        number: &Number,
        filter: Option<&Truth>,
        world: &World,
    ) -> Option<Typed<Self, i64>>;
    fn mean(
        way: usize,
        number: &Number,
        filter: Option<&Truth>,
        world: &World,
    ) -> Option<Expr<Self, Option<f64>>>;
}

/// What a field gives the evaluator.
fn lift<T: Clone>(value: impl Into<Option<T>>) -> Option<T> {
    value.into()
}

/// Rows by their positions, counted round.
pub fn pick<T>(rows: &[T], position: usize) -> Option<&T> {
    rows.get(position % rows.len().max(1))
}

macro_rules! subjects {
    ($($model:ident of $rows:ident {
        numbers $numbers:literal [$($number_at:pat => $number:ident),*]
        text $text:ident
        one $ones:literal [$($one_at:literal => $one:expr, $one_to:ident;)*]
        many $manies:literal [$($many_at:literal => $many:expr, $many_to:ident;)*]
    })*) => {$(
        #[allow(unused_variables, reason = "a model without relations of a kind asks for none")]
        impl Subject for $model {
            fn key_number() -> Expr<Self, i64> {
                $model::id.into_expr()
            }

            fn number(column: usize) -> Typed<Self, i64> {
                match column % $numbers { $($number_at => $model::$number.into_expr().into(),)* }
            }

            fn text() -> Typed<Self, String> {
                $model::$text.into_expr().into()
            }

            fn number_of(&self, column: usize) -> Option<i64> {
                match column % $numbers { $($number_at => lift(self.$number),)* }
            }

            fn text_of(&self) -> Option<String> {
                lift(self.$text.clone())
            }

            fn rows(world: &World) -> &[Self] {
                &world.$rows
            }

            fn then(way: usize, number: &Number, world: &World) -> Option<Typed<Self, i64>> {
                match way.checked_rem($ones)? {
                    $($one_at => Some(with!(number.typed::<$one_to>(world), |n| $one.then(n).into())),)*
                    _ => None,
                }
            }

            fn text_then(way: usize) -> Option<Typed<Self, String>> {
                match way.checked_rem($ones)? {
                    $($one_at => Some(with!(<$one_to>::text(), |t| $one.then(t).into())),)*
                    _ => None,
                }
            }

            fn has(way: usize, truth: &Truth, world: &World) -> Option<Expr<Self, bool>> {
                match way.checked_rem($ones)? {
                    $($one_at => Some($one.has(truth.typed::<$one_to>(world))),)*
                    _ => None,
                }
            }

            fn is(way: usize, row: usize, world: &World) -> Option<Expr<Self, bool>> {
                match way.checked_rem($ones)? {
                    $($one_at => Some($one.is(pick(<$one_to>::rows(world), row)?)),)*
                    _ => None,
                }
            }

            fn is_in(way: usize, rows: &[usize], world: &World) -> Option<Expr<Self, bool>> {
                match way.checked_rem($ones)? {
                    $($one_at => Some($one.is_in(rows.iter().filter_map(|&row| pick(<$one_to>::rows(world), row)))),)*
                    _ => None,
                }
            }

            fn quantified(q: Quantifier, way: usize, truth: &Truth, world: &World) -> Option<Expr<Self, bool>> {
                match way.checked_rem($manies)? {
                    $($many_at => {
                        let condition = truth.typed::<$many_to>(world);
                        Some(match q {
                            Quantifier::Any => $many.any(condition),
                            Quantifier::All => $many.all(condition),
                            Quantifier::None => $many.none(condition),
                        })
                    })*
                    _ => None,
                }
            }

            fn is_empty(way: usize) -> Option<Expr<Self, bool>> {
                match way.checked_rem($manies)? {
                    $($many_at => Some($many.is_empty()),)*
                    _ => None,
                }
            }

            fn count(way: usize, filter: Option<&Truth>, world: &World) -> Option<Typed<Self, i64>> {
                match way.checked_rem($manies)? {
                    $($many_at => Some(match filter {
                        Some(filter) => $many.filter(filter.typed::<$many_to>(world)).count().into(),
                        None => $many.count().into(),
                    }),)*
                    _ => None,
                }
            }

            fn aggregate(
                function: Function, way: usize, number: &Number, filter: Option<&Truth>, world: &World,
            ) -> Option<Typed<Self, i64>> {
                match way.checked_rem($manies)? {
                    $($many_at => Some(with!(number.typed::<$many_to>(world), |n| {
                        let filter = filter.map(|filter| $many.filter(filter.typed::<$many_to>(world)));
                        match (function, filter) {
                            (Function::Sum, None) => $many.sum(n).into(),
                            (Function::Min, None) => $many.min(n).into(),
                            (Function::Max, None) => $many.max(n).into(),
                            (Function::Sum, Some(rows)) => rows.sum(n).into(),
                            (Function::Min, Some(rows)) => rows.min(n).into(),
                            (Function::Max, Some(rows)) => rows.max(n).into(),
                        }
                    })),)*
                    _ => None,
                }
            }

            fn mean(
                way: usize, number: &Number, filter: Option<&Truth>, world: &World,
            ) -> Option<Expr<Self, Option<f64>>> {
                match way.checked_rem($manies)? {
                    $($many_at => Some(with!(number.typed::<$many_to>(world), |n| match filter {
                        Some(filter) => $many.filter(filter.typed::<$many_to>(world)).avg(n),
                        None => $many.avg(n),
                    })),)*
                    _ => None,
                }
            }
        }
    )*};
}

subjects! {
    Place of places {
        numbers 2 [0 => id, _ => floor]
        text name
        one 0_usize []
        many 2_usize [0 => Place::residents, Person; 1 => Place::teams, Team;]
    }
    Team of teams {
        numbers 2 [0 => id, _ => rank]
        text name
        one 1_usize [0 => Team::place, Place;]
        many 1_usize [0 => Team::members, Person;]
    }
    Person of people {
        numbers 3 [0 => id, 1 => age, _ => points]
        text name
        one 7_usize [
            0 => Person::team, Team;
            1 => Person::home, Place;
            2 => Person::boss, Person;
            3 => Person::card, Card;
            4 => Person::boss.then(Person::home), Place;
            5 => Person::team.then(Team::place), Place;
            6 => Person::boss.then(Person::boss), Person;
        ]
        many 2_usize [0 => Person::reports, Person; 1 => Person::tags, Tag;]
    }
    Card of cards {
        numbers 2 [0 => id, _ => worth]
        text code
        one 3_usize [
            0 => Card::person, Person;
            1 => Card::person.then(Person::team), Team;
            2 => Card::person.then(Person::boss), Person;
        ]
        many 0_usize []
    }
    Tag of tags {
        numbers 2 [0 => id, _ => weight]
        text name
        one 0_usize []
        many 1_usize [0 => Tag::people, Person;]
    }
}

impl Number {
    /// The expression of a model's rows; a way that the model does not have is its first column.
    pub fn typed<M: Subject>(&self, world: &World) -> Typed<M, i64> {
        let way = match self {
            Number::Column(column) => return M::number(*column),
            // Only columns are expressions by themselves.
            Number::Value(value) => {
                return with!(M::number(0), |n| (n.clone() - n + *value).into());
            }
            Number::Calculated(operator, left, right) => {
                return with!(left.typed::<M>(world), |a| with!(
                    right.typed::<M>(world),
                    |b| match operator {
                        Operator::Add => (a + b).into(),
                        Operator::Subtract => (a - b).into(),
                        Operator::Multiply => (a * b).into(),
                        Operator::Divide => (a / b).into(),
                        Operator::Remainder => (a % b).into(),
                    }
                ));
            }
            Number::Then(way, number) => M::then(*way, number, world),
            Number::Count(way, filter) => M::count(*way, filter.as_deref(), world),
            Number::Aggregate(function, way, number, filter) => {
                M::aggregate(*function, *way, number, filter.as_deref(), world)
            }
        };
        way.unwrap_or_else(|| M::number(0))
    }
}

macro_rules! compare {
    ($comparison:expr, $left:expr, $right:expr) => {
        match $comparison {
            Comparison::Equal => $left.eq($right),
            Comparison::NotEqual => $left.ne($right),
            Comparison::Less => $left.lt($right),
            Comparison::LessOrEqual => $left.le($right),
            Comparison::Greater => $left.gt($right),
            Comparison::GreaterOrEqual => $left.ge($right),
        }
    };
}

impl Truth {
    /// The condition on a model's rows; a way that the model does not have is true.
    pub fn typed<M: Subject>(&self, world: &World) -> Expr<M, bool> {
        let all = |truths: &[Truth]| -> Vec<Expr<M, bool>> {
            truths.iter().map(|truth| truth.typed(world)).collect()
        };
        let way = match self {
            Truth::Compare(comparison, left, right) => Some(with!(
                left.typed::<M>(world),
                |a| with!(right.typed::<M>(world), |b| compare!(comparison, a, b))
            )),
            Truth::Between(number, low, high) => Some(with!(number.typed::<M>(world), |n| with!(
                low.typed::<M>(world),
                |low| with!(high.typed::<M>(world), |high| n.between(low, high))
            ))),
            Truth::In(number, set, negated) => {
                let set = set.iter().copied();
                Some(with!(number.typed::<M>(world), |n| match negated {
                    true => n.not_in(set),
                    false => n.is_in(set),
                }))
            }
            Truth::IsNull(number, negated) => {
                Some(with!(number.typed::<M>(world), |n| match negated {
                    true => n.is_not_null(),
                    false => n.is_null(),
                }))
            }
            Truth::Text(kind, text) => Some(with!(M::text(), |t| match kind {
                Match::Equal => t.eq(text),
                Match::Contains => t.contains(text),
                Match::StartsWith => t.starts_with(text),
                Match::EndsWith => t.ends_with(text),
                Match::IContains => t.icontains(text),
                Match::IStartsWith => t.istarts_with(text),
                Match::IEndsWith => t.iends_with(text),
                Match::IEqual => t.ieq(text),
            })),
            Truth::TextIn(set, negated) => Some(with!(M::text(), |t| match negated {
                true => t.not_in(set),
                false => t.is_in(set),
            })),
            Truth::TextIsNull => Some(with!(M::text(), |t| t.is_null())),
            Truth::TextThen(way, text) => {
                M::text_then(*way).map(|related| with!(related, |t| t.contains(text)))
            }
            Truth::Not(truth) => Some(!truth.typed::<M>(world)),
            Truth::And(truths) => Some(all_of(all(truths))),
            Truth::Or(truths) => Some(any_of(all(truths))),
            Truth::Has(way, truth) => M::has(*way, truth, world),
            Truth::Is(way, row) => M::is(*way, *row, world),
            Truth::IsIn(way, rows) => M::is_in(*way, rows, world),
            Truth::Quantified(quantifier, way, truth) => {
                M::quantified(*quantifier, *way, truth, world)
            }
            Truth::IsEmpty(way) => M::is_empty(*way),
            Truth::Mean(comparison, way, number, filter, halves) => {
                let mean = M::mean(*way, number, filter.as_deref(), world);
                mean.map(|mean| compare!(comparison, mean, *halves as f64 / 2.0))
            }
        };
        way.unwrap_or_else(|| all_of(Vec::<Expr<M, bool>>::new()))
    }
}

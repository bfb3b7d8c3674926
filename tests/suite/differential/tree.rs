//! Random expressions that know no model: a way is a number, which each model takes for one of its own relations.

use proptest::prelude::*;

use super::graph::{small, text};

#[derive(Debug, Clone)]
pub enum Number {
    Column(usize),
    Value(i64),
    Calculated(Operator, Box<Number>, Box<Number>),
    Then(usize, Box<Number>),
    Count(usize, Option<Box<Truth>>),
    Aggregate(Function, usize, Box<Number>, Option<Box<Truth>>),
}

#[derive(Debug, Clone, Copy)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Debug, Clone, Copy)]
pub enum Function {
    Sum,
    Min,
    Max,
}

#[derive(Debug, Clone, Copy)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy)]
pub enum Match {
    Equal,
    Contains,
    StartsWith,
    EndsWith,
    IContains,
    IStartsWith,
    IEndsWith,
    IEqual,
}

#[derive(Debug, Clone, Copy)]
pub enum Quantifier {
    Any,
    All,
    None,
}

#[derive(Debug, Clone)]
pub enum Truth {
    Compare(Comparison, Number, Number),
    Between(Number, Number, Number),
    In(Number, Vec<i64>, bool),
    IsNull(Number, bool),
    Text(Match, String),
    TextIn(Vec<String>, bool),
    TextIsNull,
    TextThen(usize, String),
    Not(Box<Truth>),
    And(Vec<Truth>),
    Or(Vec<Truth>),
    Has(usize, Box<Truth>),
    Is(usize, usize),
    IsIn(usize, Vec<usize>),
    Quantified(Quantifier, usize, Box<Truth>),
    IsEmpty(usize),
    /// The mean compared with so many halves.
    Mean(Comparison, usize, Number, Option<Box<Truth>>, i64),
}

fn way() -> std::ops::Range<usize> {
    0..42
}

fn filter(depth: u32) -> impl Strategy<Value = Option<Box<Truth>>> {
    prop::option::of(truth(depth).prop_map(Box::new))
}

pub fn number(depth: u32) -> BoxedStrategy<Number> {
    let leaf =
        prop_oneof![4 => way().prop_map(Number::Column), 1 => small().prop_map(Number::Value)];
    if depth == 0 {
        return leaf.boxed();
    }
    let operator = prop::sample::select(vec![
        Operator::Add,
        Operator::Subtract,
        Operator::Multiply,
        Operator::Divide,
        Operator::Remainder,
    ]);
    let function = prop::sample::select(vec![Function::Sum, Function::Min, Function::Max]);
    let inner = move || number(depth - 1).prop_map(Box::new);
    prop_oneof![
        3 => leaf,
        2 => (operator, inner(), inner()).prop_map(|(o, a, b)| Number::Calculated(o, a, b)),
        2 => (way(), inner()).prop_map(|(way, n)| Number::Then(way, n)),
        1 => (way(), filter(depth - 1)).prop_map(|(way, f)| Number::Count(way, f)),
        2 => (function, way(), inner(), filter(depth - 1))
            .prop_map(|(function, way, n, f)| Number::Aggregate(function, way, n, f)),
    ]
    .boxed()
}

pub fn truth(depth: u32) -> BoxedStrategy<Truth> {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    let comparison = || {
        prop::sample::select(vec![
            Equal,
            NotEqual,
            Less,
            LessOrEqual,
            Greater,
            GreaterOrEqual,
        ])
    };
    let matched = prop::sample::select(vec![
        Match::Equal,
        Match::Contains,
        Match::StartsWith,
        Match::EndsWith,
        Match::IContains,
        Match::IStartsWith,
        Match::IEndsWith,
        Match::IEqual,
    ]);
    let n = move || number(depth.min(2));
    let set = prop::collection::vec(small(), 0..4);
    let texts = prop::collection::vec(text(), 0..3);
    let leaf = prop_oneof![
        4 => (comparison(), n(), n()).prop_map(|(c, a, b)| Truth::Compare(c, a, b)),
        1 => (n(), n(), n()).prop_map(|(a, low, high)| Truth::Between(a, low, high)),
        1 => (n(), set, any::<bool>()).prop_map(|(a, set, not)| Truth::In(a, set, not)),
        1 => (n(), any::<bool>()).prop_map(|(a, not)| Truth::IsNull(a, not)),
        3 => (matched, text()).prop_map(|(m, t)| Truth::Text(m, t)),
        1 => (texts, any::<bool>()).prop_map(|(set, not)| Truth::TextIn(set, not)),
        1 => Just(Truth::TextIsNull),
        1 => (way(), text()).prop_map(|(way, t)| Truth::TextThen(way, t)),
        1 => (way(), way()).prop_map(|(way, row)| Truth::Is(way, row)),
        1 => (way(), prop::collection::vec(way(), 0..3)).prop_map(|(way, rows)| Truth::IsIn(way, rows)),
        1 => way().prop_map(Truth::IsEmpty),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let quantifier = prop::sample::select(vec![Quantifier::Any, Quantifier::All, Quantifier::None]);
    let inner = move || truth(depth - 1);
    let several = move || prop::collection::vec(truth(depth - 1), 0..4);
    prop_oneof![
        3 => leaf,
        2 => inner().prop_map(|t| Truth::Not(Box::new(t))),
        2 => several().prop_map(Truth::And),
        2 => several().prop_map(Truth::Or),
        3 => (way(), inner()).prop_map(|(way, t)| Truth::Has(way, Box::new(t))),
        3 => (quantifier, way(), inner())
            .prop_map(|(q, way, t)| Truth::Quantified(q, way, Box::new(t))),
        1 => (comparison(), way(), number(depth - 1), filter(depth - 1), small())
            .prop_map(|(c, way, n, f, halves)| Truth::Mean(c, way, n, f, halves)),
    ]
    .boxed()
}

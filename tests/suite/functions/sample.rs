use orm::prelude::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Sample {
    pub id: i64,
    pub text: String,
    pub maybe_text: Option<String>,
    pub number: i32,
    pub maybe_number: Option<i32>,
    pub large: i64,
    pub float: f64,
    pub maybe_float: Option<f64>,
    pub short: f32,
    pub flag: bool,
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ abAB%_\\\\*?\\[\\]'\"éÄß🦀x]{0,8}",
        "  [a-c]{0,3}  ",
        Just("\t a \n".to_owned()),
    ]
}

fn number() -> impl Strategy<Value = i32> {
    prop_oneof![3 => -9..10, 1 => prop::sample::select(vec![i32::MIN + 1, i32::MAX, 0])]
}

fn float() -> impl Strategy<Value = f64> {
    let special = vec![
        0.0,
        0.5,
        -0.5,
        2.5,
        -2.5,
        2.675,
        1.005,
        0.499_999_999_999_999_94,
        4_503_599_627_370_497.0,
        9_007_199_254_740_993.0,
        -1e300,
        1e-300,
        1e22,
    ];
    prop_oneof![2 => -1e6..1e6_f64, 2 => (-9999..9999).prop_map(|n| f64::from(n) / 8.0), 2 => prop::sample::select(special)]
}

fn sample() -> impl Strategy<Value = Sample> {
    let texts = (text(), prop::option::of(text()));
    let numbers = (number(), prop::option::of(number()), any::<i64>());
    let floats = (float(), prop::option::of(float()), -1e6..1e6_f32);
    (texts, numbers, floats, any::<bool>()).prop_map(|(texts, numbers, floats, flag)| Sample {
        id: 0,
        text: texts.0,
        maybe_text: texts.1,
        number: numbers.0,
        maybe_number: numbers.1,
        // The least one has no opposite.
        large: numbers.2.max(-i64::MAX),
        float: floats.0,
        maybe_float: floats.1,
        short: floats.2,
        flag,
    })
}

/// The same ones on every run.
pub fn samples() -> Vec<Sample> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let rows = prop::collection::vec(sample(), 300);
    rows.new_tree(&mut runner).unwrap().current()
}

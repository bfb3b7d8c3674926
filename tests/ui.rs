//! What compiles and what does not, and in which words: `ui/<rule>/{pass,fail}`.
//!
//! A message may name the column types there are, so that it is compared with all features on: as `./test` has them.
#![cfg(all(
    feature = "sqlite",
    feature = "postgres",
    feature = "chrono",
    feature = "time",
    feature = "uuid",
    feature = "decimal",
    feature = "json"
))]

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/*/pass/*.rs");
    cases.compile_fail("tests/ui/*/fail/*.rs");
}

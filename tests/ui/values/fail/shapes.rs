use orm::prelude::*;

#[derive(Value, Clone)]
struct Pair(i64, i64);

#[derive(Value, Clone)]
enum Shape {
    Round(i64),
    Square,
}

#[derive(Value, Clone)]
enum Never {}

#[derive(Value, Clone)]
#[value(rename_all = "camel_case", rename = "x")]
enum Colour {
    Red,
    #[value(rename = "red")]
    Crimson,
    #[value(renam = "blue")]
    Blue,
    #[value(rename = "Red")]
    Scarlet,
}

#[derive(Value, Clone)]
struct Big(u64);

#[derive(Value)]
struct NoClone(i64);

fn main() {}

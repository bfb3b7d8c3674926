use orm::prelude::*;

#[derive(Model)]
struct Tag {
    name: String,
}

#[derive(Model)]
struct Visit {
    #[primary_key]
    id: Option<i64>,
}

#[derive(Model)]
struct Wide {
    #[primary_key]
    a: i64,
    #[primary_key]
    b: i64,
    #[primary_key]
    c: i64,
    #[primary_key]
    d: i64,
    #[primary_key]
    e: i64,
    #[primary_key]
    f: i64,
}

fn main() {}

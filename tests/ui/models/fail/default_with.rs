use orm::prelude::*;

fn one() -> i64 {
    1
}

#[derive(Model)]
struct Book {
    id: i64,
    #[column(default_with = one)]
    title: String,
}

fn main() {}

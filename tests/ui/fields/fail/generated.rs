use orm::prelude::*;

#[derive(Model)]
struct Line {
    id: i64,
    price: i64,
    #[column(generated = "price * 2", default = 0)]
    double: i64,
    #[column(generated)]
    triple: i64,
}

#[derive(Model)]
struct Key {
    #[column(generated = "1 + 1")]
    id: i64,
}

fn main() {}

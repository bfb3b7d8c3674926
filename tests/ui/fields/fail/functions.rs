use orm::prelude::*;

fn not_blank(text: &str) -> Result<(), &'static str> {
    if text.is_empty() { Err("may not be blank") } else { Ok(()) }
}

fn is_even(number: &i64) -> bool {
    number % 2 == 0
}

fn one() -> i64 {
    1
}

#[derive(Model)]
struct Line {
    id: i64,
    #[column(validate = not_blank)]
    price: i64,
    #[column(validate = is_even)]
    quantity: i64,
    #[column(validate = not_there)]
    name: String,
    #[column(on_update_with = one)]
    changed_by: String,
}

fn main() {}

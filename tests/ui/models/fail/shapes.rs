use orm::prelude::*;

#[derive(Model)]
enum Status {
    Draft,
}

#[derive(Model)]
struct Isbn(String);

#[derive(Model)]
struct Nothing;

#[derive(Model)]
union Either {
    id: i64,
    other: i64,
}

#[derive(Model)]
struct Page<T> {
    id: i64,
    content: T,
}

fn main() {
    let _ = (Status::query(), Isbn::query());
}

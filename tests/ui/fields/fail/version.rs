use orm::prelude::*;

#[derive(Model)]
struct Nullable {
    id: i64,
    #[column(version)]
    version: Option<i64>,
}

#[derive(Model)]
struct Text {
    id: i64,
    #[column(version)]
    version: String,
}

#[derive(Model)]
struct Key {
    #[column(version)]
    id: i64,
}

#[derive(Model)]
struct Twice {
    id: i64,
    #[column(version)]
    version: i64,
    #[column(version)]
    revision: i32,
}

#[derive(Model)]
struct Given {
    id: i64,
    #[column(version, default = 7)]
    version: i64,
}

fn main() {}

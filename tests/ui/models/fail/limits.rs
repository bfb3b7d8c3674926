use orm::prelude::*;

#[derive(Model)]
struct Book {
    id: i64,
    #[column(max_length = 3)]
    pages: i64,
    #[column(default = "none")]
    stock: i64,
}

fn main() {}

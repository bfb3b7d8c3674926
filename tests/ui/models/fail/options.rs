use orm::prelude::*;

#[derive(Model)]
#[model(tabel = "books", unique(titel), index(), check)]
#[primary_key]
struct Book {
    id: i64,
    #[column(uniqe, colour = "red", max_length = "100", max_length = 0)]
    title: String,
    #[column(unique = true, unique, unique, default_with = "x")]
    isbn: String,
    #[column(default = Status::Draft)]
    status: String,
    #[column(default = 'x')]
    letter: String,
    #[column(default = 1, default_with = one)]
    stock: i64,
    #[column = "x"]
    shelf: i64,
    #[primary_key(auto)]
    #[model(table = "x")]
    key: i64,
}

fn main() {}

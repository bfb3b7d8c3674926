use orm::prelude::*;

#[derive(Model)]
#[model(table = "sqlite_books", schema = "")]
struct Book {
    id: i64,
    xmin: i64,
    #[column(name = "")]
    title: String,
    #[column(name = "a_name_that_is_longer_than_the_sixty_three_bytes_that_postgres_keeps")]
    subtitle: String,
    #[column(name = "ISBN")]
    number: String,
    isbn: String,
    #[column(renamed_from = "pages")]
    pages: i32,
}

fn main() {}

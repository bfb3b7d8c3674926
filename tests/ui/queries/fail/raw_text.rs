//! SQL is a literal: text made at run time may hold a user's input, and is vouched for.

use orm::prelude::*;

#[derive(Model)]
pub struct Book {
    pub id: i64,
    pub title: String,
}

fn made_of_input(title: &str) {
    Book::raw(format!("SELECT * FROM book WHERE title = '{title}'"));
}

fn a_type_of_no_column() {
    Book::raw("SELECT * FROM book WHERE id = $1").bind(7_u64);
}

fn no_row() {
    raw::<std::time::Instant>("SELECT 1");
}

fn main() {}

//! A fragment has a type and a tuple of operands.

use orm::prelude::*;

#[derive(Model)]
pub struct Book {
    pub id: i64,
    pub title: String,
}

fn a_number_is_no_condition() {
    Book::filter(sql_expr::<i64>("length($1)", (Book::title,)));
}

fn one_operand_is_a_tuple_too() {
    sql_expr::<i64>("length($1)", Book::title);
}

fn no_value() {
    sql_expr::<i64>("length($1)", (std::time::Instant::now(),));
}

fn text_made_at_run_time(name: String) {
    sql_expr::<i64>(name, ());
}

fn main() {}

//! An aggregate is asked of groups, and stands before what its group has in common.

use orm::prelude::*;

#[derive(Model)]
pub struct Book {
    pub id: i64,
    pub year: i32,
}

fn conditions() {
    let _ = Book::query().group_by(Book::year).having(count().gt(1) & Book::year.gt(1810));
    let _ = Book::filter(count().gt(1) & Book::year.gt(1810));
    let _ = Book::query().group_by(Book::year).having(Book::year.gt(1810) & count().gt(1));
}

fn main() {
    conditions();
}

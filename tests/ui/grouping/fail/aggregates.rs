//! An aggregate is asked of groups of rows, a column of single rows.
use orm::prelude::*;

#[derive(Model)]
struct Author {
    id: i64,
    name: String,
}

#[derive(Model)]
struct Book {
    id: i64,
    title: String,
    price: i64,
    #[foreign_key(Author, related_name = books)]
    author_id: i64,
}

fn a_filter_asks_single_rows() {
    Book::filter(count().gt(3));
}

fn having_asks_groups_of_the_same_model() {
    Book::query().group_by(Book::author_id).having(Author::name.eq("Jane"));
}

async fn an_aggregate_is_no_column(db: &Db) {
    Book::query().aggregate(Book::price, db).await;
}

fn an_aggregate_is_not_aggregated() {
    Book::query().group_by(Book::author_id).select(Book::price.sum().max().max());
}

fn main() {}

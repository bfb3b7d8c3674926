//! What a query selects belongs to its model, and is what it reads.
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
    #[foreign_key(Author, related_name = books)]
    author_id: i64,
}

fn a_column_of_another_model() {
    Book::query().select((Book::title, Author::name));
}

fn relations_are_loaded_with_whole_rows() {
    Book::query().select(Book::title).with(Book::author);
}

async fn groups_have_nothing_until_it_is_selected(db: &Db) {
    Book::query().group_by(Book::author_id).all(db).await;
}

async fn selected_values_are_not_written(db: &Db) {
    Book::filter(Book::id.eq(1)).select(Book::title).delete(db).await;
}

fn put_together_with_other_types() {
    Book::query().select(Book::title).union(Author::query().select(Author::id));
}

fn a_set_of_another_type() {
    Author::filter(Author::id.is_in(Book::query().select(Book::title)));
}

fn main() {}

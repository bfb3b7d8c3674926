//! The tables of the library: one of each kind of relation, declared once, on the side that holds it.

use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "library")]
pub struct Author {
    pub id: i64,
    #[column(unique, max_length = 100)]
    pub name: String,
    pub born: i32,
    pub died: Option<i32>,
    pub country: String,
}

/// One-to-one: an author has at most one biography.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "library")]
pub struct Biography {
    pub id: i64,
    #[one_to_one(Author, on_delete = cascade)]
    pub author_id: i64,
    pub nobel_year: Option<i32>,
    pub note: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "library")]
pub struct Publisher {
    pub id: i64,
    #[column(unique, max_length = 100)]
    pub name: String,
    pub city: String,
    pub country: String,
    pub founded: i32,
}

/// One-to-many twice: each book has an author, and a publisher if one is known. Many-to-many: a book is about any number
/// of subjects.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "library", unique(title, author_id))]
#[many_to_many(Subject, name = subjects, related_name = books)]
pub struct Book {
    pub id: i64,
    pub title: String,
    /// When it was first published.
    pub year: i32,
    pub language: String,
    #[foreign_key(Author, related_name = books, on_delete = cascade)]
    pub author_id: i64,
    #[foreign_key(Publisher, related_name = books, on_delete = set_null)]
    pub publisher_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "library")]
pub struct Subject {
    pub id: i64,
    #[column(unique, max_length = 50)]
    pub name: String,
}

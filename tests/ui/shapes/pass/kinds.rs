//! Shapes where models are: in a function, behind a path, private beside public, and by another name of the crate.

mod library {
    use orm::prelude::*;

    #[derive(Model)]
    pub struct Author {
        pub id: i64,
        pub name: String,
    }

    #[derive(Model)]
    pub struct Book {
        pub id: i64,
        pub r#type: String,
        #[foreign_key(Author, related_name = books)]
        pub author_id: i64,
    }
}

use orm::prelude::*;

/// A constant of a field's name is no pattern.
#[allow(non_upper_case_globals, dead_code)]
const name: i32 = 1;

#[derive(Shape)]
#[shape(library::Author, crate = ::orm)]
pub struct Card {
    pub name: String,
    books: Vec<Line>,
    #[shape(library::Author::books)]
    by_key: std::collections::BTreeMap<i64, library::Book>,
}

#[derive(Shape)]
#[shape(library::Book)]
struct Line {
    r#type: String,
}

fn main() {
    #[derive(Shape)]
    #[shape(library::Book)]
    struct Inner {
        author: Card,
        #[shape({
            let text = library::Book::r#type;
            text.eq("novel")
        })]
        is_novel: bool,
    }
    let query = library::Book::query().shape::<Inner>();
    assert!(query.clone().sql(Dialect::Sqlite).starts_with("SELECT"));
    let read = |inner: &Inner| (inner.author.books.len(), inner.author.by_key.len(), inner.is_novel);
    let _ = read;
    let _ = |line: &Line| line.r#type.len();
}

//! Rows created with others: in every form that a relation has.

use orm::prelude::*;

#[derive(Model)]
#[many_to_many(Tag, name = tags, related_name = books)]
pub struct Book {
    id: i64,
    title: String,
    #[foreign_key(Author, related_name = books)]
    author_id: i64,
    #[foreign_key(Author, name = editor, related_name = edited)]
    editor_id: Option<i64>,
}

#[derive(Model)]
struct Author {
    id: i64,
    name: String,
    #[foreign_key(Author, related_name = pupils)]
    teacher_id: Option<i64>,
}

#[derive(Model)]
struct Profile {
    #[primary_key]
    #[one_to_one(Author)]
    author_id: i64,
    text: Option<String>,
}

#[derive(Model)]
struct Tag {
    #[primary_key]
    label: String,
}

/// Nothing of it is required, and its relation comes in a trait.
#[derive(Model)]
struct Note {
    id: i64,
    #[foreign_key(Book, related_name = notes, extension = BookNotes)]
    book_id: Option<i64>,
}

fn rows(jane: &Author, love: &Tag, titles: &[&str], is_known: bool) {
    let books: Vec<_> = titles.iter().map(|title| Book::create().title(*title)).collect();
    let _ = Author::create()
        .with(Author::books, books)
        .with(Author::books, titles.iter().map(|title| Book::create().title(*title)))
        .name("Jane")
        .with(Author::edited, [Book::create().title("Emma").author(jane)])
        .with(Author::profile, Some(Profile::create()))
        .with(Author::pupils, [Author::create().name("Mary").with(Author::profile, is_known.then(Profile::create))]);
    let _ = Book::create()
        .with(Book::tags, [link(love)])
        .with(Book::tags, vec![Tag::create().label("War").with(Tag::books, [Book::create().author(jane).title("x")])])
        .with(Book::notes, [Note::create()])
        .title("Persuasion")
        .author(jane);
    let _ = jane.books().create().with(Book::tags, [link(love)]).title("Emma");
}

fn main() {
    fn inside_a_function() {
        #[derive(Model)]
        struct Parent {
            id: i64,
        }

        #[derive(Model)]
        struct Child {
            id: i64,
            #[foreign_key(Parent, related_name = children)]
            parent_id: i64,
        }

        let _ = Parent::create().with(Parent::children, [Child::create()]);
    }
    inside_a_function();
}

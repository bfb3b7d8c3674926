use orm::prelude::*;

#[derive(Model)]
struct Author {
    id: i64,
    name: String,
    born: Option<i32>,
}

#[derive(Model)]
struct Book {
    id: i64,
    title: String,
    #[foreign_key(Author, related_name = books)]
    author_id: i64,
    #[foreign_key(Author, related_name = edited)]
    editor_id: Option<i64>,
}

#[derive(Shape)]
#[shape(Author)]
struct Columns {
    name: i32,
    born: i32,
    id: Option<i64>,
    nme: String,
    #[shape(Author::books.count())]
    books: i32,
    #[shape(Book::title)]
    title: String,
    #[shape(Book::editor.then(Author::name))]
    editor: Option<String>,
    #[shape(Book::author)]
    author: Name,
}

#[derive(Shape)]
#[shape(Book)]
struct Title {
    title: String,
}

#[derive(Shape)]
#[shape(Author)]
struct Name {
    name: String,
}

#[derive(Shape)]
#[shape(Book)]
struct OneRow {
    author: Option<Author>,
    editor: Author,
    #[shape(Book::author)]
    shape_of_another: Title,
    #[shape(Book::author)]
    many: Vec<Name>,
}

#[derive(Shape)]
#[shape(Author)]
struct ManyRows {
    books: Title,
    #[shape(Author::books)]
    perhaps: Option<Title>,
    #[shape(Author::books)]
    shape_of_another: Vec<Name>,
    #[shape(Author::books)]
    by_text: std::collections::HashMap<String, Title>,
    #[shape(Author::books, key = Book::title)]
    by_number: std::collections::HashMap<i64, Title>,
    #[shape(flatten)]
    flat: Title,
    #[shape(flatten)]
    perhaps_flat: Option<Name>,
}

fn main() {
    let _ = Author::query().shape::<Title>();
    let _ = Author::query().shape::<String>();
}

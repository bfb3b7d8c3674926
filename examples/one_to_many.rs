//! One-to-many: an author has any number of books, and a book has one author and perhaps an editor.
//!
//! `cargo run --example one_to_many` runs it on SQLite in memory, or on the database that `DATABASE_URL` names.

use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "one_to_many")]
struct Author {
    id: i64,
    #[column(max_length = 100)]
    name: String,
}

/// The side that holds the relations. Both lead to the same model, so each names its other side.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(schema = "one_to_many")]
struct Book {
    id: i64,
    title: String,
    year: i32,
    #[foreign_key(Author, related_name = books, on_delete = cascade)]
    author_id: i64,
    #[foreign_key(Author, related_name = edited_books, on_delete = set_null)]
    editor_id: Option<i64>,
}

#[tokio::main]
async fn main() -> Result<(), orm::Error> {
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite::memory:".to_owned());
    let db = Db::connect(&url).await?;
    let schema = schema![Author, Book];
    schema.drop_all(&db).await?;
    schema.create_all(&db).await?;

    let mary = Author::create().name("Mary Shelley").save(&db).await?;
    let percy = Author::create().name("Percy Bysshe Shelley").save(&db).await?;

    // One row from its parent, or many rows in one statement.
    let frankenstein = mary.books().create().title("Frankenstein").year(1818).editor(&percy).save(&db).await?;
    Book::create_many([
        Book::create().title("Valperga").year(1823).author(&mary),
        Book::create().title("The Last Man").year(1826).author(&mary),
        Book::create().title("Queen Mab").year(1813).author(&percy),
        Book::create().title("Posthumous Poems").year(1824).author(&mary),
    ])
    .save(&db)
    .await?;

    // From a book to its author and editor, from an author to the books.
    let author: Author = frankenstein.author().get(&db).await?;
    let editor: Option<Author> = frankenstein.editor().get(&db).await?;
    println!("{} by {}, edited by {}.", frankenstein.title, author.name, editor.map_or("nobody".into(), |e| e.name));
    println!("Books of {}: {}.", mary.name, mary.books().count(&db).await?);

    // A row that was given the wrong parent moves to another one.
    let poems = Book::filter(Book::title.eq("Posthumous Poems")).get(&db).await?;
    percy.books().add([&poems], &db).await?;

    // Authors with their two newest books each: two statements, however many authors there are.
    let shelf: Vec<(Author, Vec<Book>)> = Author::query()
        .with(Author::books.order_by(Book::year.desc()).limit(2))
        .order_by(Author::name.asc())
        .all(&db)
        .await?;
    for (author, books) in &shelf {
        let titles: Vec<String> = books.iter().map(|book| format!("{} ({})", book.title, book.year)).collect();
        println!("Newest of {}: {}.", author.name, titles.join(", "));
    }

    // Conditions and orders cross the relation, in either direction.
    let early = Author::filter(Author::books.any(Book::year.lt(1815))).get(&db).await?;
    let unedited = Book::filter(Book::author.has(Author::name.starts_with("Mary")).and(Book::editor_id.is_null()));
    let busiest = Author::query().order_by(Author::books.count().desc()).first(&db).await?;
    println!("Before 1815: {}.", early.name);
    println!("Unedited books of Mary's: {}.", unedited.count(&db).await?);
    println!("Most books: {}.", busiest.map_or("nobody".into(), |author| author.name));

    // Deleting an author deletes the books and leaves the edited ones without an editor.
    percy.delete(&db).await?;
    let frankenstein = frankenstein.refresh(&db).await?;
    let left = Book::query().count(&db).await?;
    println!("Without Percy, {left} books are left, and the editor of {} is {:?}.", frankenstein.title, frankenstein.editor_id);
    Ok(())
}

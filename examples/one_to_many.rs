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

    // One row from its parent, or many rows in one statement.
    let mary = Author::create().name("Mary Shelley").save(&db).await?;
    let percy = Author::create().name("Percy Shelley").save(&db).await?;
    let novel = mary.books().create().title("Frankenstein").year(1818);
    let novel = novel.editor(&percy).save(&db).await?;
    let more = [("Valperga", 1823), ("The Last Man", 1826), ("Poems", 1824)];
    let more = more.map(|(title, year)| Book::create().title(title).year(year).author(&mary));
    let more = Book::create_many(more).save(&db).await?;

    // From a book to its author and editor, from an author to the books.
    let author: Author = novel.author().get(&db).await?;
    let editor: Option<Author> = novel.editor().get(&db).await?;
    let editor = editor.map_or("nobody".to_owned(), |editor| editor.name);
    println!("{} is by {}, edited by {editor}.", novel.title, author.name);
    println!(
        "{} wrote {} books.",
        mary.name,
        mary.books().count(&db).await?
    );

    // A book that was given the wrong author moves to another one.
    percy.books().add([&more[2]], &db).await?;

    // Authors with their two newest books each: two statements, however many authors there are.
    let shelf: Vec<(Author, Vec<Book>)> = Author::query()
        .with(Author::books.order_by(Book::year.desc()).limit(2))
        .order_by(Author::name.asc())
        .all(&db)
        .await?;
    for (author, books) in &shelf {
        let titles: Vec<&str> = books.iter().map(|book| book.title.as_str()).collect();
        println!("Newest of {}: {}.", author.name, titles.join(", "));
    }

    // Conditions and orders cross the relation, in either direction.
    let late = Author::filter(Author::books.any(Book::year.gt(1825)));
    let by_mary = Book::author.has(Author::name.starts_with("Mary"));
    let unedited = Book::filter(by_mary.and(Book::editor_id.is_null()));
    let fewest = Author::query().order_by(Author::books.count().asc());
    println!("Wrote after 1825: {}.", late.get(&db).await?.name);
    println!(
        "Of Mary's books, {} are unedited.",
        unedited.count(&db).await?
    );
    println!(
        "Fewest books: {:?}.",
        fewest.first(&db).await?.map(|author| author.name)
    );

    // Deleting an author deletes the books, and leaves the edited ones without an editor.
    percy.delete(&db).await?;
    let left = Book::query().count(&db).await?;
    let editor = novel.refresh(&db).await?.editor_id;
    println!("Without Percy, {left} books are left, and an editor's id is {editor:?}.");
    Ok(())
}

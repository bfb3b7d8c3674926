//! What a librarian asks, each answered by one query.

use std::fmt::Display;

use comfy_table::{Cell, CellAlignment, LineStyle, Row, Table, TableStyle};
use orm::prelude::*;

use crate::models::{Author, Biography, Book, Publisher, Subject};

/// Which authors have the most books?
pub(crate) async fn most_books(db: &Db) -> Result<Table, Error> {
    let authors: Vec<(Author, Vec<Book>)> = Author::query()
        .order_by((Author::books.count().desc(), Author::born.asc(), Author::id.asc()))
        .limit(5)
        .with(Author::books.order_by((Book::year.asc(), Book::id.asc())))
        .all(db)
        .await?;

    let rows = authors.iter().map(|(author, books)| {
        let years: Vec<String> = books.iter().map(|book| book.year.to_string()).collect();
        cells([&author.name, &author.country, &books.len(), &years.join(", ")])
    });
    Ok(table(["Author", "Country", "Books", "First published"], rows))
}

/// Which dystopias are there, by whom, and who published them?
pub(crate) async fn dystopias(db: &Db) -> Result<Table, Error> {
    let books: Vec<(Book, Author, Option<Publisher>)> =
        Book::filter(Book::subjects.any(Subject::name.eq("Dystopia")))
            .with(Book::author)
            .with(Book::publisher)
            .order_by((Book::year.asc(), Book::id.asc()))
            .all(db)
            .await?;

    let rows = books.iter().map(|(book, author, publisher)| {
        let publisher = publisher.as_ref().map_or("–", |publisher| &publisher.name);
        cells([&book.title, &author.name, &book.year, &publisher])
    });
    Ok(table(["Title", "Author", "Year", "Publisher"], rows))
}

/// What are the two newest books of each author born after 1945?
pub(crate) async fn newest_two(db: &Db) -> Result<Table, Error> {
    let authors: Vec<(Author, Vec<Book>)> = Author::filter(Author::born.gt(1945))
        .with(Author::books.order_by((Book::year.desc(), Book::id.desc())).limit(2))
        .order_by((Author::born.asc(), Author::id.asc()))
        .all(db)
        .await?;

    let rows = authors.iter().map(|(author, books)| {
        let titles: Vec<String> = books.iter().map(|book| format!("{} ({})", book.title, book.year)).collect();
        cells([&author.name, &author.born, &titles.join(", ")])
    });
    Ok(table(["Author", "Born", "Newest books"], rows))
}

/// Which Nobel laureates since 2000 does the library hold, and about what do they write?
pub(crate) async fn laureates(db: &Db) -> Result<Table, Error> {
    let authors: Vec<(Author, Option<Biography>, Vec<(Book, Vec<Subject>)>)> =
        Author::filter(Author::biography.has(Biography::nobel_year.ge(2000)))
            .with(Author::biography)
            .with(Author::books.with(Book::subjects))
            .order_by(Author::biography.then(Biography::nobel_year).asc())
            .all(db)
            .await?;

    let rows = authors.iter().map(|(author, biography, books)| {
        let year = biography.as_ref().and_then(|biography| biography.nobel_year).unwrap_or_default();
        let mut subjects: Vec<&str> =
            books.iter().flat_map(|(_, subjects)| subjects).map(|subject| subject.name.as_str()).collect();
        subjects.sort_unstable();
        subjects.dedup();
        cells([&year, &author.name, &books.len(), &subjects.join(", ")])
    });
    Ok(table(["Prize", "Author", "Books", "Subjects"], rows))
}

/// Which publishers have no book here that was first published after 1900?
pub(crate) async fn early_publishers(db: &Db) -> Result<Table, Error> {
    let publishers: Vec<(Publisher, Vec<(Book, Author)>)> =
        Publisher::filter(Publisher::books.none(Book::year.gt(1900)))
            .with(Publisher::books.order_by((Book::year.desc(), Book::id.desc())).limit(1).with(Book::author))
            .order_by(Publisher::founded.asc())
            .all(db)
            .await?;

    let rows = publishers.iter().map(|(publisher, last)| {
        let last: Vec<String> =
            last.iter().map(|(book, author)| format!("{} ({}), {}", book.title, book.year, author.name)).collect();
        cells([&publisher.name, &publisher.city, &publisher.founded, &last.join("")])
    });
    Ok(table(["Publisher", "City", "Founded", "Last book"], rows))
}

/// Of which authors is every book older than 1900, and no book's publisher known?
pub(crate) async fn unknown_publishers(db: &Db) -> Result<Table, Error> {
    let old = Author::books.all(Book::year.lt(1900));
    let unpublished = Author::books.all(Book::publisher_id.is_null());
    let authors: Vec<(Author, Vec<Book>)> = Author::filter(old.and(unpublished).and(!Author::books.is_empty()))
        .with(Author::books.order_by((Book::year.asc(), Book::id.asc())))
        .order_by((Author::born.asc(), Author::id.asc()))
        .all(db)
        .await?;

    let rows = authors.iter().map(|(author, books)| {
        let titles: Vec<&str> = books.iter().map(|book| book.title.as_str()).collect();
        cells([&author.name, &author.born, &titles.join(", ")])
    });
    Ok(table(["Author", "Born", "Books"], rows))
}

fn cells<const N: usize>(values: [&dyn Display; N]) -> Row {
    Row::from(values.map(ToString::to_string))
}

/// Rows under a heading, with numbers to the right.
fn table<const N: usize>(heading: [&str; N], rows: impl Iterator<Item = Row>) -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_header(heading).add_rows(rows);
    for place in 0..N {
        let is_number = |cell: &Cell| cell.content().parse::<i64>().is_ok();
        if table.column_cells_iter(place).flatten().all(is_number)
            && let Some(column) = table.column_mut(place)
        {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

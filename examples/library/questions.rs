//! What a librarian asks, each answered by one query.

use std::fmt::Display;

use comfy_table::{Cell, CellAlignment, LineStyle, Row, Table, TableStyle};
use orm::prelude::*;

use crate::models::{Author, Biography, Book, Publisher, Subject};

pub(crate) async fn most_books(db: &Db) -> Result<Answer, Error> {
    let question = "Which authors have the most books?";
    let authors: Vec<(Author, Vec<Book>)> = Author::query()
        .order_by((
            Author::books.count().desc(),
            Author::born.asc(),
            Author::id.asc(),
        ))
        .limit(5)
        .with(Author::books.order_by((Book::year.asc(), Book::id.asc())))
        .all(db)
        .await?;

    let rows = authors.iter().map(|(author, books)| {
        let years: Vec<String> = books.iter().map(|book| book.year.to_string()).collect();
        cells([
            &author.name,
            &author.country,
            &books.len(),
            &years.join(", "),
        ])
    });
    Ok(Answer::new(
        question,
        ["Author", "Country", "Books", "First published"],
        rows,
    ))
}

pub(crate) async fn dystopias(db: &Db) -> Result<Answer, Error> {
    let question = "Which dystopias are there, by whom, and who published them?";
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
    Ok(Answer::new(
        question,
        ["Title", "Author", "Year", "Publisher"],
        rows,
    ))
}

pub(crate) async fn newest_two(db: &Db) -> Result<Answer, Error> {
    let question = "What are the two newest books of each author born after 1945?";
    let authors: Vec<(Author, Vec<Book>)> = Author::filter(Author::born.gt(1945))
        .with(
            Author::books
                .order_by((Book::year.desc(), Book::id.desc()))
                .limit(2),
        )
        .order_by((Author::born.asc(), Author::id.asc()))
        .all(db)
        .await?;

    let rows = authors.iter().map(|(author, books)| {
        let titles: Vec<String> = books
            .iter()
            .map(|book| format!("{} ({})", book.title, book.year))
            .collect();
        cells([&author.name, &author.born, &titles.join(", ")])
    });
    Ok(Answer::new(
        question,
        ["Author", "Born", "Newest books"],
        rows,
    ))
}

type Laureate = (Author, Option<Biography>, Vec<(Book, Vec<Subject>)>);

pub(crate) async fn laureates(db: &Db) -> Result<Answer, Error> {
    let question = "Which Nobel laureates since 2000 are here, and what are their books about?";
    let authors: Vec<Laureate> =
        Author::filter(Author::biography.has(Biography::nobel_year.ge(2000)))
            .with(Author::biography)
            .with(Author::books.with(Book::subjects))
            .order_by(Author::biography.then(Biography::nobel_year).asc())
            .all(db)
            .await?;

    let rows = authors.iter().map(|(author, biography, books)| {
        let year = biography
            .as_ref()
            .and_then(|biography| biography.nobel_year)
            .unwrap_or_default();
        let mut subjects: Vec<&str> = books
            .iter()
            .flat_map(|(_, subjects)| subjects)
            .map(|subject| subject.name.as_str())
            .collect();
        subjects.sort_unstable();
        subjects.dedup();
        cells([&year, &author.name, &books.len(), &subjects.join(", ")])
    });
    Ok(Answer::new(
        question,
        ["Prize", "Author", "Books", "Subjects"],
        rows,
    ))
}

pub(crate) async fn early_publishers(db: &Db) -> Result<Answer, Error> {
    let question = "Which publishers have no book here from after 1900?";
    let publishers: Vec<(Publisher, Vec<(Book, Author)>)> =
        Publisher::filter(Publisher::books.none(Book::year.gt(1900)))
            .with(
                Publisher::books
                    .order_by((Book::year.desc(), Book::id.desc()))
                    .limit(1)
                    .with(Book::author),
            )
            .order_by(Publisher::founded.asc())
            .all(db)
            .await?;

    let rows = publishers.iter().map(|(publisher, last)| {
        let last: Vec<String> = last
            .iter()
            .map(|(book, author)| format!("{} ({}), {}", book.title, book.year, author.name))
            .collect();
        cells([
            &publisher.name,
            &publisher.city,
            &publisher.founded,
            &last.join(""),
        ])
    });
    Ok(Answer::new(
        question,
        ["Publisher", "City", "Founded", "Last book"],
        rows,
    ))
}

pub(crate) async fn unknown_publishers(db: &Db) -> Result<Answer, Error> {
    let question = "Of which authors is every book older than 1900, and no publisher known?";
    let old = Author::books.all(Book::year.lt(1900));
    let unpublished = Author::books.all(Book::publisher_id.is_null());
    let authors: Vec<(Author, Vec<Book>)> =
        Author::filter(old.and(unpublished).and(!Author::books.is_empty()))
            .with(Author::books.order_by((Book::year.asc(), Book::id.asc())))
            .order_by((Author::born.asc(), Author::id.asc()))
            .all(db)
            .await?;

    let rows = authors.iter().map(|(author, books)| {
        let titles: Vec<&str> = books.iter().map(|book| book.title.as_str()).collect();
        cells([&author.name, &author.born, &titles.join(", ")])
    });
    Ok(Answer::new(question, ["Author", "Born", "Books"], rows))
}

/// A question and its answer, as a table.
pub(crate) struct Answer {
    pub(crate) question: &'static str,
    pub(crate) table: Table,
}

impl Answer {
    /// Rows under a heading, with numbers to the right.
    fn new<const N: usize>(
        question: &'static str,
        heading: [&str; N],
        rows: impl Iterator<Item = Row>,
    ) -> Self {
        let line = LineStyle::none().fill('─').junction('─');
        let mut table = Table::new();
        table.load_style(TableStyle::new().header_separator(line));
        table.set_header(heading).add_rows(rows);
        for place in 0..N {
            let is_number = |cell: &Cell| cell.content().parse::<i64>().is_ok();
            if table.column_cells_iter(place).flatten().all(is_number)
                && let Some(column) = table.column_mut(place)
            {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        Answer { question, table }
    }
}

fn cells<const N: usize>(values: [&dyn Display; N]) -> Row {
    Row::from(values.map(ToString::to_string))
}

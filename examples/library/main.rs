//! A library's catalogue: CSV files, stored with all three kinds of relation and asked what a librarian would ask.
//!
//! `cargo run --example library` runs it on SQLite in memory, or on the database that `DATABASE_URL` names. There it drops
//! the tables of the database schema `library` and makes them anew.

mod catalogue;
mod models;
mod questions;

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use orm::prelude::*;

use catalogue::Catalogue;
use models::{Author, Biography, Book, Publisher, Subject};
use questions::Answer;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let catalogue = Catalogue::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data"))?;

    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite::memory:".to_owned());
    let db = Db::connect(&url).await?;
    let schema = schema![Author, Biography, Publisher, Book, Subject];
    schema.drop_all(&db).await?;
    schema.create_all(&db).await?;

    let before = db.statement_count();
    catalogue.store(&db).await?;
    let sent = db.statement_count() - before;
    println!(
        "Stored {} authors with {} biographies, and {} publishers with {} books, in {}.",
        Author::query().count(&db).await?,
        Biography::query().count(&db).await?,
        Publisher::query().count(&db).await?,
        Book::query().count(&db).await?,
        statements(sent),
    );

    show(&db, questions::most_books(&db)).await?;
    show(&db, questions::dystopias(&db)).await?;
    show(&db, questions::newest_two(&db)).await?;
    show(&db, questions::laureates(&db)).await?;
    show(&db, questions::early_publishers(&db)).await?;
    show(&db, questions::unknown_publishers(&db)).await?;

    println!(
        "\nSix questions answered on {}, {} ms after the start.",
        db.dialect(),
        started.elapsed().as_millis()
    );
    Ok(())
}

/// Prints a question, how many statements its answer took, and the answer.
async fn show(
    db: &Db,
    answer: impl Future<Output = Result<Answer, orm::Error>>,
) -> Result<(), orm::Error> {
    let before = db.statement_count();
    let Answer { question, table } = answer.await?;
    let sent = statements(db.statement_count() - before);
    println!("\n{question}  ({sent})\n{table}");
    Ok(())
}

fn statements(count: u64) -> String {
    format!("{count} statement{}", if count == 1 { "" } else { "s" })
}

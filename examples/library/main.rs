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

use comfy_table::Table;
use orm::prelude::*;

use catalogue::Catalogue;
use models::{Author, Biography, Book, Publisher, Subject};

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
        "Stored {} authors with {} biographies, {} publishers and {} books about {} subjects, in {}.",
        Author::query().count(&db).await?,
        Biography::query().count(&db).await?,
        Publisher::query().count(&db).await?,
        Book::query().count(&db).await?,
        Subject::query().count(&db).await?,
        statements(sent),
    );

    answer(&db, "Which authors have the most books?", questions::most_books(&db)).await?;
    answer(&db, "Which dystopias are there, by whom, and who published them?", questions::dystopias(&db)).await?;
    answer(&db, "What are the two newest books of each author born after 1945?", questions::newest_two(&db)).await?;
    answer(&db, "Which Nobel laureates since 2000 are here, and what are their books about?", questions::laureates(&db)).await?;
    answer(&db, "Which publishers have no book here from after 1900?", questions::early_publishers(&db)).await?;
    answer(&db, "Of which authors is every book older than 1900, and no publisher known?", questions::unknown_publishers(&db)).await?;

    println!("\nSix questions answered on {}, {} ms after the start.", db.dialect(), started.elapsed().as_millis());
    Ok(())
}

/// Prints a question, how many statements its answer took, and the answer.
async fn answer(db: &Db, question: &str, table: impl Future<Output = Result<Table, orm::Error>>) -> Result<(), orm::Error> {
    let before = db.statement_count();
    let table = table.await?;
    println!("\n{question}  ({})\n{table}", statements(db.statement_count() - before));
    Ok(())
}

fn statements(count: u64) -> String {
    format!("{count} statement{}", if count == 1 { "" } else { "s" })
}

//! Makes the SQLite file that every peer gets a copy of.

use bench::{Credit, Data, Result, SQLITE_SCHEMA};
use rusqlite::{Connection, Transaction, params};

fn main() -> Result<()> {
    let path = std::env::args().nth(1).ok_or("say the file's path")?;
    let mut connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(SQLITE_SCHEMA)?;
    insert(&transaction, &Data::generate())?;
    transaction.commit()?;
    connection.execute_batch("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}

fn insert(transaction: &Transaction<'_>, data: &Data) -> rusqlite::Result<()> {
    let mut person = transaction.prepare("INSERT INTO person VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for row in &data.people {
        person.execute(params![
            row.id,
            row.first_name,
            row.middle_name,
            row.last_name,
            row.image,
            row.bio
        ])?;
    }
    let mut movie = transaction.prepare("INSERT INTO movie VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for row in &data.movies {
        movie.execute(params![
            row.id,
            row.title,
            row.year,
            row.image,
            row.description
        ])?;
    }
    let mut user = transaction.prepare("INSERT INTO users VALUES (?1, ?2, ?3)")?;
    for row in &data.users {
        user.execute(params![row.id, row.name, row.image])?;
    }
    insert_credits(
        transaction,
        "INSERT INTO director VALUES (?1, ?2, ?3)",
        &data.directors,
    )?;
    insert_credits(
        transaction,
        "INSERT INTO actor VALUES (?1, ?2, ?3)",
        &data.actors,
    )?;
    let mut review = transaction.prepare("INSERT INTO review VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for row in &data.reviews {
        review.execute(params![
            row.id,
            row.body,
            row.rating,
            row.created_at,
            row.author_id,
            row.movie_id
        ])?;
    }
    Ok(())
}

fn insert_credits(
    transaction: &Transaction<'_>,
    sql: &str,
    credits: &[Credit],
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare(sql)?;
    for row in credits {
        insert.execute(params![row.movie_id, row.person_id, row.list_order])?;
    }
    Ok(())
}

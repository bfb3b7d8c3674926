// What the examples of README.md begin with: a library's models, and a few rows on SQLite in memory.

use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Subject, name = subjects, related_name = books)]
pub struct Book {
    pub id: i64,
    pub title: String,
    pub year: i32,
    #[foreign_key(Author, related_name = books, on_delete = cascade)]
    pub author_id: i64,
    #[foreign_key(Publisher, related_name = books, on_delete = set_null)]
    pub publisher_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Author {
    pub id: i64,
    #[column(unique, max_length = 100)]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Biography {
    pub id: i64,
    pub text: String,
    #[one_to_one(Author, on_delete = cascade)]
    pub author_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Publisher {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Subject {
    pub id: i64,
    pub name: String,
}

/// Jane Austen with two books and a biography, Mary Shelley with one book, and a subject of two books.
pub async fn library() -> Result<(Db, Author, Author), orm::Error> {
    let db = Db::connect("sqlite::memory:").await?;
    schema![Author, Biography, Publisher, Book, Subject].create_all(&db).await?;
    let jane = Author::create().name("Jane Austen").save(&db).await?;
    let mary = Author::create().name("Mary Shelley").save(&db).await?;
    jane.biography().create().text("Wrote six novels.").save(&db).await?;
    let murray = Publisher::create().name("John Murray").save(&db).await?;
    let love = Subject::create().name("Love").save(&db).await?;
    let emma = jane.books().create().title("Emma").year(1815).publisher(&murray).save(&db).await?;
    let pride = jane.books().create().title("Pride and Prejudice").year(1813).save(&db).await?;
    mary.books().create().title("Frankenstein").year(1818).save(&db).await?;
    love.books().add([&emma, &pride], &db).await?;
    Ok((db, jane, mary))
}

//! From CSV files to rows: read and checked first, then stored in one transaction.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use orm::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::models::{Author, Biography, Book, Publisher, Subject};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// What the files hold. They name each other's rows by name; here a row is its place in its file.
pub(crate) struct Catalogue {
    authors: Vec<AuthorLine>,
    biographies: Vec<(usize, BiographyLine)>,
    publishers: Vec<PublisherLine>,
    books: Vec<BookEntry>,
    subjects: Vec<SubjectLine>,
}

struct BookEntry {
    line: BookLine,
    author: usize,
    publisher: Option<usize>,
    subjects: Vec<usize>,
}

#[derive(Deserialize)]
struct AuthorLine {
    name: String,
    born: i32,
    died: Option<i32>,
    country: String,
}

#[derive(Deserialize)]
struct BiographyLine {
    author: String,
    nobel_year: Option<i32>,
    note: String,
}

#[derive(Deserialize)]
struct PublisherLine {
    name: String,
    city: String,
    country: String,
    founded: i32,
}

#[derive(Deserialize)]
struct BookLine {
    title: String,
    author: String,
    publisher: Option<String>,
    year: i32,
    language: String,
    /// Names, with semicolons between them.
    subjects: String,
}

#[derive(Deserialize)]
struct SubjectLine {
    name: String,
}

impl Catalogue {
    /// Reads the files of a folder. An error names the file and the line.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let authors: File<AuthorLine> = File::read(folder, "authors.csv")?;
        let biographies: File<BiographyLine> = File::read(folder, "biographies.csv")?;
        let publishers: File<PublisherLine> = File::read(folder, "publishers.csv")?;
        let books: File<BookLine> = File::read(folder, "books.csv")?;
        let subjects: File<SubjectLine> = File::read(folder, "subjects.csv")?;

        let author = authors.places(|line| &line.name);
        let publisher = publishers.places(|line| &line.name);
        let subject = subjects.places(|line| &line.name);
        Ok(Catalogue {
            biographies: biographies.resolve(|line| {
                let place = find(&author, "author", &line.author)?;
                Ok((place, line))
            })?,
            books: books.resolve(|line| {
                let known = line.publisher.as_ref();
                let subjects = line.subjects.split(';');
                Ok(BookEntry {
                    author: find(&author, "author", &line.author)?,
                    publisher: known
                        .map(|name| find(&publisher, "publisher", name))
                        .transpose()?,
                    subjects: subjects
                        .map(|name| find(&subject, "subject", name))
                        .collect::<Result<_, _>>()?,
                    line,
                })
            })?,
            authors: authors.into_lines(),
            publishers: publishers.into_lines(),
            subjects: subjects.into_lines(),
        })
    }

    /// Stores everything, or nothing where something fails.
    pub(crate) async fn store(&self, db: &Db) -> Result<(), orm::Error> {
        db.transaction(async |tx| {
            let authors = self.authors.iter().map(|line| {
                Author::create()
                    .name(&line.name)
                    .born(line.born)
                    .died(line.died)
                    .country(&line.country)
            });
            let authors = Author::create_many(authors).save(tx).await?;

            let publishers = self.publishers.iter().map(|line| {
                Publisher::create()
                    .name(&line.name)
                    .city(&line.city)
                    .country(&line.country)
                    .founded(line.founded)
            });
            let publishers = Publisher::create_many(publishers).save(tx).await?;

            let biographies = self.biographies.iter().map(|(author, line)| {
                Biography::create()
                    .author(&authors[*author])
                    .nobel_year(line.nobel_year)
                    .note(&line.note)
            });
            Biography::create_many(biographies).save(tx).await?;

            let books = self.books.iter().map(|entry| {
                Book::create()
                    .title(&entry.line.title)
                    .year(entry.line.year)
                    .language(&entry.line.language)
                    .author(&authors[entry.author])
                    .publisher(entry.publisher.map(|place| &publishers[place]))
            });
            let books = Book::create_many(books).save(tx).await?;

            let names = self.subjects.iter().map(|line| &line.name);
            let subjects = names.map(|name| Subject::create().name(name));
            let subjects = Subject::create_many(subjects).save(tx).await?;
            for (place, subject) in subjects.iter().enumerate() {
                let entries = self.books.iter().zip(&books);
                let about_it = entries.filter(|(entry, _)| entry.subjects.contains(&place));
                let about_it = about_it.map(|(_, book)| book);
                subject.books().add(about_it, tx).await?;
            }
            Ok(())
        })
        .await
    }
}

/// The lines of a file, each with its number.
struct File<T> {
    name: &'static str,
    lines: Vec<(u64, T)>,
}

impl<T: DeserializeOwned> File<T> {
    fn read(folder: &Path, name: &'static str) -> Result<Self> {
        let in_file = |error: csv::Error| format!("{name}: {error}");
        let mut reader = csv::Reader::from_path(folder.join(name)).map_err(in_file)?;
        let header = reader.headers().map_err(in_file)?.clone();
        let mut lines = Vec::new();
        for record in reader.records() {
            let record = record.map_err(in_file)?;
            let number = record.position().map_or(0, csv::Position::line);
            lines.push((number, record.deserialize(Some(&header)).map_err(in_file)?));
        }
        Ok(File { name, lines })
    }

    /// Where the line of each name stands.
    fn places(&self, name: impl Fn(&T) -> &String) -> HashMap<String, usize> {
        self.lines
            .iter()
            .enumerate()
            .map(|(place, (_, line))| (name(line).clone(), place))
            .collect()
    }

    fn resolve<U>(self, resolve: impl Fn(T) -> Result<U, String>) -> Result<Vec<U>, String> {
        let File { name, lines } = self;
        let resolved = lines.into_iter().map(|(number, line)| {
            resolve(line).map_err(|error| format!("{name}, line {number}: {error}"))
        });
        resolved.collect()
    }

    fn into_lines(self) -> Vec<T> {
        self.lines.into_iter().map(|(_, line)| line).collect()
    }
}

fn find(places: &HashMap<String, usize>, what: &str, name: &str) -> Result<usize, String> {
    places
        .get(name)
        .copied()
        .ok_or_else(|| format!("no {what} is called \"{name}\""))
}

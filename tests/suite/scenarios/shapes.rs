//! Shapes: structs that name what is read.

use std::collections::{BTreeMap, HashMap};

use futures::TryStreamExt;
use orm::prelude::*;
use serde::Serialize;
use sqlx::Executor as _;

use crate::support::cases;

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
    pub city: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Subject {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(student_id, course_id))]
pub struct Enrollment {
    pub id: i64,
    #[foreign_key(Student, on_delete = cascade)]
    pub student_id: i64,
    #[foreign_key(Course, on_delete = cascade)]
    pub course_id: i64,
    pub grade: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Course, name = courses, related_name = students, through = Enrollment)]
pub struct Student {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Course {
    pub id: i64,
    pub title: String,
}

#[derive(Shape, Debug, Clone, PartialEq, Serialize)]
#[shape(Author)]
struct AuthorCard {
    name: String,
    books: Vec<BookLine>,
    #[shape(Author::books.count())]
    book_count: i64,
}

#[derive(Shape, Debug, Clone, PartialEq, Serialize)]
#[shape(Book)]
struct BookLine {
    title: String,
    publisher: Option<PublisherLine>,
}

#[derive(Shape, Debug, Clone, PartialEq, Serialize)]
#[shape(Publisher)]
struct PublisherLine {
    city: Option<String>,
}

fn line(title: &str) -> BookLine {
    BookLine {
        title: title.to_owned(),
        publisher: None,
    }
}

impl BookLine {
    fn with_title(self, title: &str) -> Self {
        let publisher = Some(PublisherLine { city: None });
        BookLine {
            title: title.to_owned(),
            publisher,
        }
    }
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Book)]
struct PublishedIn {
    year: i32,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Author)]
struct Shelf {
    #[shape(Author::books.order_by(Book::year.desc()).limit(1))]
    newest: Vec<PublishedIn>,
    #[shape(Author::books.filter(Book::year.lt(1814)))]
    early: Vec<PublishedIn>,
    #[shape(Author::books.filter(Book::year.gt(1814)).count())]
    late: i64,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Book)]
struct Whole {
    author: Author,
    publisher: Option<Publisher>,
    subjects: Vec<Subject>,
    #[shape(Book::author.then(Author::biography))]
    biography: Option<Life>,
    #[shape(flatten)]
    row: Book,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Biography)]
struct Life {
    text: String,
    author: Years,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Author)]
struct Years {
    books: Vec<PublishedIn>,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Author)]
struct Index {
    books: HashMap<i64, BookLine>,
    #[shape(Author::books, key = Book::title)]
    by_title: BTreeMap<String, Book>,
    #[shape(Author::books.order_by(Book::year.desc()).limit(1))]
    latest: BTreeMap<i64, PublishedIn>,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Book)]
struct Flat {
    #[shape(flatten)]
    base: BookLine,
    id: i64,
    #[shape(Book::author.then(Author::name))]
    author: String,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Enrollment)]
struct Grade {
    #[shape(Enrollment::course.then(Course::title))]
    title: String,
    grade: Option<String>,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Course)]
struct CourseLine {
    title: String,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Student)]
struct Report {
    #[shape(Student::enrollment_set)]
    grades: Vec<Grade>,
    #[shape(Student::courses.through())]
    courses: Vec<(CourseLine, Enrollment)>,
    #[shape(Student::courses)]
    taken: Vec<CourseLine>,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Subject)]
struct SubjectLine {
    name: String,
}

#[derive(Shape, Debug, Clone, PartialEq)]
#[shape(Book)]
struct Many {
    #[shape(Book::year + 0)]
    a: i32,
    #[shape(Book::year + 1)]
    b: i32,
    #[shape(Book::year + 2)]
    c: i32,
    #[shape(Book::year + 3)]
    d: i32,
    #[shape(Book::year + 4)]
    e: i32,
    #[shape(Book::year + 5)]
    f: i32,
    #[shape(Book::year + 6)]
    g: i32,
    #[shape(Book::year + 7)]
    h: i32,
    #[shape(Book::year + 8)]
    i: i32,
    #[shape(Book::subjects)]
    j: Vec<SubjectLine>,
    #[shape(Book::year + 10)]
    k: i32,
    #[shape(Book::year + 11)]
    l: i32,
    #[shape(Book::year + 12)]
    m: i32,
    #[shape(Book::year + 13)]
    n: i32,
    #[shape(Book::year + 14)]
    o: i32,
    #[shape(Book::year + 15)]
    p: i32,
    #[shape(Book::year + 16)]
    q: i32,
    #[shape(Book::year + 17)]
    r: i32,
    #[shape(Book::year + 18)]
    s: i32,
}

struct Library {
    jane: Author,
    mary: Author,
    ann: Author,
    emma: Book,
}

/// Jane with two books, one of them published without a city; Mary with one; Ann with none.
async fn library(db: &Db) -> Library {
    schema![Author, Biography, Publisher, Book, Subject]
        .create_all(db)
        .await
        .unwrap();
    let [jane, mary, ann] =
        ["Jane Austen", "Mary Shelley", "Ann Radcliffe"].map(|name| Author::create().name(name));
    let (jane, mary, ann) = (
        jane.save(db).await.unwrap(),
        mary.save(db).await.unwrap(),
        ann.save(db).await.unwrap(),
    );
    jane.biography()
        .create()
        .text("Wrote six novels.")
        .save(db)
        .await
        .unwrap();
    let murray = Publisher::create()
        .name("John Murray")
        .save(db)
        .await
        .unwrap();
    let emma = jane
        .books()
        .create()
        .title("Emma")
        .year(1815)
        .publisher(&murray)
        .save(db)
        .await
        .unwrap();
    let pride = jane
        .books()
        .create()
        .title("Pride and Prejudice")
        .year(1813)
        .save(db)
        .await
        .unwrap();
    mary.books()
        .create()
        .title("Frankenstein")
        .year(1818)
        .save(db)
        .await
        .unwrap();
    let love = Subject::create().name("Love").save(db).await.unwrap();
    love.books().add([&emma, &pride], db).await.unwrap();
    Library {
        jane,
        mary,
        ann,
        emma,
    }
}

cases! {
    async fn a_shape_names_columns_relations_and_expressions(db: Db) {
        library(db).await;
        let query = Author::query().order_by(Author::id.asc()).shape::<AuthorCard>();
        let (cards, statements) = db.statements(query.all(db)).await;
        let emma = BookLine { publisher: Some(PublisherLine { city: None }), ..line("Emma") };
        assert_eq!(cards.unwrap(), [
            AuthorCard { name: "Jane Austen".into(), books: vec![emma, line("Pride and Prejudice")], book_count: 2 },
            AuthorCard { name: "Mary Shelley".into(), books: vec![line("Frankenstein")], book_count: 1 },
            AuthorCard { name: "Ann Radcliffe".into(), books: vec![], book_count: 0 },
        ]);
        assert_eq!(statements, 2);
    }

    async fn a_shape_is_what_a_web_page_answers(db: Db) {
        library(db).await;
        let card = Author::filter(Author::name.starts_with("Mary")).shape::<AuthorCard>().get(db).await.unwrap();
        assert_eq!(
            serde_json::to_value(&card).unwrap(),
            serde_json::json!({
                "name": "Mary Shelley",
                "books": [{ "title": "Frankenstein", "publisher": null }],
                "book_count": 1,
            })
        );
    }

    async fn every_way_of_reading_gives_shapes(db: Db) {
        let Library { jane, .. } = library(db).await;
        let lines = || Book::query().order_by(Book::year.asc()).shape::<BookLine>();
        assert_eq!(lines().first(db).await.unwrap(), Some(line("Pride and Prejudice")));
        assert_eq!(lines().last(db).await.unwrap(), Some(line("Frankenstein")));
        assert_eq!(lines().filter(Book::year.eq(1813)).get(db).await.unwrap(), line("Pride and Prejudice"));
        assert_eq!(lines().filter(Book::year.eq(1)).optional(db).await.unwrap(), None);
        assert_eq!(lines().limit(1).offset(2).all(db).await.unwrap(), [line("Frankenstein")]);
        assert_eq!(lines().count(db).await.unwrap(), 3);
        assert!(lines().exists(db).await.unwrap());
        assert!(matches!(lines().get(db).await, Err(Error::MultipleFound { .. })));
        let (streamed, statements) = db.statements(async {
            let cards = Author::query().order_by(Author::id.asc()).shape::<AuthorCard>();
            cards.stream(db).map_ok(|card| card.books.len()).try_collect::<Vec<_>>().await
        }).await;
        assert_eq!(streamed.unwrap(), [2, 1, 0]);
        assert_eq!(statements, 2);

        let hers = jane.books().shape::<BookLine>().filter(Book::year.eq(1813)).all(db).await.unwrap();
        assert_eq!(hers, [line("Pride and Prejudice")]);
        let loaded = Author::books.shape::<BookLine>().load(&[jane.clone()], db).await.unwrap();
        assert_eq!(loaded[0].len(), 2);
        let latest = Author::books.order_by(Book::year.desc()).limit(1).shape::<PublishedIn>();
        let rows: Vec<(Author, Vec<PublishedIn>)> = Author::by_key(jane.id).with(latest).all(db).await.unwrap();
        assert_eq!(rows, [(jane, vec![PublishedIn { year: 1815 }])]);
    }

    async fn a_relation_may_stand_twice_and_be_narrowed(db: Db) {
        library(db).await;
        let query = Author::query().order_by(Author::id.asc()).shape::<Shelf>();
        let (shelves, statements) = db.statements(query.all(db)).await;
        let years = |years: &[i32]| years.iter().map(|&year| PublishedIn { year }).collect::<Vec<_>>();
        assert_eq!(shelves.unwrap(), [
            Shelf { newest: years(&[1815]), early: years(&[1813]), late: 1 },
            Shelf { newest: years(&[1818]), early: vec![], late: 1 },
            Shelf { newest: vec![], early: vec![], late: 0 },
        ]);
        assert_eq!(statements, 3);
    }

    async fn related_rows_are_whole_models_or_shapes(db: Db) {
        let Library { jane, mary, emma, .. } = library(db).await;
        let query = Book::query().order_by(Book::id.asc()).shape::<Whole>();
        let (rows, statements) = db.statements(query.all(db)).await;
        let rows = rows.unwrap();
        assert_eq!((&rows[0].author, &rows[2].author), (&jane, &mary));
        assert_eq!(rows[0].publisher.as_ref().unwrap().name, "John Murray");
        assert_eq!(rows[1].publisher, None);
        assert_eq!(rows[0].subjects[0].name, "Love");
        assert_eq!(rows[0].biography, Some(Life { text: "Wrote six novels.".into(), author: Years { books: vec![PublishedIn { year: 1815 }, PublishedIn { year: 1813 }] } }));
        assert_eq!(rows[2].biography, None);
        assert_eq!(rows[0].row, emma);
        // The subjects, and the books of the author of the biography.
        assert_eq!(statements, 3);
    }

    async fn related_rows_are_kept_by_key(db: Db) {
        let Library { jane, emma, .. } = library(db).await;
        let janes = Author::query().filter(Author::name.eq(&jane.name)).shape::<Index>();
        let (index, statements) = db.statements(janes.all(db)).await;
        let index = index.unwrap().remove(0);
        assert_eq!(index.books[&emma.id], line("Pride and Prejudice").with_title("Emma"));
        assert_eq!(index.books.len(), 2);
        assert_eq!(index.by_title.keys().collect::<Vec<_>>(), ["Emma", "Pride and Prejudice"]);
        assert_eq!(index.latest.values().collect::<Vec<_>>(), [&PublishedIn { year: 1815 }]);
        assert_eq!(statements, 4);
    }

    async fn a_map_loses_no_row(db: Db) {
        let Library { jane, .. } = library(db).await;
        jane.books().create().title("Emma").year(1816).save(db).await.unwrap();
        let twice = Author::by_key(jane.id).shape::<Index>().get(db).await.unwrap_err();
        assert!(matches!(twice, Error::Configuration { .. }));
        assert_eq!(
            twice.to_string(),
            "several rows of `book` have the same key in a map, which holds one of each; name a unique column as its key, or read them into a `Vec`"
        );
    }

    async fn a_shape_holds_another_of_the_same_row(db: Db) {
        library(db).await;
        let rows = Book::query().order_by(Book::id.asc()).shape::<Flat>().all(db).await.unwrap();
        assert_eq!(rows[2], Flat { base: line("Frankenstein"), id: rows[2].id, author: "Mary Shelley".into() });
    }

    async fn the_join_rows_columns_stand_beside_the_related_rows(db: Db) {
        schema![Student, Course, Enrollment].create_all(db).await.unwrap();
        let ada = Student::create().name("Ada").save(db).await.unwrap();
        let maths = Course::create().title("Maths").save(db).await.unwrap();
        let music = Course::create().title("Music").save(db).await.unwrap();
        ada.courses().link(&maths).grade("A").save(db).await.unwrap();
        let second = ada.courses().link(&music).save(db).await.unwrap();

        let (report, statements) = db.statements(Student::query().shape::<Report>().all(db)).await;
        let grade = |title: &str, grade: Option<&str>| Grade { title: title.into(), grade: grade.map(str::to_owned) };
        let report = report.unwrap().remove(0);
        assert_eq!(report.grades, [grade("Maths", Some("A")), grade("Music", None)]);
        assert_eq!(report.courses[1].0, CourseLine { title: "Music".into() });
        assert_eq!(report.courses[1].1.id, second.id);
        assert_eq!(report.taken, [CourseLine { title: "Maths".into() }, CourseLine { title: "Music".into() }]);
        assert_eq!(statements, 4);
    }

    async fn a_shape_has_any_number_of_fields(db: Db) {
        library(db).await;
        let many = Book::query().order_by(Book::id.asc()).shape::<Many>().first(db).await.unwrap().unwrap();
        assert_eq!((many.a, many.h, many.i, many.q, many.s), (1815, 1822, 1823, 1831, 1833));
        assert_eq!(many.j, ["Love".to_owned()].map(|name| SubjectLine { name }));
    }

    async fn only_what_is_named_is_fetched(db: Db) {
        library(db).await;
        for renamed in [
            r#"ALTER TABLE "book" RENAME COLUMN "year" TO "gone""#,
            r#"ALTER TABLE "publisher" RENAME COLUMN "name" TO "gone""#,
        ] {
            raw(db, renamed).await;
        }
        let cards = Author::query().shape::<AuthorCard>().all(db).await.unwrap();
        assert_eq!(cards.len(), 3);
        assert!(Book::query().all(db).await.is_err());
    }

    async fn a_value_that_cannot_be_read_is_named(db: Db) {
        library(db).await;
        if db.dialect() == Dialect::Postgres {
            return; // It keeps its columns' types.
        }
        raw(db, "UPDATE book SET title = x'00ff' WHERE year = 1818").await;
        let error = Author::query().shape::<AuthorCard>().all(db).await.unwrap_err();
        assert!(matches!(&error, Error::Decode { table, column, .. } if table == "book" && column == "title"), "{error}");
    }

    async fn shapes_are_read_in_spawned_tasks(db: Db) {
        let Library { ann, .. } = library(db).await;
        let task = tokio::spawn({
            let db = db.clone();
            async move { Author::by_key(ann.id).shape::<AuthorCard>().get(&db).await }
        });
        assert_eq!(task.await.unwrap().unwrap().name, "Ann Radcliffe");
    }
}

async fn raw(db: &Db, sql: &'static str) {
    if let Some(pool) = db.as_postgres() {
        pool.execute(sql).await.unwrap();
    } else if let Some(pool) = db.as_sqlite() {
        pool.execute(sql).await.unwrap();
    }
}

//! A library: authors with biographies, books with publishers and subjects, copies on loan to readers.

use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Author {
    pub id: Id<Author>,
    pub name: String,
    pub born: i32,
    pub died: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Biography {
    #[primary_key]
    #[one_to_one(Author, on_delete = cascade)]
    pub author_id: Id<Author>,
    pub note: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Publisher {
    #[primary_key]
    pub name: String,
    pub city: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Subject, name = subjects, related_name = books)]
pub struct Book {
    pub id: Id<Book>,
    pub title: String,
    pub year: i32,
    #[foreign_key(Author, related_name = books)]
    pub author_id: Id<Author>,
    #[foreign_key(Publisher, name = publisher, related_name = books)]
    pub publisher_name: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Subject {
    pub id: Id<Subject>,
    #[column(unique)]
    pub name: String,
}

#[derive(Value, Debug, Clone, Copy, PartialEq)]
pub enum State {
    OnShelf,
    OnLoan,
    Lost,
}

#[derive(Value, Debug, Clone, PartialEq)]
pub struct Barcode(pub String);

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Copy {
    #[primary_key]
    pub barcode: Barcode,
    pub state: State,
    #[foreign_key(Book, related_name = copies, on_delete = cascade)]
    pub book_id: Id<Book>,
}

async fn library(db: &Db) -> Vec<Book> {
    schema![Author, Biography, Publisher, Book, Subject, Copy]
        .create_all(db)
        .await
        .unwrap();
    let authors = [
        ("Jane Austen", 1775, 1817),
        ("George Orwell", 1903, 1950),
        ("Mary Shelley", 1797, 1851),
    ];
    let authors =
        authors.map(|(name, born, died)| Author::create().name(name).born(born).died(died));
    let authors = Author::create_many(authors).save(db).await.unwrap();
    authors[1]
        .biography()
        .create()
        .note("Eric Arthur Blair")
        .save(db)
        .await
        .unwrap();
    let secker = Publisher::create()
        .name("Secker & Warburg")
        .city("London")
        .save(db)
        .await
        .unwrap();
    let books = [
        ("Emma", 1815, 0, None),
        ("Persuasion", 1817, 0, None),
        ("Animal Farm", 1945, 1, Some(&secker)),
        ("Nineteen Eighty-Four", 1949, 1, Some(&secker)),
        ("Frankenstein", 1818, 2, None),
    ];
    let books = books.map(|(title, year, author, publisher)| {
        Book::create()
            .title(title)
            .year(year)
            .author(&authors[author])
            .publisher(publisher)
    });
    let books = Book::create_many(books).save(db).await.unwrap();
    let satire = Subject::create().name("Satire").save(db).await.unwrap();
    let dystopia = Subject::create().name("Dystopia").save(db).await.unwrap();
    satire
        .books()
        .add([&books[0], &books[2]], db)
        .await
        .unwrap();
    dystopia
        .books()
        .add([&books[2], &books[3]], db)
        .await
        .unwrap();
    let copies = [
        ("1984-1", State::OnLoan, 3),
        ("1984-2", State::OnShelf, 3),
        ("emma-1", State::Lost, 0),
    ];
    let copies = copies.map(|(code, state, book)| {
        Copy::create()
            .barcode(Barcode(code.into()))
            .state(state)
            .book_id(books[book].id)
    });
    Copy::create_many(copies).save(db).await.unwrap();
    books
}

fn titles(books: &[Book]) -> Vec<&str> {
    books.iter().map(|book| book.title.as_str()).collect()
}

cases! {
    /// Postgres makes the first ones in groups, the others row by row.
    async fn what_is_aggregated_for_all_rows_is_what_each_row_has(db: Db) {
        library(db).await;
        let asked = || {
            (
                Book::title,
                Book::copies.count(),
                Book::subjects.count(),
                Book::author.then(Author::books.count()),
                Book::author.then(Author::books.avg(Book::year)),
                Book::publisher.then(Publisher::books.sum(Book::year)),
            )
        };
        let of_all = Book::query().select(asked()).order_by(Book::title.asc()).all(db).await.unwrap();
        let animal_farm = ("Animal Farm".to_owned(), 0, 2, 2, Some(1947.0), Some(3894));
        let emma = ("Emma".to_owned(), 1, 1, 2, Some(1816.0), None);
        let frankenstein = ("Frankenstein".to_owned(), 0, 0, 1, Some(1818.0), None);
        assert_eq!(of_all[..3], [animal_farm, emma, frankenstein]);
        for row in &of_all {
            let of_one = Book::filter(Book::title.eq(&row.0)).select(asked()).get(db).await.unwrap();
            assert_eq!(of_one, *row);
        }
        let loaned = Book::filter(Book::copies.count().gt(0)).order_by((Book::copies.count().desc(), Book::subjects.count().asc()));
        assert_eq!(loaned.clone().count(db).await.unwrap(), 2);
        assert_eq!(titles(&loaned.all(db).await.unwrap()), ["Nineteen Eighty-Four", "Emma"]);
    }

    async fn keys_of_every_kind_lead_to_their_rows(db: Db) {
        let books = library(db).await;
        let orwell = books[2].author().get(db).await.unwrap();
        assert_eq!(orwell.id, books[3].author_id);
        assert_eq!(Biography::get(orwell.id, db).await.unwrap().note, "Eric Arthur Blair");
        assert_eq!(orwell.biography().get(db).await.unwrap().unwrap().author_id, orwell.id);
        let secker = Publisher::get("Secker & Warburg", db).await.unwrap();
        assert_eq!(books[2].publisher().get(db).await.unwrap(), Some(secker.clone()));
        assert_eq!(titles(&secker.books().order_by(Book::year.asc()).all(db).await.unwrap()), ["Animal Farm", "Nineteen Eighty-Four"]);
        let copy = Copy::get(Barcode("1984-1".into()), db).await.unwrap();
        assert_eq!((copy.state, copy.book().get(db).await.unwrap().title.as_str()), (State::OnLoan, "Nineteen Eighty-Four"));
    }

    async fn a_librarian_finds_books(db: Db) {
        library(db).await;
        let books = async |condition| Book::filter(condition).order_by(Book::year.asc()).all(db).await.unwrap();
        let on_loan = books(Book::copies.any(Copy::state.eq(State::OnLoan))).await;
        assert_eq!(titles(&on_loan), ["Nineteen Eighty-Four"]);
        let kept = books(Book::copies.all(Copy::state.ne(State::Lost)).and(!Book::copies.is_empty())).await;
        assert_eq!(titles(&kept), ["Nineteen Eighty-Four"]);
        let old = books(Book::year.le(Book::author.then(Author::born) + 42)).await;
        assert_eq!(titles(&old), ["Emma", "Persuasion", "Frankenstein", "Animal Farm"]);
        let last_year = books(Book::author.then(Author::died).eq(Book::year)).await;
        assert_eq!(titles(&last_year), ["Persuasion"]);
        let both = books(Book::subjects.any(Subject::name.eq("Satire")).and(Book::subjects.any(Subject::name.eq("Dystopia")))).await;
        assert_eq!(titles(&both), ["Animal Farm"]);
        let nameless = books(Book::publisher.has(Publisher::city.eq("London")).not()).await;
        assert_eq!(nameless.len(), 3);
        let documented = books(Book::author.then(Author::biography).has(Biography::note.contains("Blair"))).await;
        assert_eq!(documented.len(), 2);
        let states = Copy::filter(Copy::state.is_in([State::Lost, State::OnLoan])).count(db).await.unwrap();
        assert_eq!(states, 2);
    }

    async fn a_shelf_is_loaded_in_few_statements(db: Db) {
        library(db).await;
        let query = Author::query()
            .with(Author::books.with(Book::subjects.order_by(Subject::name.asc())).with(Book::publisher).order_by(Book::year.desc()).limit(1))
            .with(Author::biography)
            .order_by(Author::name.asc());
        let (rows, statements) = db.statements(query.all(db)).await;
        assert_eq!(statements, 3);
        let rows = rows.unwrap();
        let lines: Vec<_> = rows
            .iter()
            .map(|(author, books, biography)| {
                let (book, subjects, publisher) = &books[0];
                let subjects: Vec<&str> = subjects.iter().map(|subject| subject.name.as_str()).collect();
                let city = publisher.as_ref().map(|publisher| publisher.city.as_str());
                (author.name.as_str(), book.title.as_str(), subjects, city, biography.is_some())
            })
            .collect();
        assert_eq!(
            lines,
            [
                ("George Orwell", "Nineteen Eighty-Four", vec!["Dystopia"], Some("London"), true),
                ("Jane Austen", "Persuasion", vec![], None, false),
                ("Mary Shelley", "Frankenstein", vec![], None, false),
            ]
        );
    }

    async fn an_unknown_variant_is_refused_by_the_database(db: Db) {
        library(db).await;
        let sql = Copy::create_table_sql(db.dialect());
        assert!(sql.contains("'on_shelf', 'on_loan', 'lost'"), "{sql}");
    }
}

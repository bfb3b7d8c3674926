//! Rows created together: a reader's library, whose authors come with their books, and those with their reviews.

use orm::prelude::*;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Author {
    pub id: i64,
    #[column(unique)]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Profile {
    pub id: i64,
    pub text: String,
    #[one_to_one(Author, on_delete = cascade)]
    pub author_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Subject, name = subjects, related_name = books)]
pub struct Book {
    pub id: i64,
    #[column(unique)]
    pub title: String,
    #[column(default = 0)]
    pub pages: i32,
    #[foreign_key(Author, related_name = books, on_delete = cascade)]
    pub author_id: i64,
    #[foreign_key(Author, name = editor, related_name = edited)]
    pub editor_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Review {
    pub id: i64,
    pub text: String,
    #[foreign_key(Book, related_name = reviews, on_delete = cascade)]
    pub book_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Subject {
    pub id: i64,
    #[column(unique)]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Person, name = friends, symmetrical)]
pub struct Person {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Folder {
    pub id: i64,
    pub name: String,
    #[foreign_key(Folder, related_name = children)]
    pub parent_id: Option<i64>,
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

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Enrollment {
    pub id: i64,
    #[foreign_key(Student, related_name = enrollments)]
    pub student_id: i64,
    #[foreign_key(Course)]
    pub course_id: i64,
    pub grade: String,
}

/// Its key is given by hand, and its lines begin theirs with it.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Order {
    #[primary_key]
    pub shop: String,
    #[primary_key]
    pub number: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[foreign_key(Order, columns(shop, order_number), name = order, related_name = lines)]
pub struct Line {
    #[primary_key]
    pub shop: String,
    #[primary_key]
    pub order_number: i32,
    #[primary_key]
    pub position: i32,
    pub item: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Page {
    pub id: i64,
    #[column(unique)]
    pub slug: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Hyperlink {
    pub id: i64,
    pub text: String,
    #[foreign_key(Page, references = slug, name = page, related_name = links)]
    pub page_slug: Option<String>,
}

/// Its folder has a default, which gives way to the folder that it is created with.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct File {
    pub id: i64,
    pub name: String,
    #[foreign_key(Folder, related_name = files)]
    #[column(default_with = nowhere)]
    pub folder_id: i64,
}

/// The files again, as another part of the program sees them.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "file")]
pub struct Shortcut {
    pub name: String,
    pub id: i64,
    #[foreign_key(Folder, related_name = shortcuts)]
    pub folder_id: i64,
}

fn nowhere() -> i64 {
    -1
}

async fn library(db: &Db) {
    schema![Author, Profile, Book, Review, Subject]
        .create_all(db)
        .await
        .unwrap();
}

async fn titles(author: &Author, db: &Db) -> Vec<String> {
    let books = author
        .books()
        .order_by(Book::id.asc())
        .all(db)
        .await
        .unwrap();
    books.into_iter().map(|book| book.title).collect()
}

async fn subjects(book: &Book, db: &Db) -> Vec<String> {
    let subjects = book
        .subjects()
        .order_by(Subject::id.asc())
        .all(db)
        .await
        .unwrap();
    subjects.into_iter().map(|subject| subject.name).collect()
}

cases! {
    async fn children_come_with_their_parent_in_one_statement(db: Db) {
        library(db).await;
        let jane = Author::create()
            .name("Jane")
            .with(Author::books, [Book::create().title("Emma"), Book::create().title("Persuasion")]);
        let (jane, statements) = db.statements(jane.save(db)).await;
        let jane = jane.unwrap();
        assert_eq!(statements, 2);
        assert_eq!(jane.name, "Jane");
        assert_eq!(titles(&jane, db).await, ["Emma", "Persuasion"]);
    }

    /// Each level takes one statement, however many parents there are on the one above.
    async fn each_level_is_one_statement(db: Db) {
        library(db).await;
        let review = |text: &str| Review::create().text(text);
        let authors = [
            Author::create()
                .name("Jane")
                .with(Author::profile, Some(Profile::create().text("English")))
                .with(Author::books, [
                    Book::create().title("Emma").with(Book::reviews, [review("a"), review("b")]),
                    Book::create().title("Persuasion").with(Book::reviews, vec![review("c")]),
                ]),
            Author::create().name("Anonymous"),
            Author::create()
                .name("Mary")
                .with(Author::books, [Book::create().title("Mathilda").with(Book::reviews, [review("d")])])
                .with(Author::books, ["Lodore", "Falkner"].map(|title| Book::create().title(title))),
        ];
        let (authors, statements) = db.statements(Author::create_many(authors).save(db)).await;
        let authors = authors.unwrap();
        assert_eq!(statements, 4); // authors, profiles, books, reviews
        assert_eq!(authors.iter().map(|author| &author.name).collect::<Vec<_>>(), ["Jane", "Anonymous", "Mary"]);
        assert_eq!(authors[0].profile().get(db).await.unwrap().unwrap().text, "English");
        assert_eq!(authors[2].profile().get(db).await.unwrap(), None);
        assert_eq!(titles(&authors[0], db).await, ["Emma", "Persuasion"]);
        assert_eq!(titles(&authors[1], db).await, [""; 0]);
        assert_eq!(titles(&authors[2], db).await, ["Mathilda", "Lodore", "Falkner"]);
        let reviews = Book::query().with(Book::reviews).order_by(Book::title.asc()).all(db).await.unwrap();
        let reviews: Vec<(&str, Vec<&str>)> = reviews
            .iter()
            .map(|(book, reviews)| (book.title.as_str(), reviews.iter().map(|review| review.text.as_str()).collect()))
            .collect();
        assert_eq!(
            reviews,
            [
                ("Emma", vec!["a", "b"]),
                ("Falkner", vec![]),
                ("Lodore", vec![]),
                ("Mathilda", vec!["d"]),
                ("Persuasion", vec!["c"]),
            ]
        );
    }

    /// What the database fills in by itself cannot stand beside what it is given.
    async fn rows_that_leave_other_defaults_go_into_statements_of_their_own(db: Db) {
        library(db).await;
        let books = [
            Book::create().title("a").pages(1).with(Book::reviews, [Review::create().text("of a")]),
            Book::create().title("b").with(Book::reviews, [Review::create().text("of b")]),
            Book::create().title("c").pages(3).with(Book::reviews, [Review::create().text("of c")]),
        ];
        let jane = Author::create().name("Jane").with(Author::books, books);
        let (jane, statements) = db.statements(jane.save(db)).await;
        assert_eq!(statements, 4); // the author, books with pages, books without, reviews
        let books = jane.unwrap().books().with(Book::reviews).order_by(Book::title.asc()).all(db).await.unwrap();
        let books: Vec<(&str, i32, &str)> = books
            .iter()
            .map(|(book, reviews)| (book.title.as_str(), book.pages, reviews[0].text.as_str()))
            .collect();
        assert_eq!(books, [("a", 1, "of a"), ("b", 0, "of b"), ("c", 3, "of c")]);
    }

    async fn a_foreign_key_that_may_be_null_is_supplied_too(db: Db) {
        library(db).await;
        let mary = Author::create().name("Mary").save(db).await.unwrap();
        let editor = Author::create()
            .name("John")
            .with(Author::edited, [Book::create().title("Mathilda").author(&mary)])
            .with(Author::books, [Book::create().title("Letters").editor(&mary), Book::create().title("Diary")]);
        let (john, statements) = db.statements(editor.save(db)).await;
        let john = john.unwrap();
        assert_eq!(statements, 2);
        let books = Book::query().order_by(Book::title.asc()).all(db).await.unwrap();
        let books: Vec<_> = books.iter().map(|book| (book.title.as_str(), book.author_id, book.editor_id)).collect();
        assert_eq!(
            books,
            [
                ("Diary", john.id, None),
                ("Letters", john.id, Some(mary.id)),
                ("Mathilda", mary.id, Some(john.id)),
            ]
        );
    }

    async fn a_foreign_key_with_a_default_is_supplied_too(db: Db) {
        schema![Folder, File].create_all(db).await.unwrap();
        let files = ["a", "b"].map(|name| File::create().name(name));
        let folder = Folder::create().name("new").with(Folder::files, files).save(db).await.unwrap();
        assert_eq!(folder.files().count(db).await.unwrap(), 2);
        let said = File::create().name("c").folder(&folder);
        let refused = Folder::create().name("other").with(Folder::files, [said]).save(db).await.unwrap_err();
        assert!(refused.to_string().contains("supplies its foreign key"), "{refused}");
    }

    async fn rows_of_two_models_of_one_table_are_created(db: Db) {
        schema![Folder, File].create_all(db).await.unwrap();
        let folder = Folder::create()
            .name("new")
            .with(Folder::files, [File::create().name("a")])
            .with(Folder::shortcuts, [Shortcut::create().name("b")]);
        let folder = folder.save(db).await.unwrap();
        let names = folder.shortcuts().order_by(Shortcut::name.asc()).all(db).await.unwrap();
        assert_eq!(names.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    }

    async fn many_to_many_rows_are_created_and_linked(db: Db) {
        library(db).await;
        let love = Subject::create().name("Love").save(db).await.unwrap();
        let war = Subject::create().name("War").save(db).await.unwrap();
        let books = [
            Book::create()
                .title("Emma")
                .with(Book::subjects, [link(&love), link(&love)])
                .with(Book::subjects, [Subject::create().name("Marriage"), Subject::create().name("Class")]),
            Book::create().title("Letters").with(Book::subjects, [link(&war), link(&love)]),
            Book::create().title("Diary").with(Book::subjects, ["Weather", "Tea"].map(|name| Subject::create().name(name))),
        ];
        let jane = Author::create().name("Jane").with(Author::books, books);
        let (jane, statements) = db.statements(jane.save(db)).await;
        assert_eq!(statements, 4); // the author, books, subjects, join rows
        let books = jane.unwrap().books().order_by(Book::id.asc()).all(db).await.unwrap();
        assert_eq!(subjects(&books[0], db).await, ["Love", "Marriage", "Class"]);
        assert_eq!(subjects(&books[1], db).await, ["Love", "War"]);
        assert_eq!(subjects(&books[2], db).await, ["Weather", "Tea"]);

        let poetry = Subject::create()
            .name("Poetry")
            .with(Subject::books, [link(&books[2])])
            .with(Subject::books, [Book::create().title("Odes").author_id(books[0].author_id)]);
        let (poetry, statements) = db.statements(poetry.save(db)).await;
        assert_eq!(statements, 3);
        let of_poetry = poetry.unwrap().books().order_by(Book::id.asc()).all(db).await.unwrap();
        assert_eq!(of_poetry.iter().map(|book| book.title.as_str()).collect::<Vec<_>>(), ["Diary", "Odes"]);
    }

    async fn what_an_accessor_creates_has_rows_of_its_own(db: Db) {
        library(db).await;
        let jane = Author::create().name("Jane").save(db).await.unwrap();
        let emma = jane.books().create().title("Emma").with(Book::reviews, [Review::create().text("Good")]);
        let (emma, statements) = db.statements(emma.save(db)).await;
        let emma = emma.unwrap();
        assert_eq!(statements, 2);
        assert_eq!(emma.author_id, jane.id);
        assert_eq!(emma.reviews().get(db).await.unwrap().text, "Good");

        let letters = Book::create().title("Letters").author(&jane).save(db).await.unwrap();
        let love = emma.subjects().create().name("Love").with(Subject::books, [link(&letters)]);
        let (love, statements) = db.statements(love.save(db)).await;
        let love = love.unwrap();
        assert_eq!(statements, 2); // the subject, both join rows
        assert_eq!(love.books().order_by(Book::id.asc()).all(db).await.unwrap(), [emma, letters]);
    }

    async fn a_symmetrical_relation_stores_both_rows(db: Db) {
        schema![Person].create_all(db).await.unwrap();
        let ann = Person::create().name("Ann").save(db).await.unwrap();
        let bob = Person::create()
            .name("Bob")
            .with(Person::friends, [link(&ann)])
            .with(Person::friends, [Person::create().name("Cid").with(Person::friends, [link(&ann)])]);
        let (bob, statements) = db.statements(bob.save(db)).await;
        let bob = bob.unwrap();
        assert_eq!(statements, 4); // Bob, Cid, Bob's friends, Cid's friends
        let names = async |person: &Person| {
            let friends = person.friends().order_by(Person::name.asc()).all(db).await.unwrap();
            friends.into_iter().map(|friend| friend.name).collect::<Vec<_>>()
        };
        let cid = Person::filter(Person::name.eq("Cid")).get(db).await.unwrap();
        assert_eq!(names(&bob).await, ["Ann", "Cid"]);
        assert_eq!(names(&ann).await, ["Bob", "Cid"]);
        assert_eq!(names(&cid).await, ["Ann", "Bob"]);
    }

    async fn a_through_model_is_created_as_what_it_is(db: Db) {
        schema![Student, Course, Enrollment].create_all(db).await.unwrap();
        let algebra = Course::create().title("Algebra").save(db).await.unwrap();
        let music = Course::create().title("Music").save(db).await.unwrap();
        let ada = Student::create().name("Ada").with(Student::enrollments, [
            Enrollment::create().course(&algebra).grade("A"),
            Enrollment::create().course(&music).grade("B"),
        ]);
        let (ada, statements) = db.statements(ada.save(db)).await;
        assert_eq!(statements, 2);
        let grades = ada.unwrap().courses().with(Course::students).order_by(Course::id.asc()).all(db).await.unwrap();
        assert_eq!(grades.iter().map(|(course, _)| course.clone()).collect::<Vec<_>>(), [algebra, music]);
        assert_eq!(Enrollment::query().order_by(Enrollment::id.asc()).all(db).await.unwrap()[1].grade, "B");
    }

    /// The foreign key has two columns, and is part of a key that is given.
    async fn a_foreign_key_of_several_columns_is_supplied(db: Db) {
        schema![Order, Line].create_all(db).await.unwrap();
        let line = |position, item: &str| Line::create().position(position).item(item);
        let orders = [
            Order::create().shop("north").number(7).with(Order::lines, [line(2, "tea"), line(1, "milk")]),
            Order::create().shop("south").number(7).with(Order::lines, [line(1, "salt")]),
        ];
        let (orders, statements) = db.statements(Order::create_many(orders).save(db)).await;
        assert_eq!(statements, 2);
        let orders = orders.unwrap();
        let lines = orders[0].lines().order_by(Line::position.asc()).all(db).await.unwrap();
        let lines: Vec<_> = lines.iter().map(|line| (line.shop.as_str(), line.order_number, line.item.as_str())).collect();
        assert_eq!(lines, [("north", 7, "milk"), ("north", 7, "tea")]);
        assert_eq!(Line::get(("south".to_owned(), 7, 1), db).await.unwrap().item, "salt");
    }

    async fn a_foreign_key_to_another_unique_column_is_supplied(db: Db) {
        schema![Page, Hyperlink].create_all(db).await.unwrap();
        let links = ["one", "two"].map(|text| Hyperlink::create().text(text));
        let page = Page::create().slug("home").with(Page::links, links).save(db).await.unwrap();
        assert_eq!(page.links().count(db).await.unwrap(), 2);
        let links = Hyperlink::query().all(db).await.unwrap();
        assert!(links.iter().all(|link| link.page_slug.as_deref() == Some("home")));

        // A page without a slug cannot be linked to, and then is not there either.
        let page = Page::create().with(Page::links, [Hyperlink::create().text("three")]);
        let error = page.save(db).await.unwrap_err();
        assert!(matches!(error, Error::InvalidValue { .. }), "{error}");
        assert_eq!(Page::query().count(db).await.unwrap(), 1);
    }

    async fn a_failure_anywhere_leaves_nothing(db: Db) {
        library(db).await;
        let love = Subject::create().name("Love").save(db).await.unwrap();
        let gone = Subject::create().name("Gone").save(db).await.unwrap();
        gone.delete(db).await.unwrap();
        let fresh = || Author::create().name("Jane").with(Author::books, [Book::create().title("Emma")]);

        let twice = fresh().with(Author::profile, ["a", "b"].map(|text| Profile::create().text(text)));
        let error = twice.save(db).await.unwrap_err();
        assert!(error.violates(Profile::author_id), "{error}");
        let same = Book::create().title("Other").with(Book::subjects, [Subject::create().name("Love")]);
        let error = fresh().with(Author::books, [same]).save(db).await.unwrap_err();
        assert!(error.violates(Subject::name), "{error}");
        let dangling = Book::create().title("Other").with(Book::subjects, [link(&love), link(&gone)]);
        let error = fresh().with(Author::books, [dangling]).save(db).await.unwrap_err();
        assert!(matches!(error, Error::ForeignKeyViolation { .. }), "{error}");
        let many = Author::create_many([fresh(), Author::create().name("Mary").with(Author::books, [Book::create().title("Emma")])]);
        let error = many.save(db).await.unwrap_err();
        assert!(error.violates(Book::title), "{error}");

        assert_eq!(Author::query().count(db).await.unwrap(), 0);
        assert_eq!(Book::query().count(db).await.unwrap(), 0);
        assert_eq!(Subject::query().count(db).await.unwrap(), 1);
    }

    /// Inside a transaction a graph that fails is undone by itself, and the transaction goes on.
    async fn a_transaction_around_it_goes_on(db: Db) {
        library(db).await;
        db.transaction(async |tx| {
            let jane = Author::create().name("Jane").with(Author::books, [Book::create().title("Emma")]);
            jane.save(tx).await?;
            let mary = Author::create().name("Mary").with(Author::books, [Book::create().title("Emma")]);
            let error = mary.save(tx).await.unwrap_err();
            assert!(error.violates(Book::title), "{error}");
            Author::create().name("Ann").save(tx).await
        })
        .await
        .unwrap();
        let authors = Author::query().with(Author::books).order_by(Author::name.asc()).all(db).await.unwrap();
        let authors: Vec<_> = authors.iter().map(|(author, books)| (author.name.as_str(), books.len())).collect();
        assert_eq!(authors, [("Ann", 0), ("Jane", 1)]);
    }

    async fn nothing_nested_is_one_statement(db: Db) {
        library(db).await;
        let none = Vec::from_iter(Book::filter(Book::id.eq(0)).all(db).await.unwrap().iter().map(|_| Book::create().title("x")));
        let jane = Author::create().name("Jane").with(Author::books, none);
        let (jane, statements) = db.statements(jane.save(db)).await;
        assert_eq!((jane.unwrap().name.as_str(), statements), ("Jane", 1));
    }

    /// More rows than SQLite takes values in one statement.
    async fn thousands_of_children_are_stored(db: Db) {
        library(db).await;
        let books = (0..12_000).map(|number| {
            let subjects = (number % 1_000 == 0).then(|| Subject::create().name(number.to_string()));
            Book::create().title(format!("{number:05}")).with(Book::subjects, subjects)
        });
        let jane = Author::create().name("Jane").with(Author::books, books);
        let (jane, statements) = db.statements(jane.save(db)).await;
        // The author, the books, the subjects, the join rows; on SQLite the books in two, of 32,766 values at most.
        let statements_for_books = if db.dialect() == Dialect::Sqlite { 2 } else { 1 };
        assert_eq!(statements, 3 + statements_for_books);
        assert_eq!(jane.unwrap().books().count(db).await.unwrap(), 12_000);
        let subjects = Subject::query().with(Subject::books).all(db).await.unwrap();
        assert_eq!(subjects.len(), 12);
        for (subject, books) in subjects {
            assert_eq!(books.len(), 1);
            assert_eq!(books[0].title.parse::<u32>().unwrap().to_string(), subject.name);
        }
    }

    /// Rows of many shapes side by side: each finds its own parent.
    async fn a_graph_of_any_shape_comes_back_as_it_was_given(db: Db) {
        library(db).await;
        let known = ["0", "1", "2"].map(|name| Subject::create().name(name));
        let known = Subject::create_many(known).save(db).await.unwrap();
        let title = |author: i32, book: i32| format!("{author}.{book}");
        let book = |author: i32, book: i32| {
            let reviews = (0..(author * book) % 4).map(|number| Review::create().text(format!("{}.{number}", title(author, book))));
            let links = (0..(author + book) % 4).map(|number| link(&known[number as usize]));
            let fresh = (book % 3 == 0).then(|| Subject::create().name(title(author, book)));
            let row = Book::create()
                .title(title(author, book))
                .with(Book::reviews, reviews)
                .with(Book::subjects, links)
                .with(Book::subjects, fresh);
            if book % 2 == 0 { row.pages(book) } else { row }
        };
        let authors = (0..7).map(|author| {
            let books = (0..(author * 3) % 5).map(|number| book(author, number));
            Author::create().name(author.to_string()).with(Author::books, books)
        });
        let (authors, statements) = db.statements(Author::create_many(authors).save(db)).await;
        assert_eq!(authors.unwrap().len(), 7);
        assert_eq!(statements, 6); // authors, books with and without pages, reviews, subjects, join rows
        let stored = Author::query()
            .with(Author::books.with(Book::reviews.order_by(Review::id.asc())).with(Book::subjects.order_by(Subject::id.asc())).order_by(Book::title.asc()))
            .order_by(Author::name.asc())
            .all(db)
            .await
            .unwrap();
        for (number, (author, books)) in (0..7).zip(stored) {
            assert_eq!(author.name, number.to_string());
            assert_eq!(books.len() as i32, (number * 3) % 5);
            for (position, (book, reviews, subjects)) in (0..).zip(books) {
                let own = title(number, position);
                assert_eq!((&book.title, book.pages), (&own, if position % 2 == 0 { position } else { 0 }));
                let expected = (0..(number * position) % 4).map(|review| format!("{own}.{review}"));
                assert_eq!(reviews.into_iter().map(|review| review.text).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
                let linked = (0..(number + position) % 4).map(|subject| subject.to_string());
                let expected: Vec<String> = linked.chain((position % 3 == 0).then_some(own)).collect();
                assert_eq!(subjects.into_iter().map(|subject| subject.name).collect::<Vec<_>>(), expected);
            }
        }
    }

    /// Deeper than a stack is: a tree of folders, each within the last.
    async fn rows_may_be_nested_to_any_depth(db: Db) {
        schema![Folder].create_all(db).await.unwrap();
        let nested = |depth: usize| {
            (1..depth).rev().fold(Folder::create().name(depth.to_string()), |inner, number| {
                Folder::create().name(number.to_string()).with(Folder::children, [inner])
            })
        };
        drop(nested(200_000));
        let (root, statements) = db.statements(nested(50).save(db)).await;
        assert_eq!(statements, 50);
        let mut folder = root.unwrap();
        for number in 2..=50 {
            folder = folder.children().get(db).await.unwrap();
            assert_eq!(folder.name, number.to_string());
        }
    }

    async fn a_foreign_key_that_is_said_twice_is_refused(db: Db) {
        library(db).await;
        let mary = Author::create().name("Mary").save(db).await.unwrap();
        let twice = Book::create().title("Diary").author(&mary).editor(&mary);
        let refused = Author::create().name("John").with(Author::edited, [twice]).save(db).await.unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the value for `book.editor_id` cannot be stored: \
             the row that this one is created with supplies its foreign key; do not set it"
        );
        assert_eq!(Author::query().count(db).await.unwrap(), 1);
    }
}

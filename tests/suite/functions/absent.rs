use orm::prelude::*;
use orm::query::Order;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Person {
    pub id: i64,
    pub name: String,
    pub nickname: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Book {
    pub id: i64,
    pub title: String,
    #[foreign_key(Person, name = editor, related_name = edited)]
    pub editor_id: Option<i64>,
}

cases! {
    /// Where there is no row, an expression of it is `NULL`, though it would have a value of any row.
    async fn of_a_row_that_is_not_there(db: Db) {
        schema![Person, Book].create_all(db).await.unwrap();
        let ann = Person::create().name("Ann").save(db).await.unwrap();
        Book::create().title("A").editor(&ann).save(db).await.unwrap();
        Book::create().title("B").save(db).await.unwrap();
        let query = Book::query().order_by(Book::id.asc()).select((
            Book::editor.then(Person::edited.count()),
            Book::editor.then(Person::nickname.is_null()),
            Book::editor.then(Person::nickname.coalesce("none")),
            Book::editor.then(Person::name.is_in([""; 0])),
            Book::editor.then(case().when(Person::id.gt(5), 1).otherwise(2)),
            Book::editor.then(Person::name.length()),
        ));
        let expected = [
            (Some(1), Some(true), Some("none".to_owned()), Some(false), Some(2), Some(3)),
            (None, None, None, None, None, None),
        ];
        assert_eq!(query.all(db).await.unwrap(), expected);
        let edited = Book::filter(Book::editor.then(Person::edited.count()).ge(0));
        assert_eq!(edited.count(db).await.unwrap(), 1);
    }

    /// The text of a statement does not depend on values, and yet says what type each has.
    async fn equal_cases_of_two_types(db: Db) {
        schema![Person, Book].create_all(db).await.unwrap();
        Book::create().title("A").save(db).await.unwrap();
        let is_first = || Book::id.eq(1);
        for _ in 0..2 {
            let words = Book::query().select(case().when(is_first(), "a").otherwise("b"));
            assert_eq!(words.get(db).await.unwrap(), "a");
            let numbers = Book::query().select(case().when(is_first(), 7_i64).otherwise(8));
            assert_eq!(numbers.get(db).await.unwrap(), 7);
            let small = Book::query().select(case().when(is_first(), 7).end());
            assert_eq!(small.get(db).await.unwrap(), Some(7));
            let floats = Book::query().select(case().when(is_first(), 0.5).end());
            assert_eq!(floats.get(db).await.unwrap(), Some(0.5));
        }
    }

    async fn a_filter_is_optional(db: Db) {
        schema![Person, Book].create_all(db).await.unwrap();
        for title in ["A", "B"] {
            Book::create().title(title).save(db).await.unwrap();
        }
        for (title, count) in [(None, 2), (Some("B"), 1), (Some("C"), 0)] {
            let books = Book::query().filter_if(title, |title| Book::title.eq(title));
            assert_eq!(books.count(db).await.unwrap(), count);
        }
    }

    /// What a user asks for: any number of words, of letters to begin with, and of orders from a list.
    async fn filters_and_orders_are_chosen(db: Db) {
        schema![Person, Book].create_all(db).await.unwrap();
        let [ann, bob] = ["Ann", "Bob"].map(|name| Person::create().name(name));
        let (ann, bob) = (ann.save(db).await.unwrap(), bob.save(db).await.unwrap());
        let books = [("green tea", &bob), ("black tea", &ann), ("green sea", &ann), ("red sea", &bob)];
        let books = books.map(|(title, editor)| Book::create().title(title).editor(editor));
        Book::create_many(books).save(db).await.unwrap();
        let order = |name: &str| -> Option<Order<Book>> {
            Some(match name {
                "title" => Book::title.asc(),
                "-title" => Book::title.desc(),
                "editor" => Book::editor.then(Person::name).asc(),
                _ => return None,
            })
        };
        let ask = async |words: &[&str], letters: &[&str], orders: &str| {
            let has_words = all_of(words.iter().map(|&word| Book::title.contains(word)));
            let begins = any_of(letters.iter().map(|&letter| Book::title.starts_with(letter)));
            let orders: Vec<Order<Book>> = orders.split(',').filter_map(order).collect();
            let query = Book::filter(has_words).exclude(begins).order_by(orders).select(Book::title);
            let (titles, statements) = db.statements(query.all(db)).await;
            assert_eq!(statements, 1);
            titles.unwrap()
        };
        assert_eq!(ask(&["green", "tea"], &[], "id; DROP TABLE book").await, ["green tea"]);
        assert_eq!(ask(&[], &[], "editor,-title").await, ["green sea", "black tea", "red sea", "green tea"]);
        assert_eq!(ask(&["ea"], &["b", "r"], "title").await, ["green sea", "green tea"]);
        assert_eq!(ask(&["%"], &[], "title").await, [""; 0]);
    }
}

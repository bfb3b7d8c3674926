use orm::prelude::*;

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
}

//! Every form of the design's tables for reading, loading and writing, once as it is written there.

use std::str::FromStr as _;

use futures::TryStreamExt;
use orm::prelude::*;
use serde::Serialize;

use crate::support::cases;

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Author {
    pub id: i64,
    #[column(max_length = 100, unique)]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Person {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Book {
    pub id: i64,
    #[column(max_length = 200)]
    pub title: String,
    #[column(unique)]
    pub isbn: Option<String>,
    pub subtitle: Option<String>,
    pub rank: Option<i32>,
    #[column(default = 0)]
    pub views: i64,
    #[column(default = 0)]
    pub stock: i64,
    #[column(default = 0)]
    pub sold: i64,
    #[column(default = 10)]
    pub price: i64,
    #[foreign_key(Author, related_name = books, on_delete = cascade)]
    pub author_id: i64,
    #[foreign_key(Person, name = editor, related_name = edited, on_delete = set_null)]
    pub editor_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Review {
    pub id: i64,
    pub stars: i32,
    #[foreign_key(Book, related_name = reviews, on_delete = cascade)]
    pub book_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Profile {
    pub id: i64,
    pub bio: String,
    #[one_to_one(Author, on_delete = cascade)]
    pub author_id: i64,
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
    #[foreign_key(Student)]
    pub student_id: i64,
    #[foreign_key(Course)]
    pub course_id: i64,
    pub grade: String,
}

#[derive(Shape, Serialize, Debug, PartialEq)]
#[shape(Author)]
struct AuthorCard {
    name: String,
    books: Vec<BookLine>,
    #[shape(Author::books.count())]
    book_count: i64,
}

#[derive(Shape, Serialize, Debug, PartialEq)]
#[shape(Book)]
struct BookLine {
    title: String,
}

async fn shelf(db: &Db) -> (Author, Book) {
    let schema = schema![
        Author, Person, Book, Review, Profile, Student, Course, Enrollment
    ];
    schema.create_all(db).await.unwrap();
    let jane = Author::create().name("Jane").save(db).await.unwrap();
    let emma = Book::create()
        .title("Emma")
        .isbn("1")
        .author(&jane)
        .save(db)
        .await
        .unwrap();
    (jane, emma)
}

cases! {
    async fn reading(db: Db) {
        let (jane, emma) = shelf(db).await;
        assert_eq!(Book::get(emma.id, db).await.unwrap(), emma);
        assert_eq!(Book::by_key(emma.id).get(db).await.unwrap(), emma);
        let query = Book::query().filter(Book::title.eq("Emma")).exclude(Book::views.gt(5));
        let query = query.order_by((Book::title.asc(), Book::id.desc())).limit(3).offset(0).distinct();
        assert_eq!(query.clone().all(db).await.unwrap(), std::slice::from_ref(&emma));
        assert_eq!(query.clone().get(db).await.unwrap(), emma);
        assert_eq!(query.clone().optional(db).await.unwrap(), Some(emma.clone()));
        assert_eq!(query.clone().first(db).await.unwrap(), Some(emma.clone()));
        assert_eq!(Book::query().last(db).await.unwrap(), Some(emma.clone()));
        assert_eq!(query.clone().count(db).await.unwrap(), 1_i64);
        assert!(query.clone().exists(db).await.unwrap());
        let streamed: Vec<Book> = Book::query().with(Book::author).stream(db).map_ok(|(book, _)| book).try_collect().await.unwrap();
        assert_eq!(streamed, [emma.clone()]);
        assert!(Book::query().sql(Dialect::Postgres).starts_with("SELECT"));
        assert!(!Book::query().explain(db).await.unwrap().is_empty());
        let locked = db.transaction(async |tx| {
            let mut rows = Book::filter(Book::stock.lt(Book::sold + 1)).for_update().all(tx).await?;
            rows.extend(Book::query().for_update().first(tx).await?);
            Ok(rows)
        });
        assert_eq!(locked.await.unwrap().len(), 2);
        let busy = db.transaction(async |tx| Book::query().for_update().skip_locked().all(tx).await).await;
        assert_eq!(busy.is_ok(), db.dialect() == Dialect::Postgres);
        assert_eq!(Book::filter(Book::author.is(&jane)).count(db).await.unwrap(), 1);
        assert_eq!(Book::filter(Book::author.is_in([&jane])).count(db).await.unwrap(), 1);
    }

    async fn expressions(db: Db) {
        let (_, emma) = shelf(db).await;
        let found = async |condition| Book::filter(condition).exists(db).await.unwrap();
        assert!(found(Book::title.ne("x").and(Book::views.le(0)).or(Book::views.ge(9)).not().not()).await);
        assert!(found(Book::title.between("A", "F") & Book::title.is_in(["Emma"]) & Book::title.not_in(["x"])).await);
        assert!(found(Book::subtitle.is_null() & Book::isbn.is_not_null()).await);
        assert!(found(Book::title.like("E%") & Book::title.contains("mm") & Book::title.icontains("MM")).await);
        assert!(found(Book::title.starts_with("E") & Book::title.istarts_with("e") & Book::title.ends_with("a")).await);
        assert!(found(Book::title.iends_with("A") & Book::title.ieq("EMMA") & !Book::title.eq("x")).await);
        assert!(found((Book::views + 1).eq(1) & (Book::price - Book::sold).gt(0) & (Book::price / 3).is_not_null()).await);
        assert!(found(Book::title.lower().eq("emma") & Book::title.upper().eq("EMMA") & Book::title.length().eq(4)).await);
        assert!(found(Book::subtitle.coalesce("none").eq("none") & Book::price.abs().eq(10)).await);
        let size = case().when(Book::price.lt(5), "small").otherwise("large");
        assert!(found(size.eq("large")).await);
        let authors = Book::filter(Book::price.gt(1)).select(Book::author_id);
        assert!(Author::filter(Author::id.is_in(authors)).exists(db).await.unwrap());
        let rounded = Book::query().select((Book::price.cast::<f64>() / 3.0).round(1)).get(db).await.unwrap();
        assert_eq!(rounded, Some(3.3));
        assert_eq!(emma.price, 10);
    }

    async fn across_relations(db: Db) {
        let (jane, emma) = shelf(db).await;
        Review::create().stars(5).book(&emma).save(db).await.unwrap();
        assert!(Book::filter(Book::author.has(Author::name.eq("Jane"))).exists(db).await.unwrap());
        let books = Author::books.any(Book::views.eq(0)) & Author::books.all(Book::price.eq(10));
        let books = books & Author::books.none(Book::price.eq(1)) & !Author::books.is_empty();
        assert_eq!(Author::filter(books).get(db).await.unwrap(), jane);
        let name = Review::book.then(Book::author).then(Author::name);
        assert_eq!(Review::query().select(name).get(db).await.unwrap(), "Jane");
        let editor: Expr<Book, Option<String>> = Book::editor.then(Person::name);
        assert_eq!(Book::query().select(editor).get(db).await.unwrap(), None);
        type Figures = (i64, Option<i64>, Option<f64>, Option<i64>, Option<i64>);
        let figures: Figures = Author::query()
            .select((
                Author::books.filter(Book::views.eq(0)).count(),
                Author::books.sum(Book::price),
                Author::books.avg(Book::price),
                Author::books.min(Book::price),
                Author::books.max(Book::price),
            ))
            .order_by(Author::books.count().desc())
            .get(db)
            .await
            .unwrap();
        assert_eq!(figures, (1, Some(10), Some(10.0), Some(10), Some(10)));
    }

    async fn selecting_and_grouping(db: Db) {
        let (jane, _) = shelf(db).await;
        let groups: Vec<(i64, i64, Option<f64>)> = Book::query()
            .group_by(Book::author_id)
            .having(count().ge(1))
            .select((Book::author_id, count(), Book::price.avg()))
            .all(db)
            .await
            .unwrap();
        assert_eq!(groups, [(jane.id, 1, Some(10.0))]);
        let selected_first = Book::query().select((Book::author_id, count())).group_by(Book::author_id).having(count().gt(5));
        assert!(selected_first.all(db).await.unwrap().is_empty());
        let (books, dearest): (i64, Option<i64>) = Book::query().aggregate((count(), Book::price.max()), db).await.unwrap();
        assert_eq!((books, dearest), (1, Some(10)));
    }

    async fn loading(db: Db) {
        let (jane, emma) = shelf(db).await;
        let _: Vec<(Book, Author)> = Book::query().with(Book::author).all(db).await.unwrap();
        let _: Vec<(Book, Option<Person>)> = Book::query().with(Book::editor).all(db).await.unwrap();
        let _: Vec<(Author, Vec<Book>, Option<Profile>)> =
            Author::query().with(Author::books).with(Author::profile).all(db).await.unwrap();
        let _: Vec<(Author, Vec<(Book, Vec<Review>, Option<Person>)>)> =
            Author::query().with(Author::books.with(Book::reviews).with(Book::editor)).all(db).await.unwrap();
        let newest = Author::books.filter(Book::views.eq(0)).order_by(Book::id.desc()).limit(3);
        let _: Vec<(Author, Vec<Book>)> = Author::query().with(newest).all(db).await.unwrap();
        let _: Vec<(Student, Vec<(Course, Enrollment)>)> =
            Student::query().with(Student::courses.through()).all(db).await.unwrap();
        let loaded: Vec<Vec<Book>> = Author::books.load(&[jane], db).await.unwrap();
        assert_eq!(loaded, [vec![emma]]);
        let cards: Vec<AuthorCard> = Author::query().shape::<AuthorCard>().all(db).await.unwrap();
        assert_eq!(
            serde_json::to_value(&cards).unwrap(),
            serde_json::json!([{ "name": "Jane", "books": [{ "title": "Emma" }], "book_count": 1 }])
        );
    }

    async fn creating(db: Db) {
        let (jane, _) = shelf(db).await;
        let book = Book::create().title("A").subtitle("x").rank(1).author_id(jane.id).save(db).await.unwrap();
        assert_eq!((book.subtitle.as_deref(), book.rank), (Some("x"), Some(1)));
        Book::create().title(String::from("B")).subtitle(None).rank(None).author(&jane).with_key(77).save(db).await.unwrap();
        let mary = Author::create().name("Mary").with(Author::books, [Book::create().title("F")]).save(db).await.unwrap();
        assert_eq!(mary.books().count(db).await.unwrap(), 1);
        let rows = ["C", "D"].map(|title| Book::create().title(title).author(&mary));
        let stored: Vec<Book> = Book::create_many(rows).save(db).await.unwrap();
        assert_eq!(stored[1].title, "D");
        let again = || Book::create().title("Again").isbn("1").author(&mary);
        let ignored: Option<Book> = again().on_conflict(Book::isbn).ignore().save(db).await.unwrap();
        assert_eq!(ignored, None);
        let updated: Book = again().on_conflict(Book::isbn).update((Book::title, Book::price)).save(db).await.unwrap();
        assert_eq!((updated.title.as_str(), updated.author_id), ("Again", jane.id));
        let many: Vec<Option<Book>> = Book::create_many([again()]).on_conflict(Book::isbn).ignore().save(db).await.unwrap();
        assert_eq!(many, [None]);
        let (author, is_new): (Author, bool) =
            Author::get_or_create(Author::name.eq("x"), Author::create().name("x"), db).await.unwrap();
        assert!(is_new);
        let (same, is_new) = Author::update_or_create(Author::name.eq("x"), Author::create().name("x"), db).await.unwrap();
        assert_eq!((same, is_new), (author, false));
    }

    async fn changing(db: Db) {
        let (jane, emma) = shelf(db).await;
        assert_eq!(emma.save(db).await.unwrap(), emma);
        assert_eq!(emma.refresh(db).await.unwrap(), emma);
        let set = emma.set(Book::title, "x").set(Book::views, Book::views + 1).set_if(Book::rank, None::<i32>);
        let set: Book = set.update(db).await.unwrap();
        assert_eq!((set.title.as_str(), set.views), ("x", 1));
        let changed: u64 = Book::filter(Book::views.eq(1)).set(Book::rank, 3).update(db).await.unwrap();
        assert_eq!(changed, 1);
        let mut books = Book::query().all(db).await.unwrap();
        books[0].price = 12;
        assert_eq!(Book::update_many(&books, (Book::title, Book::price), db).await.unwrap(), 1_u64);
        assert_eq!(Book::by_key(emma.id).set(Book::sold, 2).update(db).await.unwrap(), 1);
        assert_eq!(jane.books().set(Book::sold, 3).update(db).await.unwrap(), 1);
        assert_eq!(Book::query().unfiltered().set(Book::stock, 1).update(db).await.unwrap(), 1);
        emma.delete(db).await.unwrap();
        assert!(matches!(emma.delete(db).await, Err(Error::NotFound { .. })));
        assert_eq!(Author::filter(Author::name.eq("Jane")).delete(db).await.unwrap(), 1_u64);
    }

    async fn relations_of_a_row(db: Db) {
        let (jane, emma) = shelf(db).await;
        let bob = Person::create().name("Bob").save(db).await.unwrap();
        let other = jane.books().create().title("Other").save(db).await.unwrap();
        jane.books().add([&emma], db).await.unwrap();
        assert!(jane.books().contains(&other, db).await.unwrap());
        bob.edited().add([&emma, &other], db).await.unwrap();
        bob.edited().remove([&other], db).await.unwrap();
        bob.edited().replace([&other], db).await.unwrap();
        bob.edited().clear(db).await.unwrap();
        assert_eq!(bob.edited().count(db).await.unwrap(), 0);
        let ada = Student::create().name("Ada").save(db).await.unwrap();
        let algebra = Course::create().title("Algebra").save(db).await.unwrap();
        ada.courses().link(&algebra).grade("A").save(db).await.unwrap();
        assert!(ada.courses().contains(&algebra, db).await.unwrap());
        let profile = jane.profile().create().bio("writes").save(db).await.unwrap();
        assert_eq!(jane.profile().get(db).await.unwrap(), Some(profile));
        assert_eq!(emma.author().get(db).await.unwrap(), jane);
    }

    async fn related_rows_are_a_query(db: Db) {
        let (jane, emma) = shelf(db).await;
        let other = jane.books().create().title("Other").price(2).save(db).await.unwrap();
        let titles: Vec<String> = jane.books().select(Book::title).order_by(Book::id.desc()).all(db).await.unwrap();
        assert_eq!(titles, ["Other", "Emma"]);
        let prices: Vec<(i64, i64)> =
            jane.books().group_by(Book::price).select((Book::price, count())).order_by(Book::price.asc()).all(db).await.unwrap();
        assert_eq!(prices, [(2, 1), (10, 1)]);
        let (books, dearest): (i64, Option<i64>) = jane.books().aggregate((count(), Book::price.max()), db).await.unwrap();
        assert_eq!((books, dearest), (2, Some(10)));
        let cheap = || Book::filter(Book::price.lt(5));
        assert_eq!(jane.books().intersect(cheap()).all(db).await.unwrap(), [other.clone()]);
        assert_eq!(jane.books().except(cheap()).all(db).await.unwrap(), [emma]);
        assert_eq!(jane.books().union(cheap()).count(db).await.unwrap(), 2);
        let firsts = jane.books().distinct_on(Book::price).order_by(Book::price.asc()).all(db).await;
        assert_eq!(firsts.is_ok(), db.dialect() == Dialect::Postgres);
        assert_eq!(jane.books().delete_returning(db).await.unwrap().len(), 2);
    }

    async fn raw_sql_and_pages(db: Db) {
        let (_, emma) = shelf(db).await;
        let dear = Book::raw("SELECT * FROM book WHERE price >= $1").bind(10).all(db).await.unwrap();
        assert_eq!(dear, [emma]);
        let rows = db.execute_raw("UPDATE book SET sold = $1").bind(4).await.unwrap();
        assert_eq!(rows, 1);
        let page = Book::query().order_by(Book::title.asc()).page(20, None, db).await.unwrap();
        assert_eq!((page.rows.len(), page.next), (1, None));
        assert!(Cursor::from_str("not a cursor").is_err());
        assert_eq!(Book::query().page_numbered(1, 20, db).await.unwrap().total, 1);
    }
}

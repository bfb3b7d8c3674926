//! The way from a model to its rows and back, on the derive.
#![allow(missing_docs)]

use orm::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[many_to_many(Author, name = friends, symmetrical)]
pub struct Author {
    pub id: i64,
    #[column(max_length = 100)]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Book {
    pub id: i64,
    pub title: String,
    #[foreign_key(Author, related_name = books, on_delete = cascade)]
    pub author_id: i64,
}

#[tokio::test]
async fn whole_road() {
    let db = Db::connect("sqlite::memory:").await.unwrap();
    schema![Author, Book].create_all(&db).await.unwrap();
    let jane = Author::create()
        .name("Jane Austen")
        .save(&db)
        .await
        .unwrap();
    let emma = jane.books().create().title("Emma").save(&db).await.unwrap();
    assert_eq!(emma.author().get(&db).await.unwrap(), jane);
    let query = Author::query()
        .filter(Author::books.any(Book::title.contains("Em")))
        .with(Author::books)
        .order_by(Author::name.asc());
    let shelf: Vec<(Author, Vec<Book>)> = query.all(&db).await.unwrap();
    assert_eq!(shelf, vec![(jane.clone(), vec![emma.clone()])]);
    let x: Vec<(Book, Author)> = Book::filter(Book::author.has(Author::name.eq("Jane Austen")))
        .with(Book::author)
        .all(&db)
        .await
        .unwrap();
    assert_eq!(x, vec![(emma.clone(), jane.clone())]);
    let best: Vec<(Author, Vec<(Book, Author)>)> = Author::query()
        .with(
            Author::books
                .filter(Book::title.ne("x"))
                .limit(2)
                .with(Book::author),
        )
        .order_by((
            Author::books.count().desc(),
            Author::books.max(Book::title).asc(),
        ))
        .all(&db)
        .await
        .unwrap();
    assert_eq!(best[0].1.len(), 1);
    let many =
        Book::create_many((0..100).map(|i| Book::create().title(format!("t{i}")).author(&jane)))
            .save(&db)
            .await
            .unwrap();
    assert_eq!(many[7].title, "t7");
    let loaded = Author::books
        .load(std::slice::from_ref(&jane), &db)
        .await
        .unwrap();
    assert_eq!(loaded[0].len(), 101);
    let emma = emma.set(Book::title, "Emma!").update(&db).await.unwrap();
    let n = Book::filter(
        Book::title
            .eq("t3")
            .or(Book::author.then(Author::name).eq("nobody")),
    )
    .delete(&db)
    .await
    .unwrap();
    assert_eq!(n, 1);
    let kate = Author::create().name("Kate").save(&db).await.unwrap();
    jane.friends().add([&kate], &db).await.unwrap();
    assert_eq!(kate.friends().all(&db).await.unwrap(), vec![jane.clone()]);
    emma.delete(&db).await.unwrap();
}

//! What the derive writes, by hand.
#![allow(missing_docs)]
use orm_core::db::Db;
use orm_core::query::Expression;
use orm_core::relation::RelationPath;
use orm_core::{Dialect, Model, schema};

#[derive(Debug, Clone, PartialEq)]
pub struct Author {
    pub id: i64,
    pub name: String,
}

#[allow(non_upper_case_globals)]
const _: () = {
    use orm_core::__private as __orm;
    impl __orm::Model for Author {
        type Key = i64;
        type Create = AuthorCreate<(__orm::Missing,)>;
        fn table() -> &'static __orm::schema::Table {
            static TABLE: __orm::schema::Table = __orm::schema::Table::new("Author", "author")
                .columns(&[
                    __orm::schema::Column::new::<i64>("id").generated(),
                    __orm::schema::Column::new::<String>("name").max_length(100),
                ])
                .primary_key(&[0])
                .many_to_many(&[__orm::schema::ManyToMany::generated(
                    "friends",
                    <Author as __orm::Model>::table,
                    || {
                        static JOIN: __orm::schema::JoinTable = __orm::schema::JoinTable::new();
                        JOIN.get(
                            "friends",
                            <Author as __orm::Model>::table,
                            <Author as __orm::Model>::table,
                        )
                    },
                )
                .symmetrical()]);
            &TABLE
        }
        fn key(&self) -> i64 {
            self.id.clone()
        }
        fn datum(&self, column: usize) -> __orm::Datum {
            match column {
                0 => __orm::ColumnType::datum(&self.id),
                _ => __orm::ColumnType::datum(&self.name),
            }
        }
        fn from_row(row: &mut __orm::Row<'_>) -> __orm::Result<Self> {
            Ok(Self {
                id: row.next()?,
                name: row.next()?,
            })
        }
    }
    impl __orm::KeyOf<Author> for i64 {}

    impl Author {
        pub const id: __orm::Column<Self, i64> = __orm::Column::new(0);
        pub const name: __orm::Column<Self, String> = __orm::Column::new(1);
        pub fn create() -> AuthorCreate<(__orm::Missing,)> {
            AuthorCreate(__orm::Create::new())
        }
        pub fn friends(
            &self,
        ) -> __orm::Related<__orm::ManyToMany<Author, Author, __orm::Generated, 0>> {
            __orm::Related::of(self)
        }
    }

    enum name {}

    pub struct AuthorCreate<S>(__orm::Create<Author, S>);
    impl<A> AuthorCreate<(A,)> {
        pub fn with_key(self, value: impl __orm::IntoColumn<i64>) -> Self {
            AuthorCreate(self.0.put(0, value))
        }
        pub fn name(self, value: impl __orm::IntoColumn<String>) -> AuthorCreate<(__orm::Set,)> {
            AuthorCreate(self.0.put(1, value))
        }
        pub fn save(
            self,
            db: &impl __orm::Executor,
        ) -> impl Future<Output = __orm::Result<Author>> + Send
        where
            A: __orm::IsSet<Author, name>,
        {
            self.0.save(db)
        }
    }
    impl __orm::Complete<Author> for AuthorCreate<(__orm::Set,)> {
        fn into_draft(self) -> __orm::Draft {
            self.0.into_draft()
        }
    }
    impl __orm::Creation for AuthorCreate<(__orm::Missing,)> {
        fn from_draft(draft: __orm::Draft) -> Self {
            AuthorCreate(__orm::Create::from_draft(draft))
        }
    }
};

#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    pub id: i64,
    pub title: String,
    pub author_id: i64,
}

#[allow(non_upper_case_globals)]
const _: () = {
    use orm_core::__private as __orm;
    impl __orm::Model for Book {
        type Key = i64;
        type Create = BookCreate<(__orm::Missing, __orm::Missing)>;
        fn table() -> &'static __orm::schema::Table {
            static TABLE: __orm::schema::Table = __orm::schema::Table::new("Book", "book")
                .columns(&[
                    __orm::schema::Column::new::<i64>("id").generated(),
                    __orm::schema::Column::new::<String>("title"),
                    __orm::schema::Column::new::<i64>("author_id"),
                ])
                .primary_key(&[0])
                .foreign_keys(&[__orm::schema::ForeignKey::new(
                    "author",
                    &[2],
                    <Author as __orm::Model>::table,
                )
                .related_name("books")
                .on_delete(__orm::schema::Action::Cascade)]);
            &TABLE
        }
        fn key(&self) -> i64 {
            self.id.clone()
        }
        fn datum(&self, column: usize) -> __orm::Datum {
            match column {
                0 => __orm::ColumnType::datum(&self.id),
                1 => __orm::ColumnType::datum(&self.title),
                _ => __orm::ColumnType::datum(&self.author_id),
            }
        }
        fn from_row(row: &mut __orm::Row<'_>) -> __orm::Result<Self> {
            Ok(Self {
                id: row.next()?,
                title: row.next()?,
                author_id: row.next()?,
            })
        }
    }
    impl __orm::KeyOf<Book> for i64 {}
    const _: () = __orm::schema::foreign_key_type::<i64, Author>();

    impl Book {
        pub const id: __orm::Column<Self, i64> = __orm::Column::new(0);
        pub const title: __orm::Column<Self, String> = __orm::Column::new(1);
        pub const author_id: __orm::Column<Self, i64> = __orm::Column::new(2);
        pub fn create() -> BookCreate<(__orm::Missing, __orm::Missing)> {
            BookCreate(__orm::Create::new())
        }
        pub fn author(&self) -> __orm::Related<__orm::ForeignKey<Book, Author, __orm::One, 0>> {
            __orm::Related::of(self)
        }
    }
    impl Author {
        pub fn books(&self) -> __orm::Related<__orm::Reverse<Author, Book, __orm::Many, 0>> {
            __orm::Related::of(self)
        }
    }

    enum title {}
    enum author_id {}
    pub struct BookCreate<S>(__orm::Create<Book, S>);
    impl<A, B> BookCreate<(A, B)> {
        pub fn title(self, value: impl __orm::IntoColumn<String>) -> BookCreate<(__orm::Set, B)> {
            BookCreate(self.0.put(1, value))
        }
        pub fn author_id(self, value: impl __orm::IntoColumn<i64>) -> BookCreate<(A, __orm::Set)> {
            BookCreate(self.0.put(2, value))
        }
        pub fn author(self, row: &Author) -> BookCreate<(A, __orm::Set)> {
            BookCreate(self.0.relate(0, Some(row)))
        }
        pub fn save(
            self,
            db: &impl __orm::Executor,
        ) -> impl Future<Output = __orm::Result<Book>> + Send
        where
            A: __orm::IsSet<Book, title>,
            B: __orm::IsSet<Book, author_id>,
        {
            self.0.save(db)
        }
    }
    impl __orm::Complete<Book> for BookCreate<(__orm::Set, __orm::Set)> {
        fn into_draft(self) -> __orm::Draft {
            self.0.into_draft()
        }
    }
    impl __orm::Creation for BookCreate<(__orm::Missing, __orm::Missing)> {
        fn from_draft(draft: __orm::Draft) -> Self {
            BookCreate(__orm::Create::from_draft(draft))
        }
    }
    impl __orm::Supplies<0> for Book {
        type Supplied = BookCreate<(__orm::Missing, __orm::Set)>;
        fn supplied(draft: __orm::Draft) -> Self::Supplied {
            BookCreate(__orm::Create::from_draft(draft))
        }
    }
};

#[tokio::test]
async fn whole_road() {
    let db = Db::connect("sqlite::memory:").await.unwrap();
    println!("{}", schema![Author, Book].create_sql(Dialect::Postgres));
    println!("{}", schema![Author, Book].create_sql(Dialect::Sqlite));
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
    println!(
        "{}\n{}",
        query.sql(Dialect::Postgres),
        query.sql(Dialect::Sqlite)
    );
    let shelf: Vec<(Author, Vec<Book>)> = query.all(&db).await.unwrap();
    assert_eq!(shelf, vec![(jane.clone(), vec![emma.clone()])]);
    let x: Vec<(Book, Author)> = Book::filter(Book::author.has(Author::name.eq("Jane Austen")))
        .with(Book::author)
        .all(&db)
        .await
        .unwrap();
    assert_eq!(x, vec![(emma.clone(), jane.clone())]);
    let q = Author::query()
        .with(
            Author::books
                .filter(Book::title.ne("x"))
                .limit(2)
                .with(Book::author),
        )
        .order_by((
            Author::books.count().desc(),
            Author::books.max(Book::title).asc(),
        ));
    println!("{}", q.sql(Dialect::Postgres));
    let many =
        Book::create_many((0..100).map(|i| Book::create().title(format!("t{i}")).author(&jane)))
            .save(&db)
            .await
            .unwrap();
    assert_eq!(many[7].title, "t7");
    let loaded = Author::books.load(&[jane.clone()], &db).await.unwrap();
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
    println!("{}", kate.friends().sql(Dialect::Postgres));
    emma.delete(&db).await.unwrap();
}

use super::arity::Arity;
use super::kinds::{Relation, SelfRelation, ToMany, ToManyJoined, ToOne};
use super::related::Related;
use super::then::Step;
use crate::db::Executor;
use crate::error::Result;
use crate::load::shape::RowProjection;
use crate::load::{Nested, Page, Push, Recursive, RelatedRow, Shape};
use crate::model::{Model, SoftDelete};
use crate::query::syntax::{self, Aggregate, RelatedRows};
use crate::query::{Condition, Expr, Expression, IntoOrder, not_met, opposite};
use crate::schema::{RelationKind, RelationRef, Table};
use crate::types::{ColumnType, Nullability, Number, Ordered, Value};

/// A way from the model `A` along relations: the accessor's own name, `Book::author`, or a chain of them,
/// `Review::book.then(Book::author)`. What can be asked along it is in [`RelationPath`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relation of `{A}`",
    label = "expected a relation's accessor, such as `{A}::books`"
)]
pub trait Path<A: Model>: Sized {
    /// The last relation of the way.
    type Relation: Relation;
    /// Whether a to-one relation on the way may lead nowhere.
    type Nullability: Nullability;

    /// The relations, one after the other.
    #[doc(hidden)]
    fn relations(&self) -> Vec<RelationRef>;
}

#[diagnostic::do_not_recommend]
impl<F, A, R> Path<A> for F
where
    F: Fn(&A) -> Related<R>,
    A: Model,
    R: Relation<From = A>,
{
    type Relation = R;
    type Nullability = <R::Arity as Arity>::Nullability;

    fn relations(&self) -> Vec<RelationRef> {
        vec![R::reference()]
    }
}

/// The relation `R` of the model `A`, by its accessor's own name and not by a chain of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relation of `{A}`",
    label = "expected a relation's accessor, such as `{A}::books`"
)]
pub trait Accessor<A, R> {}

#[diagnostic::do_not_recommend]
impl<F, A, R> Accessor<A, R> for F
where
    F: Fn(&A) -> Related<R>,
    R: Relation<From = A>,
{
}

type To<A, P> = <<P as Path<A>>::Relation as Relation>::To;

/// What can be asked along a relation, by its accessor's name: `Book::author`, `Author::books`.
///
/// | | to one row | to many rows |
/// |---|---|---|
/// | filter by it | [`has`](RelationPath::has), [`is`](RelationPath::is), [`is_in`](RelationPath::is_in) | [`any`](RelationPath::any), [`all`](RelationPath::all), [`none`](RelationPath::none), [`is_empty`](RelationPath::is_empty) |
/// | calculate with it | [`then`](RelationPath::then) | [`count`](RelationPath::count), [`sum`](RelationPath::sum), [`avg`](RelationPath::avg), [`min`](RelationPath::min), [`max`](RelationPath::max) |
/// | say what to load | [`with`](RelationPath::with) | [`filter`](RelationPath::filter), [`order_by`](RelationPath::order_by), [`limit`](RelationPath::limit), [`offset`](RelationPath::offset), [`with`](RelationPath::with), [`through`](RelationPath::through) |
/// | load it for rows in hand | [`load`](RelationPath::load) | [`load`](RelationPath::load) |
///
/// None of them repeats a row of the model that is asked: a relation to one row is joined, one to many is a sub-query.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let hers = Book::author.has(Author::name.eq("Jane Austen"));
/// assert_eq!(Book::filter(hers).count(&db).await?, 2);
///
/// let productive = Author::books.any(Book::year.lt(1814)) & Author::books.count().ge(2);
/// assert_eq!(Author::filter(productive).get(&db).await?, jane);
///
/// let shelves: Vec<Vec<Book>> = Author::books.load(&[mary, jane], &db).await?;
/// assert_eq!([shelves[0].len(), shelves[1].len()], [1, 2]);
/// # Ok(()) }
/// ```
#[allow(
    clippy::wrong_self_convention,
    reason = "a path is a function's name, which is used up; these are the names of the question"
)]
pub trait RelationPath<A: Model>: Path<A> {
    /// There is a related row, and it meets the condition. Where there is no related row it is false.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let books = Book::filter(Book::publisher.has(Publisher::name.starts_with("John")));
    /// assert_eq!(books.clone().get(&db).await?.title, "Emma");
    /// # assert!(books.sql(Dialect::Postgres).ends_with(r#"FROM "book"
    /// # JOIN "publisher" ON "publisher"."id" = "book"."publisher_id"
    /// # WHERE "publisher"."name" LIKE $1 ESCAPE '\'"#));
    /// # assert!(books.sql(Dialect::Sqlite).ends_with(r#"FROM "book"
    /// # JOIN "publisher" ON "publisher"."id" = "book"."publisher_id"
    /// # WHERE "publisher"."name" GLOB ?"#));
    /// # Ok(()) }
    /// ```
    ///
    /// ```sql
    /// -- Postgres
    /// FROM "book"
    /// JOIN "publisher" ON "publisher"."id" = "book"."publisher_id"
    /// WHERE "publisher"."name" LIKE $1 ESCAPE '\'
    ///
    /// -- SQLite
    /// FROM "book"
    /// JOIN "publisher" ON "publisher"."id" = "book"."publisher_id"
    /// WHERE "publisher"."name" GLOB ?
    /// ```
    fn has(self, condition: impl Condition<To<A, Self>>) -> Expr<A, bool>
    where
        Self::Relation: ToOne,
    {
        let condition = condition.into_condition();
        let depth = condition.depth() + 1;
        let path = self.relations();
        let inner = condition.into_node().rebase(&path);
        let node = if path.iter().any(RelationRef::may_be_absent) {
            syntax::Expr::all_of([syntax::Expr::Present(path), inner])
        } else {
            inner
        };
        Expr::nested(node, depth)
    }

    /// The related row is this one. Where there is none this is `NULL`, as a comparison with a missing value is, so that
    /// [`exclude`](crate::query::Query::exclude) gives such rows and `!` does not.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let books = Book::filter(Book::author.is(&jane));
    /// assert_eq!(books.clone().count(&db).await?, 2);
    /// assert!(books.sql(Dialect::Postgres).ends_with(r#"WHERE "book"."author_id" = $1"#));
    /// assert!(books.sql(Dialect::Sqlite).ends_with(r#"WHERE "book"."author_id" = ?"#));
    /// # Ok(()) }
    /// ```
    fn is(self, row: &To<A, Self>) -> Expr<A, bool>
    where
        Self::Relation: ToOne,
    {
        let (path, link) = identity(self.relations());
        let values = link.far.iter().map(|&column| row.datum(column));
        Expr::new(syntax::Expr::key_equals(link.table, link.columns, values).rebase(&path))
    }

    /// The related row is one of these. Of none, false; otherwise, where there is no related row, `NULL`.
    ///
    /// | | Postgres | SQLite |
    /// |---|---|---|
    /// | `Book::author.is_in(&authors)` | `WHERE "book"."author_id" = ANY($1)` | `WHERE "book"."author_id" IN (SELECT value FROM json_each(?))` |
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let books = Book::filter(Book::author.is_in([&jane, &mary]));
    /// assert_eq!(books.clone().count(&db).await?, 3);
    /// assert!(books.sql(Dialect::Postgres).ends_with(r#"WHERE "book"."author_id" = ANY($1)"#));
    /// assert!(books.sql(Dialect::Sqlite).ends_with(r#"WHERE "book"."author_id" IN (SELECT value FROM json_each(?))"#));
    /// # Ok(()) }
    /// ```
    fn is_in<'r>(self, rows: impl IntoIterator<Item = &'r To<A, Self>>) -> Expr<A, bool>
    where
        Self::Relation: ToOne,
    {
        let (path, link) = identity(self.relations());
        let key_of = |row: &To<A, Self>| link.far.iter().map(|&column| row.datum(column)).collect();
        let rows = rows.into_iter().map(key_of).collect();
        Expr::new(syntax::Expr::key_in(link.table, link.columns, rows, false).rebase(&path))
    }

    /// The related column or expression, as an expression of this model: to filter, to order and to calculate by. Or the next
    /// relation of the way, which must lead to one row too.
    ///
    /// Where a related row may be missing on the way, so may its column: the expression is an `Option`.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let by_author = Book::query().order_by((Book::author.then(Author::name).desc(), Book::id.asc()));
    /// assert_eq!(by_author.first(&db).await?.unwrap().title, "Frankenstein");
    ///
    /// let name: Expr<Book, Option<String>> = Book::publisher.then(Publisher::name);
    /// assert_eq!(Book::filter(name.is_null()).count(&db).await?, 2);
    ///
    /// let books = Biography::author.then(Author::books.count());
    /// assert_eq!(Biography::filter(books.eq(2)).get(&db).await?.author_id, jane.id);
    /// # Ok(()) }
    /// ```
    fn then<S: Step<To<A, Self>>>(self, step: S) -> S::Output<A, Self::Nullability>
    where
        Self::Relation: ToOne,
    {
        step.after(self.relations())
    }

    /// At least one related row meets the condition: one and the same row all of it. Of no rows, false.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let authors = Author::filter(Author::books.any(Book::title.contains("and") & Book::year.lt(1814)));
    /// assert_eq!(authors.clone().get(&db).await?, jane);
    /// # assert!(authors.sql(Dialect::Postgres).ends_with(r#"WHERE EXISTS (SELECT 1 FROM "book" WHERE "book"."author_id" = "author"."id" AND "book"."title" LIKE $1 ESCAPE '\' AND "book"."year" < $2)"#));
    /// # assert!(authors.sql(Dialect::Sqlite).ends_with(r#"WHERE EXISTS (SELECT 1 FROM "book" WHERE "book"."author_id" = "author"."id" AND instr("book"."title", ?) > 0 AND "book"."year" < ?)"#));
    /// # let books = Book::filter(Book::subjects.any(Subject::name.eq("Love")));
    /// # assert!(books.sql(Dialect::Postgres).ends_with(r#"WHERE EXISTS (SELECT 1 FROM "book_subjects" JOIN "subject" ON "book_subjects"."subject_id" = "subject"."id" WHERE "book_subjects"."book_id" = "book"."id" AND "subject"."name" = $1)"#));
    /// # assert!(books.sql(Dialect::Sqlite).ends_with(r#"WHERE "book"."id" IN (SELECT "book_subjects"."book_id" FROM "book_subjects" JOIN "subject" ON "book_subjects"."subject_id" = "subject"."id" WHERE "subject"."name" = ?)"#));
    /// # Ok(()) }
    /// ```
    ///
    /// ```sql
    /// -- Postgres
    /// FROM "author"
    /// WHERE EXISTS (SELECT 1 FROM "book" WHERE "book"."author_id" = "author"."id" AND "book"."title" LIKE $1 ESCAPE '\' AND "book"."year" < $2)
    ///
    /// -- SQLite
    /// FROM "author"
    /// WHERE EXISTS (SELECT 1 FROM "book" WHERE "book"."author_id" = "author"."id" AND instr("book"."title", ?) > 0 AND "book"."year" < ?)
    /// ```
    ///
    /// Over a many-to-many the sub-query goes through the join table: `Book::subjects.any(Subject::name.eq("Love"))` is
    ///
    /// ```sql
    /// -- Postgres
    /// FROM "book"
    /// WHERE EXISTS (SELECT 1 FROM "book_subjects" JOIN "subject" ON "book_subjects"."subject_id" = "subject"."id" WHERE "book_subjects"."book_id" = "book"."id" AND "subject"."name" = $1)
    ///
    /// -- SQLite
    /// FROM "book"
    /// WHERE "book"."id" IN (SELECT "book_subjects"."book_id" FROM "book_subjects" JOIN "subject" ON "book_subjects"."subject_id" = "subject"."id" WHERE "subject"."name" = ?)
    /// ```
    ///
    /// Postgres finds by itself at which end to begin. SQLite begins where the text does: at the related rows where a value is
    /// asked of them that few have, and where nothing else keeps the query from looking at every row of its own table.
    fn any(self, condition: impl Condition<To<A, Self>>) -> Expr<A, bool>
    where
        Self::Relation: ToMany,
    {
        exists_where(self.relations(), condition.into_condition())
    }

    /// No related row fails the condition; a row on which it is `NULL` fails. Of no rows, true.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let late = Author::filter(Author::books.all(Book::year.gt(1814)));
    /// assert_eq!(late.get(&db).await?, mary);
    /// # Ok(()) }
    /// ```
    fn all(self, condition: impl Condition<To<A, Self>>) -> Expr<A, bool>
    where
        Self::Relation: ToMany,
    {
        let fails = condition.into_condition().map(not_met);
        exists_where(self.relations(), fails).map(opposite)
    }

    /// No related row meets the condition. Of no rows, true.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let late = Author::filter(Author::books.none(Book::year.lt(1814)));
    /// assert_eq!(late.get(&db).await?, mary);
    /// # Ok(()) }
    /// ```
    fn none(self, condition: impl Condition<To<A, Self>>) -> Expr<A, bool>
    where
        Self::Relation: ToMany,
    {
        exists_where(self.relations(), condition.into_condition()).map(opposite)
    }

    /// There is no related row.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let without_subject = Book::filter(Book::subjects.is_empty());
    /// assert_eq!(without_subject.get(&db).await?.title, "Frankenstein");
    /// # Ok(()) }
    /// ```
    fn is_empty(self) -> Expr<A, bool>
    where
        Self::Relation: ToMany,
    {
        exists(self.relations(), None, 0).map(opposite)
    }

    /// How many related rows there are: 0 where there is none. A count of those that meet a condition is
    /// `Author::books.filter(…).count()`.
    ///
    /// It is a sub-query of its own, so that several aggregates in one query do not multiply each other's rows. Where every row's
    /// is needed, Postgres makes them in groups.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let authors = Author::filter(Author::books.count().ge(2));
    /// assert_eq!(authors.clone().get(&db).await?, jane);
    ///
    /// let late = Author::books.filter(Book::year.gt(1813)).count();
    /// assert_eq!(Author::filter(late.eq(1)).count(&db).await?, 2);
    /// # assert!(authors.sql(Dialect::Postgres).ends_with(r#"FROM "author"
    /// # LEFT JOIN (SELECT "book"."author_id", count(*) AS "aggregate_1" FROM "book" GROUP BY "book"."author_id") AS "books" ON "books"."author_id" = "author"."id"
    /// # WHERE coalesce("books"."aggregate_1", 0) >= $1"#));
    /// # assert!(authors.sql(Dialect::Sqlite).ends_with(r#"WHERE (SELECT count(*) FROM "book" WHERE "book"."author_id" = "author"."id") >= ?"#));
    /// # Ok(()) }
    /// ```
    ///
    /// ```sql
    /// -- Postgres
    /// FROM "author"
    /// LEFT JOIN (SELECT "book"."author_id", count(*) AS "aggregate_1" FROM "book" GROUP BY "book"."author_id") AS "books" ON "books"."author_id" = "author"."id"
    /// WHERE coalesce("books"."aggregate_1", 0) >= $1
    ///
    /// -- SQLite
    /// FROM "author"
    /// WHERE (SELECT count(*) FROM "book" WHERE "book"."author_id" = "author"."id") >= ?
    /// ```
    fn count(self) -> Expr<A, i64>
    where
        Self::Relation: ToMany,
    {
        aggregate(self.relations(), None, Aggregate::Count, None, 1)
    }

    /// The sum of an expression over the related rows; `None` where there are none.
    ///
    /// Of integers it is an `i64`, and an overflow is an error; of floating-point numbers an `f64`; of `Decimal` a `Decimal`,
    /// which SQLite cannot do ([`Error::Unsupported`](crate::Error::Unsupported)). Rows on which the expression is `NULL` do not
    /// count.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// assert_eq!(Author::filter(Author::books.sum(Book::year).eq(1815 + 1813)).get(&db).await?, jane);
    /// # Ok(()) }
    /// ```
    fn sum<E>(self, expression: E) -> Expr<A, Option<<Base<E> as Number>::Sum>>
    where
        Self::Relation: ToMany,
        E: Expression<Model = To<A, Self>>,
        Base<E>: Number,
    {
        aggregate_of(self.relations(), None, Aggregate::Sum, expression, 1)
    }

    /// The mean of an expression over the related rows, an `f64`; `None` where there are none. Of `Decimal` it is a `Decimal`,
    /// which SQLite cannot do ([`Error::Unsupported`](crate::Error::Unsupported)).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// assert_eq!(Author::filter(Author::books.avg(Book::year).eq(1814.0)).get(&db).await?, jane);
    /// # Ok(()) }
    /// ```
    fn avg<E>(self, expression: E) -> Expr<A, Option<<Base<E> as Number>::Average>>
    where
        Self::Relation: ToMany,
        E: Expression<Model = To<A, Self>>,
        Base<E>: Number,
    {
        aggregate_of(self.relations(), None, Aggregate::Average, expression, 1)
    }

    /// The least value of an expression over the related rows; `None` where there are none.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let by_first_book = Author::query().order_by(Author::books.min(Book::year).asc());
    /// assert_eq!(by_first_book.first(&db).await?, Some(jane));
    /// # Ok(()) }
    /// ```
    fn min<E>(self, expression: E) -> Expr<A, Option<Base<E>>>
    where
        Self::Relation: ToMany,
        E: Expression<Model = To<A, Self>>,
        Base<E>: Ordered,
    {
        aggregate_of(self.relations(), None, Aggregate::Min, expression, 1)
    }

    /// The greatest value of an expression over the related rows; `None` where there are none.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let before_1815 = Author::books.filter(Book::year.lt(1815));
    /// assert_eq!(Author::filter(before_1815.max(Book::year).eq(1813)).get(&db).await?, jane);
    /// # Ok(()) }
    /// ```
    fn max<E>(self, expression: E) -> Expr<A, Option<Base<E>>>
    where
        Self::Relation: ToMany,
        E: Expression<Model = To<A, Self>>,
        Base<E>: Ordered,
    {
        aggregate_of(self.relations(), None, Aggregate::Max, expression, 1)
    }

    /// Only the related rows that meet a condition: to load, or to aggregate.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let early = Author::books.filter(Book::year.lt(1814));
    /// let authors: Vec<(Author, Vec<Book>)> = Author::query().with(early).order_by(Author::id.asc()).all(&db).await?;
    /// let counts: Vec<usize> = authors.iter().map(|(_, books)| books.len()).collect();
    /// assert_eq!(counts, [1, 0]);
    /// # Ok(()) }
    /// ```
    fn filter(self, condition: impl Condition<To<A, Self>>) -> Nested<Self::Relation>
    where
        Self::Relation: ToMany + Relation<From = A>,
    {
        Nested::new().filter(condition)
    }

    /// The related rows in an order, to load. Without one they come in the order of their key.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let by_year = Author::books.order_by(Book::year.asc());
    /// let (_, books) = Author::by_key(jane.id).with(by_year).get(&db).await?;
    /// assert_eq!([books[0].year, books[1].year], [1813, 1815]);
    /// # Ok(()) }
    /// ```
    fn order_by(self, order: impl IntoOrder<To<A, Self>>) -> Nested<Self::Relation>
    where
        Self::Relation: ToMany + Relation<From = A>,
    {
        Nested::new().order_by(order)
    }

    /// At most so many related rows **for each parent**, to load.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let newest = Author::books.order_by(Book::year.desc()).limit(1);
    /// let authors = Author::query().with(newest).order_by(Author::id.asc()).all(&db).await?;
    /// let titles: Vec<&str> = authors.iter().map(|(_, books)| books[0].title.as_str()).collect();
    /// assert_eq!(titles, ["Emma", "Frankenstein"]);
    /// # Ok(()) }
    /// ```
    ///
    /// One statement loads them for all parents. It numbers the rows of each:
    ///
    /// ```sql
    /// -- Postgres
    /// SELECT "numbered"."column_1", "numbered"."column_2", "numbered"."column_3", "numbered"."column_4", "numbered"."column_5", "numbered"."column_6"
    /// FROM (
    /// SELECT "book"."author_id" AS "column_1", "book"."id" AS "column_2", "book"."title" AS "column_3", "book"."year" AS "column_4", "book"."author_id" AS "column_5", "book"."publisher_id" AS "column_6", ROW_NUMBER() OVER (PARTITION BY "book"."author_id" ORDER BY "book"."year" DESC) AS "row_number"
    /// FROM "book"
    /// WHERE "book"."author_id" = ANY($1)
    /// ) AS "numbered"
    /// WHERE "numbered"."row_number" <= $2
    /// ORDER BY "numbered"."row_number"
    ///
    /// -- SQLite
    /// SELECT "numbered"."column_1", "numbered"."column_2", "numbered"."column_3", "numbered"."column_4", "numbered"."column_5", "numbered"."column_6"
    /// FROM (
    /// SELECT "book"."author_id" AS "column_1", "book"."id" AS "column_2", "book"."title" AS "column_3", "book"."year" AS "column_4", "book"."author_id" AS "column_5", "book"."publisher_id" AS "column_6", ROW_NUMBER() OVER (PARTITION BY "book"."author_id" ORDER BY "book"."year" DESC) AS "row_number"
    /// FROM "book"
    /// WHERE "book"."author_id" IN (SELECT value FROM json_each(?))
    /// ) AS "numbered"
    /// WHERE "numbered"."row_number" <= ?
    /// ORDER BY "numbered"."row_number"
    /// ```
    fn limit(self, rows: u64) -> Nested<Self::Relation, (), Page>
    where
        Self::Relation: ToMany + Relation<From = A>,
    {
        Nested::new().limit(rows)
    }

    /// All but the first so many related rows **of each parent**, to load.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let older = Author::books.order_by(Book::year.desc()).offset(1);
    /// let authors = Author::query().with(older).order_by(Author::id.asc()).all(&db).await?;
    /// assert_eq!(authors[0].1[0].title, "Pride and Prejudice");
    /// assert!(authors[1].1.is_empty());
    /// # Ok(()) }
    /// ```
    fn offset(self, rows: u64) -> Nested<Self::Relation, (), Page>
    where
        Self::Relation: ToMany + Relation<From = A>,
    {
        Nested::new().offset(rows)
    }

    /// Also related rows that were deleted softly, to load, to aggregate or to ask about: see
    /// [`SoftDelete`](crate::model::SoftDelete).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/notes.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, home, kept, gone) = notes().await?;
    /// let folders = Folder::query().with(Folder::notes.with_deleted());
    /// assert_eq!(folders.get(&db).await?.1.len(), 2);
    ///
    /// let cats = Folder::notes.with_deleted().any(Note::title.contains("cat"));
    /// assert_eq!(Folder::filter(cats).get(&db).await?, home);
    /// assert_eq!(Folder::filter(Folder::notes.count().eq(1)).count(&db).await?, 1);
    /// # Ok(()) }
    /// ```
    fn with_deleted(self) -> Nested<Self::Relation>
    where
        Self::Relation: Relation<From = A>,
        To<A, Self>: SoftDelete,
    {
        Nested::new().with_deleted()
    }

    /// The related rows together with what they are related to, to load: to any depth, with as many statements as there are
    /// relations to many rows.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let nested = Author::books.with(Book::subjects).with(Book::publisher);
    /// let authors: Vec<(Author, Vec<(Book, Vec<Subject>, Option<Publisher>)>)> =
    ///     Author::query().with(nested).order_by(Author::id.asc()).all(&db).await?;
    /// let (book, subjects, publisher) = &authors[0].1[0];
    /// assert_eq!(book.title, "Emma");
    /// assert_eq!(subjects[0].name, "Love");
    /// assert_eq!(publisher.as_ref().unwrap().name, "John Murray");
    /// # Ok(()) }
    /// ```
    fn with<L>(self, load: L) -> Nested<Self::Relation, <() as Push<L>>::Output>
    where
        Self::Relation: Relation<From = A>,
        L: crate::load::Load<To<A, Self>>,
    {
        Nested::new().with(load)
    }

    /// The related rows as a shape, to load: see [`Query::shape`](crate::query::Query::shape).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// #[derive(Shape, Debug, PartialEq)]
    /// #[shape(Book)]
    /// struct Title {
    ///     title: String,
    /// }
    ///
    /// let authors: Vec<(Author, Vec<Title>)> =
    ///     Author::query().with(Author::books.shape::<Title>()).order_by(Author::id.asc()).all(&db).await?;
    /// assert_eq!(authors[1].1, [Title { title: "Frankenstein".into() }]);
    /// # Ok(()) }
    /// ```
    fn shape<T: Shape<To<A, Self>>>(
        self,
    ) -> Nested<Self::Relation, impl RowProjection<To<A, Self>, Row = T>>
    where
        Self::Relation: Relation<From = A>,
    {
        Nested::new().shape::<T>()
    }

    /// Each related row together with the join row that leads to it, to load. The many-to-many needs a `through` model.
    ///
    /// ```
    /// use orm::prelude::*;
    ///
    /// #[derive(Model)]
    /// #[many_to_many(Course, name = courses, related_name = students, through = Enrollment)]
    /// struct Student {
    ///     id: i64,
    ///     name: String,
    /// }
    ///
    /// #[derive(Model)]
    /// struct Course {
    ///     id: i64,
    ///     title: String,
    /// }
    ///
    /// #[derive(Model)]
    /// struct Enrollment {
    ///     id: i64,
    ///     #[foreign_key(Student)]
    ///     student_id: i64,
    ///     #[foreign_key(Course)]
    ///     course_id: i64,
    ///     grade: String,
    /// }
    ///
    /// # #[tokio::main] async fn main() -> orm::Result<()> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # schema![Student, Course, Enrollment].create_all(&db).await?;
    /// let ada = Student::create().name("Ada").save(&db).await?;
    /// let algebra = Course::create().title("Algebra").save(&db).await?;
    /// ada.courses().link(&algebra).grade("A").save(&db).await?;
    ///
    /// let students: Vec<(Student, Vec<(Course, Enrollment)>)> =
    ///     Student::query().with(Student::courses.through()).all(&db).await?;
    /// let (course, enrollment) = &students[0].1[0];
    /// assert_eq!((course.title.as_str(), enrollment.grade.as_str()), ("Algebra", "A"));
    /// # Ok(()) }
    /// ```
    fn through(self) -> Nested<Self::Relation, (), crate::load::WithJoinRow>
    where
        Self::Relation: ToManyJoined + Relation<From = A>,
    {
        Nested::new().through()
    }

    /// The related rows, theirs, and so on, to load as trees: for a relation of a model to itself. See [`Recursive`].
    ///
    /// However many rows there are and however deep they stand, they come in one statement.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/categories.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, books, fiction, crime, science) = categories().await?;
    /// use orm::load::Tree;
    ///
    /// let roots = Category::filter(Category::parent_id.is_null());
    /// let forest: Vec<(Category, Vec<Tree<Category>>)> =
    ///     roots.with(Category::children.recursive()).all(&db).await?;
    /// let (root, trees) = &forest[0];
    /// assert_eq!((root, &trees[0].row, &trees[1].row), (&books, &fiction, &science));
    /// assert_eq!(trees[0].children[0].row, crime);
    ///
    /// let by_name = Category::children.order_by(Category::name.desc()).recursive().max_depth(1);
    /// let trees = by_name.load(&[books], &db).await?;
    /// assert_eq!((&trees[0][0].row, trees[0][1].len()), (&science, 1));
    /// # Ok(()) }
    /// ```
    fn recursive(self) -> Recursive<Self::Relation>
    where
        Self::Relation: ToMany + SelfRelation + Relation<From = A>,
        To<A, Self>: Clone,
    {
        Nested::new().recursive()
    }

    /// Loads the related rows of rows already in hand, in one statement: the result is in their order.
    ///
    /// For each parent it holds a row, an `Option` of one or a `Vec`, as [`with`](crate::query::Query::with) would add it.
    ///
    /// # Errors
    ///
    /// Those of a query.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let shelves: Vec<Vec<Book>> = Author::books.load(&[mary, jane], &db).await?;
    /// assert_eq!([shelves[0].len(), shelves[1].len()], [1, 2]);
    ///
    /// let publishers: Vec<Option<Publisher>> = Book::publisher.load(&shelves[1], &db).await?;
    /// assert_eq!(publishers[0].as_ref().unwrap().name, "John Murray");
    /// assert!(publishers[1].is_none());
    /// # Ok(()) }
    /// ```
    fn load(
        self,
        parents: &[A],
        db: &impl Executor,
    ) -> impl Future<Output = Result<Vec<RelatedRow<Self::Relation>>>> + Send
    where
        Self::Relation: Relation<From = A>,
    {
        Nested::<Self::Relation>::new().load(parents, db)
    }
}

impl<A: Model, P: Path<A>> RelationPath<A> for P {}

pub(crate) type Base<E> = <<E as Expression>::Type as ColumnType>::Base;

/// The columns by which a related row is told from others.
struct Identity {
    /// The table that has them.
    table: &'static Table,
    columns: &'static [usize],
    /// The related row's columns with the same values.
    far: &'static [usize],
}

/// A foreign key says by itself which row it refers to; else the related row's own key does, at the end of the way.
fn identity(mut path: Vec<RelationRef>) -> (Vec<RelationRef>, Identity) {
    let last = *path.last().expect("a path has at least one relation");
    let link = match last.kind {
        RelationKind::ForeignKey => {
            path.pop();
            Identity {
                table: last.from(),
                columns: last.near(),
                far: last.far(),
            }
        }
        _ => Identity {
            table: last.to(),
            columns: last.to().primary_key,
            far: last.to().primary_key,
        },
    };
    (path, link)
}

fn related_rows(mut path: Vec<RelationRef>, filter: Option<syntax::Expr>) -> RelatedRows {
    let relation = path.pop().expect("a path has at least one relation");
    RelatedRows {
        path,
        relation,
        filter,
    }
}

fn exists_where<A, B>(path: Vec<RelationRef>, condition: Expr<B, bool>) -> Expr<A, bool> {
    let depth = condition.depth();
    exists(path, Some(condition.into_node()), depth)
}

pub(crate) fn exists<A>(
    path: Vec<RelationRef>,
    filter: Option<syntax::Expr>,
    depth: u16,
) -> Expr<A, bool> {
    let rows = related_rows(path, filter);
    Expr::nested(syntax::Expr::Exists(Box::new(rows)), depth + 1)
}

pub(crate) fn aggregate<A, T: ColumnType>(
    path: Vec<RelationRef>,
    filter: Option<syntax::Expr>,
    function: Aggregate,
    operand: Option<syntax::Expr>,
    depth: u16,
) -> Expr<A, T> {
    let node = syntax::Expr::Aggregate {
        function,
        rows: Box::new(related_rows(path, filter)),
        operand: operand.map(Box::new),
        ty: <T::Base as Value>::TYPE,
    };
    Expr::nested(node, depth + 1)
}

pub(crate) fn aggregate_of<A, E: Expression, T: ColumnType>(
    path: Vec<RelationRef>,
    filter: Option<syntax::Expr>,
    function: Aggregate,
    operand: E,
    depth: u16,
) -> Expr<A, T> {
    let operand = operand.into_expr();
    let depth = operand.depth().max(depth);
    aggregate(path, filter, function, Some(operand.into_node()), depth)
}

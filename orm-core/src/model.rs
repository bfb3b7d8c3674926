//! The traits that a derive implements: its whole contract with this crate.

use crate::db::{Executor, Row};
use crate::error::Result;
use crate::hooks::Hooks;
use crate::load::Loading;
use crate::query::{Column, Columns, Condition, Filtered, IntoAssignment, Query, RowChanges};
use crate::query::{IntoSql, ModelRows, Raw};
use crate::schema::{self, Table};
use crate::types::{ColumnType, Datum, Value};
use crate::{create, run};

/// A struct whose values are the rows of a table.
///
/// `#[derive(Model)]` implements it. The rest of what a model can do are the constants and methods that the derive adds
/// to the struct itself: a constant for each column (`Book::title`), a method for each relation (`book.author()`), and
/// `create()`, which gives a builder with a setter for each column. A required column that was not set is a compile error.
/// [`create`] shows how related rows are created together with a row.
///
/// | | of the table | of a row |
/// |---|---|---|
/// | read | [`query`](Model::query), [`filter`](Model::filter), [`by_key`](Model::by_key), [`get`](Model::get) | [`refresh`](Model::refresh) |
/// | write | `create()`, [`create_many`](Model::create_many), [`bulk_load`](Model::bulk_load), [`get_or_create`](Model::get_or_create), [`update_or_create`](Model::update_or_create), [`update_many`](Model::update_many) | [`save`](Model::save), [`set`](Model::set), [`delete`](Model::delete) |
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let emma = Book::create().title("Emma").year(1815).author(&jane).save(&db).await?;
/// assert_eq!(Book::get(emma.id, &db).await?, emma);
///
/// let later = emma.set(Book::year, Book::year + 1).update(&db).await?;
/// assert_eq!(later.year, 1816);
/// later.delete(&db).await?;
/// assert!(matches!(Book::get(emma.id, &db).await, Err(Error::NotFound { .. })));
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "expected a struct with `#[derive(Model)]`"
)]
pub trait Model: Sized + Send + Sync + 'static {
    /// The type of its key: the field's type, or a tuple for a key of several columns.
    type Key: Key;

    /// The builder that `create()` gives.
    #[doc(hidden)]
    type Create: create::Creation;

    /// The hooks that it names.
    #[doc(hidden)]
    const HOOKS: Hooks<Self> = Hooks::NONE;

    /// Its table.
    #[doc(hidden)]
    fn table() -> &'static Table;

    /// The row's key.
    fn key(&self) -> Self::Key;

    /// The value of one column, by its position in the table.
    #[doc(hidden)]
    fn datum(&self, column: usize) -> Datum;

    /// Reads the columns in the table's order.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`](crate::Error::Decode) where a stored value is none of the field's type.
    #[doc(hidden)]
    fn from_row(row: &mut Row<'_>) -> Result<Self>;

    /// All rows. Building a query runs nothing: see [`Query`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// assert_eq!(Book::query().count(&db).await?, 3);
    /// # Ok(()) }
    /// ```
    fn query() -> Query<Self> {
        Query::all_rows()
    }

    /// The rows that meet a condition: see [`Query::filter`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// assert_eq!(Book::filter(Book::year.gt(1815)).get(&db).await?.title, "Frankenstein");
    /// # Ok(()) }
    /// ```
    fn filter(condition: impl Condition<Self>) -> Query<Self, (), Filtered> {
        Self::query().filter(condition)
    }

    /// The row with this key, as a query that has not run; it counts as filtered.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let (author, books) = Author::by_key(jane.id).with(Author::books).get(&db).await?;
    /// assert_eq!((author, books.len()), (jane, 2));
    /// # Ok(()) }
    /// ```
    fn by_key(key: impl IntoKey<Self::Key>) -> Query<Self, (), Filtered> {
        Query::by_key(key.into_key())
    }

    /// Reads the row with this key. A key of several columns is a tuple.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// assert_eq!(Author::get(jane.id, &db).await?, jane);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound) where there is none, and those of [`Query::all`].
    fn get<'a>(key: impl IntoKey<Self::Key>, db: &'a impl Executor) -> Loading<'a, Self> {
        let query = Self::by_key(key);
        Box::pin(query.get(db))
    }

    /// Rows by SQL of one's own, for what no query says.
    ///
    /// The columns are found by their names, in any order; others are passed over. Placeholders are `$1`, `$2` … on both
    /// databases. The text says everything: rows that are softly deleted come as any others.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let late = Book::raw("SELECT * FROM book WHERE year > $1 ORDER BY year").bind(1814);
    /// let books: Vec<(Book, Author)> = late.with(Book::author).all(&db).await?;
    /// assert_eq!(books[1].1, mary);
    ///
    /// let incomplete = Book::raw("SELECT id, title FROM book").all(&db).await;
    /// assert!(matches!(incomplete, Err(Error::Decode { column, .. }) if column == "year"));
    /// # Ok(()) }
    /// ```
    fn raw(text: impl IntoSql) -> Raw<ModelRows<Self>> {
        Raw::of_model(text)
    }

    /// Inserts many rows when it is saved: one statement for as many as the database takes, in one transaction.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let drafts = ["Lodore", "Falkner"].map(|title| Book::create().title(title).year(1836).author(&mary));
    /// let stored: Vec<Book> = Book::create_many(drafts).save(&db).await?;
    /// assert_eq!(stored[0].title, "Lodore");
    /// # Ok(()) }
    /// ```
    fn create_many<I>(rows: I) -> create::CreateMany<Self>
    where
        I: IntoIterator,
        I::Item: create::Complete<Self>,
    {
        create::CreateMany::new(rows)
    }

    /// Inserts the rows of a stream as fast as the database takes them when it is saved, in one transaction and in bounded
    /// memory: by `COPY` on Postgres, by insertions of many rows on SQLite. It gives their number and not the rows.
    ///
    /// A column that a row leaves out gets the default that this crate knows (`default_with`), or `NULL`. What is left to
    /// the database's default is left to it by every row.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let lines = "Mathilda,1959\nFalkner,1837".lines().filter_map(|line| line.split_once(','));
    /// let rows = lines.map(|(title, year)| {
    ///     Book::create().title(title).year(year.parse::<i32>().unwrap()).author(&mary)
    /// });
    /// assert_eq!(Book::bulk_load(futures::stream::iter(rows)).save(&db).await?, 2);
    /// assert_eq!(mary.books().count(&db).await?, 3);
    /// # Ok(()) }
    /// ```
    fn bulk_load<S>(rows: S) -> create::BulkLoad<Self, S>
    where
        S: futures::Stream,
        S::Item: create::Complete<Self>,
    {
        create::BulkLoad::new(rows)
    }

    /// Reads the one row that meets a condition, or creates it where there is none; and says whether it was created.
    ///
    /// It is safe under concurrency where a unique key covers the row: of all who ask at once, one creates it, and the
    /// others are given the row that it created. That is so inside a transaction too, which goes on. Without a unique key two who ask
    /// at once create two rows. What the builder sets should meet the condition.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let anne = || Author::create().name("Anne Brontë");
    /// let (created, is_new) = Author::get_or_create(Author::name.eq("Anne Brontë"), anne(), &db).await?;
    /// assert!(is_new);
    /// let (found, is_new) = Author::get_or_create(Author::name.eq("Anne Brontë"), anne(), &db).await?;
    /// assert_eq!((found, is_new), (created, false));
    /// # Ok(()) }
    /// ```
    ///
    /// It selects by the condition, inserts with `ON CONFLICT DO NOTHING`, and selects again: one statement where the row is
    /// there, two where it is created.
    ///
    /// # Errors
    ///
    /// [`Error::MultipleFound`](crate::Error::MultipleFound) where several rows meet the condition;
    /// [`Error::UniqueViolation`](crate::Error::UniqueViolation) where a row is in the way that does not meet it;
    /// [`Error::Serialization`](crate::Error::Serialization) where another created the row after the snapshot of a
    /// `REPEATABLE READ` transaction, which cannot see it: run the whole transaction again.
    fn get_or_create<'db>(
        condition: impl Condition<Self>,
        row: impl create::Complete<Self>,
        db: &'db impl Executor,
    ) -> Loading<'db, (Self, bool)> {
        let (query, draft) = (Self::filter(condition), row.into_draft());
        Box::pin(run::get_or_create(query, draft, db.handle()))
    }

    /// Changes the one row that meets a condition to what the builder sets, or creates it where there is none; gives the row
    /// as stored, and whether it was created.
    ///
    /// The key of a row that is there stays as it is, and so does what the builder does not set. It is as safe under
    /// concurrency as [`get_or_create`](Model::get_or_create).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let life = Biography::create().author(&jane).text("Born in 1775.");
    /// let (biography, is_new) = Biography::update_or_create(Biography::author.is(&jane), life, &db).await?;
    /// assert_eq!((biography.text.as_str(), is_new), ("Born in 1775.", false));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`get_or_create`](Model::get_or_create) and of an update; [`Error::Configuration`](crate::Error::Configuration), before
    /// anything is sent, where the condition was folded from none.
    fn update_or_create<'db>(
        condition: impl Condition<Self>,
        row: impl create::Complete<Self>,
        db: &'db impl Executor,
    ) -> Loading<'db, (Self, bool)> {
        let (query, draft) = (Self::filter(condition), row.into_draft());
        Box::pin(run::update_or_create(query, draft, db.handle()))
    }

    /// Writes some columns of many rows that exist, each row's own values, and says how many rows were there to be changed.
    ///
    /// It is one statement for as many rows as the database takes, all in one transaction. The values are validated, and the
    /// model's [hooks](crate::hooks) run: the one before for each row, where rows of which it sets other columns are written
    /// by another statement, and the one after for all rows as stored. A row that is gone is not counted. A constraint is checked row by row, so two rows cannot change places in a unique column.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let mut books = Book::query().order_by(Book::id.asc()).all(&db).await?;
    /// books[0].year = 1816;
    /// books[1].title = "First Impressions".to_owned();
    /// assert_eq!(Book::update_many(&books, (Book::title, Book::year), &db).await?, 3);
    /// assert_eq!(Book::query().order_by(Book::id.asc()).all(&db).await?, books);
    /// # Ok(()) }
    /// ```
    ///
    /// | Postgres | SQLite |
    /// |---|---|
    /// | `UPDATE "book" SET "year" = "rows"."column2"` | `UPDATE "book" SET "year" = "rows"."column2"` |
    /// | `FROM unnest($1, $2) AS "rows" ("column1", "column2")` | `FROM (VALUES (?, ?), (?, ?), …) AS "rows"` |
    /// | `WHERE "book"."id" = "rows"."column1"` | `WHERE "book"."id" = "rows"."column1"` |
    ///
    /// # Errors
    ///
    /// Before anything is sent, [`Error::DuplicateInBatch`](crate::Error::DuplicateInBatch) where a row stands there twice
    /// and [`Error::Configuration`](crate::Error::Configuration) where a column is part of the key; the violated
    /// constraint's, and then no row was changed.
    fn update_many<'r, 'db>(
        rows: impl IntoIterator<Item = &'r Self>,
        columns: impl Columns<Self>,
        db: &'db impl Executor,
    ) -> Loading<'db, u64> {
        Box::pin(run::NewValues::of(rows, columns.indexes()).update::<Self>(db.handle()))
    }

    /// Writes all columns of a row that exists, and gives the row as stored.
    ///
    /// Another writer's changes to the row since it was read are overwritten, unless the model has a `#[column(version)]`;
    /// [`set`](Model::set) writes only what changes. Columns that the database computes, and those that
    /// `on_update_with` sets, are not taken from the row.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let mut emma = Book::filter(Book::title.eq("Emma")).get(&db).await?;
    /// emma.year = 1816;
    /// assert_eq!(emma.save(&db).await?.year, 1816);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound) where the row is gone, [`Error::Stale`](crate::Error::Stale) where its
    /// version is another by now, and the violated constraint's error.
    fn save(&self, db: &impl Executor) -> impl Future<Output = Result<Self>> + Send {
        run::save(self, db.handle())
    }

    /// Reads the row again.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let emma = Book::filter(Book::title.eq("Emma")).get(&db).await?;
    /// Book::by_key(emma.id).set(Book::year, 1816).update(&db).await?;
    /// assert_eq!((emma.year, emma.refresh(&db).await?.year), (1815, 1816));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound) where it is gone.
    fn refresh(&self, db: &impl Executor) -> impl Future<Output = Result<Self>> + Send {
        let row = Query::<Self, (), Filtered>::by_key(self.key());
        row.even_deleted().get(db)
    }

    /// Changes columns of this row in the database, to values or to what the database computes. Only they are written, when
    /// [`update`](RowChanges::update) is called.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let emma = Book::filter(Book::title.eq("Emma")).get(&db).await?;
    /// let later = emma.set(Book::year, Book::year + 1).set(Book::publisher_id, None).update(&db).await?;
    /// assert_eq!((later.year, later.publisher_id), (1816, None));
    /// # Ok(()) }
    /// ```
    fn set<T: ColumnType, K>(
        &self,
        column: Column<Self, T, K>,
        value: impl IntoAssignment<Self, T>,
    ) -> RowChanges<Self> {
        RowChanges::new(self.key()).set(column, value)
    }

    /// As [`set`](Model::set) where there is a value, and nothing where there is none.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let emma = Book::filter(Book::title.eq("Emma")).get(&db).await?;
    /// let same = emma.set_if(Book::title, None::<String>).set_if(Book::year, Some(1816)).update(&db).await?;
    /// assert_eq!((same.title.as_str(), same.year), ("Emma", 1816));
    /// # Ok(()) }
    /// ```
    fn set_if<T: ColumnType, K, V: IntoAssignment<Self, T>>(
        &self,
        column: Column<Self, T, K>,
        value: Option<V>,
    ) -> RowChanges<Self> {
        RowChanges::new(self.key()).set_if(column, value)
    }

    /// Deletes the row. What refers to it goes the way of its `on_delete`. Of a model with a [soft delete](SoftDelete) it
    /// stays in its table and is marked.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// jane.delete(&db).await?;
    /// assert_eq!(Book::query().count(&db).await?, 1); // her two books cascaded
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound) where it is gone,
    /// [`Error::ForeignKeyViolation`](crate::Error::ForeignKeyViolation) where rows that refer to it forbid it.
    fn delete(&self, db: &impl Executor) -> impl Future<Output = Result<()>> + Send {
        run::delete::<Self>(self.key(), run::Deletion::Usual, db.handle())
    }

    /// Deletes the row from its table, whether it was deleted softly or not: see [`SoftDelete`].
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/notes.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, home, kept, gone) = notes().await?;
    /// for note in [kept, gone] {
    ///     note.hard_delete(&db).await?;
    /// }
    /// assert_eq!(Note::query().with_deleted().count(&db).await?, 0);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`delete`](Model::delete).
    fn hard_delete<'db>(&self, db: &'db impl Executor) -> Loading<'db, ()>
    where
        Self: SoftDelete,
    {
        let key = self.key();
        Box::pin(run::delete::<Self>(key, run::Deletion::Hard, db.handle()))
    }

    /// The SQL that creates the table in this database; where it cannot be written, the reason as a comment.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// assert_eq!(
    ///     Author::create_table_sql(Dialect::Sqlite),
    ///     r#"CREATE TABLE "author" (
    ///     "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    ///     "name" VARCHAR(100) NOT NULL,
    ///     CONSTRAINT "author_name_key" UNIQUE ("name"),
    ///     CONSTRAINT "author_name_length_check" CHECK (length("name") <= 100)
    /// );"#
    /// );
    /// # Ok(()) }
    /// ```
    fn create_table_sql(dialect: crate::Dialect) -> String {
        crate::sql::create_table_sql(Self::table(), dialect)
    }
}

/// A model whose rows are deleted softly: `#[model(soft_delete = deleted_at)]`.
///
/// The field is an `Option` of a point in time. A deletion sets it to the present moment, in UTC, and the row stays in its
/// table.
///
/// | | rows that were deleted softly |
/// |---|---|
/// | queries, counts and [`get`](Model::get) | are left out, unless [`with_deleted`](Query::with_deleted) is said |
/// | relations to many rows and the reverse of a one-to-one: loads, conditions, aggregates, accessors | are left out, unless the relation says `with_deleted`: `Author::books.with_deleted()` |
/// | a foreign key to one | leads to it, as the field says that it is there |
/// | [`delete`](Model::delete), [`Query::delete`], `filter(…).set(…).update(&db)` | are left out: of one row, [`Error::NotFound`](crate::Error::NotFound) |
/// | [`save`](Model::save), [`set`](Model::set), [`refresh`](Model::refresh) of a row in hand | are written and read: `note.set(Note::deleted_at, None)` restores one |
/// | [`hard_delete`](Model::hard_delete), [`Query::hard_delete`] | are deleted from the table; what refers to them goes the way of its `on_delete` |
/// | unique columns other than the key | leave their values to other rows: the constraints are unique indexes `WHERE "deleted_at" IS NULL` |
///
/// What refers to a row that is deleted softly stays as it is. Join rows of a many-to-many whose `through` model has a soft
/// delete link nothing once they are deleted, also where the relation says `with_deleted`. A foreign key can refer to the
/// model's key only, since no database lets one refer to a column that is unique among some rows.
///
/// ```
/// use chrono::{DateTime, Utc};
/// use orm::prelude::*;
///
/// #[derive(Model, Debug, PartialEq)]
/// #[model(soft_delete = deleted_at)]
/// struct Note {
///     id: i64,
///     #[column(unique)]
///     title: String,
///     deleted_at: Option<DateTime<Utc>>,
/// }
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # schema![Note].create_all(&db).await?;
/// let note = Note::create().title("Today").save(&db).await?;
/// note.delete(&db).await?;
/// assert!(!Note::by_key(note.id).exists(&db).await?);
/// assert!(matches!(note.delete(&db).await, Err(Error::NotFound { .. })));
///
/// // Another note may have its title, and then it cannot come back.
/// let restored = note.set(Note::deleted_at, None).update(&db).await?;
/// assert_eq!(Note::get(note.id, &db).await?, restored);
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "rows of `{Self}` are not deleted softly",
    label = "`{Self}` has no soft delete",
    note = "a model has one where it names the column that a deletion sets: `#[model(soft_delete = deleted_at)]`; without it, `delete` deletes rows from their table"
)]
pub trait SoftDelete: Model {}

/// The type of a model's field, as the derive asks for it.
///
/// It is [`ColumnType`] by another name: whatever the derive does with a field it does through this trait and with the
/// user's own token of the type, so that a type which is none is one error and not one for each use.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a column",
    label = "not a column type",
    note = "column types are `bool`, `i16`, `i32`, `i64`, `f32`, `f64`, `String`, `Vec<u8>`, those of the features `chrono`, `time`, `uuid`, `decimal` and `json`, and an `Option` of each",
    note = "for an unsigned integer take the next larger signed one (`u8` → `i16`, `u16` → `i32`, `u32` → `i64`), for `u64` and `usize` an `i64` or a `Decimal`; for a type of your own, `#[derive(Value)]`"
)]
pub trait Field: Sized {
    /// A column of this type.
    const COLUMN: schema::Column;

    /// The value as it is sent to the database.
    fn datum(&self) -> Datum;

    /// As [`datum`](Field::datum), without a copy where the type can give itself away.
    fn into_datum(self) -> Datum;

    /// Reads the next value of a row.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`](crate::Error::Decode) where the stored value is none of this type's.
    fn next(row: &mut Row<'_>) -> Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: ColumnType> Field for T {
    const COLUMN: schema::Column = schema::Column::new::<T>("");

    fn datum(&self) -> Datum {
        ColumnType::datum(self)
    }

    fn into_datum(self) -> Datum {
        self.into_column_datum()
    }

    fn next(row: &mut Row<'_>) -> Result<Self> {
        row.next()
    }
}

/// A key: a value, or for a key of several columns a tuple of two to five values, in the fields' order.
///
/// ```
/// use orm::prelude::*;
///
/// #[derive(Model, Debug, PartialEq)]
/// struct Seat {
///     #[primary_key]
///     row: i32,
///     #[primary_key]
///     number: i32,
///     taken: bool,
/// }
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # schema![Seat].create_all(&db).await?;
/// let seat = Seat::create().row(3).number(14).taken(false).save(&db).await?;
/// assert_eq!(seat.key(), (3, 14));
/// assert_eq!(Seat::get((3, 14), &db).await?, seat);
/// # Ok(()) }
/// ```
pub trait Key: Clone + Send + Sync + 'static {
    /// The values of the key's columns.
    #[doc(hidden)]
    fn into_datums(self) -> Vec<Datum>;
}

impl<T: Value> Key for T {
    fn into_datums(self) -> Vec<Datum> {
        vec![self.into_datum()]
    }
}

macro_rules! composite {
    ($(($($name:ident $index:tt),+))*) => {$(
        impl<$($name: Value),+> Key for ($($name,)+) {
            fn into_datums(self) -> Vec<Datum> {
                vec![$(self.$index.into_datum()),+]
            }
        }
    )*};
}

composite! {
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
}

/// What is taken where a key of type `K` is asked for: the key, a reference to it, and `&str` for a text key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the key, which is of type `{K}`",
    label = "expected `{K}`",
    note = "a typed key is made from its number by `Id::new(1)`; it is also the key of a row, `author.id`, and a foreign key to it"
)]
pub trait IntoKey<K> {
    /// The key.
    fn into_key(self) -> K;
}

#[diagnostic::do_not_recommend]
impl<K: Key> IntoKey<K> for K {
    fn into_key(self) -> K {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<K: Key> IntoKey<K> for &K {
    fn into_key(self) -> K {
        self.clone()
    }
}

#[diagnostic::do_not_recommend]
impl IntoKey<String> for &str {
    fn into_key(self) -> String {
        self.to_owned()
    }
}

/// `Self` is the type of the key of the model `M`: a foreign key to `M` holds it.
#[diagnostic::on_unimplemented(
    message = "the key of `{M}` is no `{Self}`, so a foreign key to `{M}` cannot be one",
    label = "not the key type of `{M}`",
    note = "give this field the type of `{M}`'s key; `references = column` points at another unique column"
)]
pub trait KeyOf<M> {}

/// The column at this position of the model is a foreign key to `M`.
#[diagnostic::on_unimplemented(
    message = "this column of `{Self}` is no foreign key to `{M}`",
    label = "not a `#[foreign_key({M})]`",
    note = "`through_fields` names two columns of the `through` model: the foreign key to the model that declares the relation, and the one to its target"
)]
pub trait ForeignKeyTo<M, const COLUMN: usize> {}

/// The model `M` has at this position a unique column of type `Self`, which a foreign key can refer to.
#[diagnostic::on_unimplemented(
    message = "the column of `{M}` that this foreign key refers to is no unique column of type `{Self}`",
    label = "this field needs the type of that column",
    note = "a column that `references` names has the type of the field, and is unique: `#[column(unique)]`; of a model with a `soft_delete`, only the key is unique among all rows"
)]
pub trait UniqueColumn<M, const COLUMN: usize> {}

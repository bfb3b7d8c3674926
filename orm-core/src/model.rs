//! The traits that a derive implements: its whole contract with this crate.

use crate::db::{Executor, Row};
use crate::error::Result;
use crate::load::Loading;
use crate::query::{Column, Condition, Filtered, IntoAssignment, Query, RowChanges};
use crate::schema::{self, Table};
use crate::types::{ColumnType, Datum, Value};
use crate::{create, run};

/// A struct whose values are the rows of a table.
///
/// `#[derive(Model)]` implements it. The rest of what a model can do are the constants and methods that the derive adds
/// to the struct itself: a constant for each column (`Book::title`), a method for each relation (`book.author()`), and
/// `create()`.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let emma = Book::filter(Book::title.eq("Emma")).get(&db).await?;
/// assert_eq!(Book::get(emma.id, &db).await?, emma);
///
/// let later = emma.set(Book::year, Book::year + 1).update(&db).await?;
/// assert_eq!(later.year, 1816);
/// assert_eq!(emma.save(&db).await?.year, 1815);
/// assert_eq!(emma.refresh(&db).await?, emma);
/// emma.delete(&db).await?;
/// assert!(matches!(emma.refresh(&db).await, Err(orm::Error::NotFound { .. })));
///
/// let sequels = ["Sanditon", "The Watsons"].map(|title| Book::create().title(title).year(1817).author(&jane));
/// let stored = Book::create_many(sequels).save(&db).await?;
/// assert_eq!(stored[1].title, "The Watsons");
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

    /// All rows. Building a query runs nothing.
    fn query() -> Query<Self> {
        Query::all_rows()
    }

    /// The rows that meet a condition.
    fn filter(condition: impl Condition<Self>) -> Query<Self, (), Filtered> {
        Self::query().filter(condition)
    }

    /// The row with this key.
    fn by_key(key: impl IntoKey<Self::Key>) -> Query<Self, (), Filtered> {
        Query::by_key(key.into_key())
    }

    /// Reads the row with this key.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound) where there is none.
    fn get<'a>(key: impl IntoKey<Self::Key>, db: &'a impl Executor) -> Loading<'a, Self> {
        let query = Self::by_key(key);
        Box::pin(query.get(db))
    }

    /// Inserts many rows: one statement for as many as the database takes, in one transaction.
    fn create_many<I>(rows: I) -> create::CreateMany<Self>
    where
        I: IntoIterator,
        I::Item: create::Complete<Self>,
    {
        create::CreateMany::new(rows)
    }

    /// Writes all columns of a row that exists, and gives the row as stored.
    ///
    /// Another writer's changes to the row since it was read are overwritten; [`set`](Model::set) writes only what changes.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound) where the row is gone, and the violated constraint's error.
    fn save(&self, db: &impl Executor) -> impl Future<Output = Result<Self>> + Send {
        run::save(self, db.handle())
    }

    /// Reads the row again.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound) where it is gone.
    fn refresh(&self, db: &impl Executor) -> impl Future<Output = Result<Self>> + Send {
        Query::<Self, (), Filtered>::by_key(self.key()).get(db)
    }

    /// Changes columns of this row in the database: `book.set(Book::title, "x").update(&db)`.
    fn set<T: ColumnType>(
        &self,
        column: Column<Self, T>,
        value: impl IntoAssignment<Self, T>,
    ) -> RowChanges<Self> {
        RowChanges::new(self.key()).set(column, value)
    }

    /// As [`set`](Model::set) where there is a value, and nothing where there is none.
    fn set_if<T: ColumnType, V: IntoAssignment<Self, T>>(
        &self,
        column: Column<Self, T>,
        value: Option<V>,
    ) -> RowChanges<Self> {
        RowChanges::new(self.key()).set_if(column, value)
    }

    /// Deletes the row.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound) where it is gone,
    /// [`Error::ForeignKeyViolation`](crate::Error::ForeignKeyViolation) where rows that refer to it forbid it.
    fn delete(&self, db: &impl Executor) -> impl Future<Output = Result<()>> + Send {
        run::delete(Self::table(), self.key().into_datums(), db.handle())
    }

    /// The SQL that creates the table in this database.
    fn create_table_sql(dialect: crate::Dialect) -> String {
        crate::sql::create_table_sql(Self::table(), dialect)
    }
}

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

/// A key: a value, or a tuple of values.
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
    note = "a column that `references` names has the type of the field, and is unique: `#[column(unique)]`"
)]
pub trait UniqueColumn<M, const COLUMN: usize> {}

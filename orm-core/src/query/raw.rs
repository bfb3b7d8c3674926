use std::marker::PhantomData;
use std::time::Duration;

use super::bind::IntoBind;
use super::sql::{IntoSql, Sql};
use super::syntax::Value;
use crate::db::{Handle, Row, Session};
use crate::error::{Error, Result};
use crate::load::{Following, Load, Loading, Push};
use crate::model::Model;
use crate::types::ColumnType;

/// A query in SQL of one's own, whose rows have a type: what [`Model::raw`] and [`raw`] give.
///
/// Placeholders are `$1`, `$2` … on both databases, and each has its value by [`bind`](Raw::bind). The text is one statement.
#[must_use = "a query does nothing until it is read, as by `.all(&db)`"]
#[derive(Debug, Clone)]
pub struct Raw<R> {
    pub(crate) text: Sql,
    pub(crate) values: Vec<Value>,
    pub(crate) rows: R,
    pub(crate) timeout: Option<Duration>,
}

/// A query in SQL of one's own for rows of a tuple's types, or for single values.
///
/// The columns are taken by their position, up to twelve.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let books = raw::<(String, i64)>(
///     "SELECT author.name, count(*)
///      FROM author JOIN book ON book.author_id = author.id
///      GROUP BY author.name HAVING count(*) >= $1",
/// );
/// assert_eq!(books.bind(2).all(&db).await?, [("Jane Austen".to_owned(), 2)]);
///
/// let newest = raw::<Option<i32>>("SELECT max(year) FROM book").get(&db).await?;
/// assert_eq!(newest, Some(1818));
/// # Ok(()) }
/// ```
pub fn raw<T: FromRaw>(text: impl IntoSql) -> Raw<Values<T>> {
    Raw::new(text, Values(PhantomData))
}

impl<R> Raw<R> {
    fn new(text: impl IntoSql, rows: R) -> Self {
        Raw {
            text: text.into_sql(),
            values: Vec::new(),
            rows,
            timeout: None,
        }
    }

    /// The value of the next placeholder: the first call is for `$1`.
    pub fn bind(mut self, value: impl IntoBind) -> Self {
        self.values.push(value.into_bind());
        self
    }

    /// The deadline of each round trip: see [`Query::timeout`](super::Query::timeout).
    pub fn timeout(mut self, after: Duration) -> Self {
        self.timeout = Some(after);
        self
    }
}

impl<M: Model> Raw<ModelRows<M>> {
    pub(crate) fn of_model(text: impl IntoSql) -> Self {
        let rows = ModelRows {
            loads: (),
            model: PhantomData,
        };
        Raw::new(text, rows)
    }
}

impl<M: Model, L> Raw<ModelRows<M, L>> {
    /// Each row together with what a relation leads to: see [`Query::with`](super::Query::with). Each relation takes one
    /// statement more, one to a single row too, since nothing can ride along in SQL of one's own.
    pub fn with<P>(self, load: P) -> Raw<ModelRows<M, L::Output>>
    where
        P: Load<M>,
        L: Push<P>,
    {
        Raw {
            text: self.text,
            values: self.values,
            rows: ModelRows {
                loads: self.rows.loads.push(load),
                model: PhantomData,
            },
            timeout: self.timeout,
        }
    }
}

/// What the rows of a [`Raw`] query are.
pub trait RawRows: Send + Sync {
    /// A row.
    type Row: Send;

    /// A row that waits for what is loaded with it.
    #[doc(hidden)]
    type Read: Send;

    /// What errors call the rows.
    #[doc(hidden)]
    fn subject(&self) -> &'static str;

    /// Where among these columns each value stands, if not in their order.
    #[doc(hidden)]
    fn places(&self, columns: &[&str]) -> Result<Option<Vec<usize>>>;

    #[doc(hidden)]
    fn read(&self, row: &mut Row<'_>) -> Result<Self::Read>;

    #[doc(hidden)]
    fn finish<'a>(
        &'a self,
        read: Vec<Self::Read>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<Self::Row>>;
}

/// Rows of the model `M`, each with what `L` loads with it.
#[derive(Debug, Clone)]
pub struct ModelRows<M, L = ()> {
    loads: L,
    model: PhantomData<fn() -> M>,
}

impl<M: Model, L: Following<M>> RawRows for ModelRows<M, L> {
    type Row = L::Row;
    type Read = M;

    fn subject(&self) -> &'static str {
        M::table().name
    }

    fn places(&self, columns: &[&str]) -> Result<Option<Vec<usize>>> {
        let table = M::table();
        let names = table.columns.iter().map(|column| column.name);
        places_by_name(names, columns, table.name).map(Some)
    }

    fn read(&self, row: &mut Row<'_>) -> Result<M> {
        row.enter(M::table());
        M::from_row(row)
    }

    fn finish<'a>(
        &'a self,
        read: Vec<M>,
        session: &'a mut Session<'_>,
    ) -> Loading<'a, Vec<L::Row>> {
        self.loads.follow(read, session)
    }
}

/// Where among a result's columns those of these names stand. A name that stands there twice could be either.
fn places_by_name<'n>(
    names: impl Iterator<Item = &'n str>,
    columns: &[&str],
    table: &str,
) -> Result<Vec<usize>> {
    let place = |name: &str| {
        let mut found = (0..columns.len()).filter(|&place| columns[place] == name);
        match (found.next(), found.next()) {
            (Some(place), None) => Ok(place),
            (None, _) => Err(format!("the result has no such column; it has {}", columns.join(", "))),
            (Some(_), Some(_)) => Err("the result has several columns of that name; give each of them one of its own with `AS`".to_owned()),
        }
        .map_err(|reason| Error::Decode {
            table: table.to_owned(),
            column: name.to_owned(),
            reason,
            source: None,
        })
    };
    names.map(place).collect()
}

/// Values of the type `T`, by their position.
#[derive(Debug, Clone)]
pub struct Values<T>(PhantomData<fn() -> T>);

impl<T: FromRaw> RawRows for Values<T> {
    type Row = T;
    type Read = T;

    fn subject(&self) -> &'static str {
        "result"
    }

    fn places(&self, columns: &[&str]) -> Result<Option<Vec<usize>>> {
        match T::names() {
            Some(names) => places_by_name(names.iter().copied(), columns, self.subject()).map(Some),
            None => Ok(None),
        }
    }

    fn read(&self, row: &mut Row<'_>) -> Result<T> {
        T::from_raw(row)
    }

    fn finish<'a>(&'a self, read: Vec<T>, _session: &'a mut Session<'_>) -> Loading<'a, Vec<T>> {
        Box::pin(std::future::ready(Ok(read)))
    }
}

/// What a row of a [`raw`] query is read as: a value of a column type or a tuple of up to twelve, by position; or a
/// [`Shape`](crate::load::Shape) whose fields are all of column types, by their names.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// #[derive(Shape, Debug, PartialEq)]
/// #[shape(Book)]
/// struct Line {
///     title: String,
///     year: i32,
/// }
///
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let line = raw::<Line>("SELECT year, title FROM book WHERE year > $1").bind(1816).get(&db).await?;
/// assert_eq!(line, Line { title: "Frankenstein".into(), year: 1818 });
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "a row of SQL of one's own cannot be read as `{Self}`",
    label = "expected a value of a column type, a tuple of them, or a `Shape` whose fields are all columns",
    note = "rows of a model are read by `{Self}::raw(…)`"
)]
pub trait FromRaw: Sized + Send + 'static {
    /// The names of the columns, where they are found by name and not by position.
    #[doc(hidden)]
    fn names() -> Option<&'static [&'static str]> {
        None
    }

    #[doc(hidden)]
    fn from_raw(row: &mut Row<'_>) -> Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: ColumnType> FromRaw for T {
    fn from_raw(row: &mut Row<'_>) -> Result<T> {
        row.next()
    }
}

macro_rules! tuples {
    ($(($($name:ident),+))*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($name: ColumnType),+> FromRaw for ($($name,)+) {
            fn from_raw(row: &mut Row<'_>) -> Result<Self> {
                Ok(($(row.next::<$name>()?,)+))
            }
        }
    )*};
}

tuples! {
    (A)
    (A, B)
    (A, B, C)
    (A, B, C, D)
    (A, B, C, D, E)
    (A, B, C, D, E, F)
    (A, B, C, D, E, F, G)
    (A, B, C, D, E, F, G, H)
    (A, B, C, D, E, F, G, H, I)
    (A, B, C, D, E, F, G, H, I, J)
    (A, B, C, D, E, F, G, H, I, J, K)
    (A, B, C, D, E, F, G, H, I, J, K, L)
}

/// A statement in SQL of one's own that gives no rows: what [`execute_raw`](crate::db::Executor::execute_raw) gives. It runs
/// when it is awaited, and gives how many rows it inserted, changed or deleted.
#[must_use = "a statement does nothing until it is awaited"]
#[derive(Debug)]
pub struct RawExecution<'db> {
    pub(crate) db: Handle<'db>,
    pub(crate) text: Sql,
    pub(crate) values: Vec<Value>,
    pub(crate) timeout: Option<Duration>,
}

impl<'db> RawExecution<'db> {
    pub(crate) fn new(text: impl IntoSql, db: Handle<'db>) -> Self {
        RawExecution {
            db,
            text: text.into_sql(),
            values: Vec::new(),
            timeout: None,
        }
    }

    /// The value of the next placeholder: see [`Raw::bind`].
    pub fn bind(mut self, value: impl IntoBind) -> Self {
        self.values.push(value.into_bind());
        self
    }

    /// A deadline of its own: see [`Query::timeout`](super::Query::timeout).
    pub fn timeout(mut self, after: Duration) -> Self {
        self.timeout = Some(after);
        self
    }
}

use crate::db::{Executor, Handle, Row, Session, Statement};
use crate::error::{Error, Result};
use crate::load::Projection;
use crate::model::Model;
use crate::query::syntax::{OrderTerm, Select};
use crate::query::{Query, State};
use crate::sql;
use crate::types::Value;

impl<M: Model, L: Projection<M>, S: State> Query<M, L, S> {
    /// Runs it and gives all rows.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let books: Vec<Book> = Book::query().order_by(Book::year.asc()).all(&db).await?;
    /// assert_eq!(books.len(), 3);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] where a stored value is none of its field's type, [`Error::TooManyRows`] beyond
    /// [`max_rows`](crate::db::DbBuilder::max_rows), [`Error::Timeout`], [`Error::MissingTable`], and the errors of the connection.
    pub async fn all(self, db: &impl Executor) -> Result<Vec<L::Row>> {
        self.rows(db.handle(), None).await
    }

    /// Runs it and gives its one row.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// assert_eq!(Author::filter(Author::name.eq("Jane Austen")).get(&db).await?, jane);
    ///
    /// let nobody = Author::filter(Author::name.eq("nobody")).get(&db).await;
    /// assert!(matches!(nobody, Err(Error::NotFound { .. })));
    /// let several = Author::query().get(&db).await;
    /// assert!(matches!(several, Err(Error::MultipleFound { .. })));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where there is none, [`Error::MultipleFound`] where there are several, and those of [`all`](Query::all).
    pub async fn get(self, db: &impl Executor) -> Result<L::Row> {
        self.at_most_one(db.handle())
            .await?
            .ok_or_else(|| Error::not_found(M::table()))
    }

    /// Runs it and gives its one row, or `None`.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// assert_eq!(Author::filter(Author::name.eq("nobody")).optional(&db).await?, None);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::MultipleFound`] where there are several, and those of [`all`](Query::all).
    pub async fn optional(self, db: &impl Executor) -> Result<Option<L::Row>> {
        self.at_most_one(db.handle()).await
    }

    /// Runs it and gives the first row of its order, or of the key's where it has none.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let oldest = Book::query().order_by(Book::year.asc()).first(&db).await?;
    /// assert_eq!(oldest.unwrap().title, "Pride and Prejudice");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`all`](Query::all).
    pub async fn first(mut self, db: &impl Executor) -> Result<Option<L::Row>> {
        self.order_by_key_unless_ordered();
        Ok(self.rows(db.handle(), Some(1)).await?.into_iter().next())
    }

    /// Runs it and gives the last row of its order, or of the key's where it has none.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let newest = Book::query().order_by(Book::year.asc()).last(&db).await?;
    /// assert_eq!(newest.unwrap().title, "Frankenstein");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`all`](Query::all); [`Error::Configuration`] for a query with a limit or an offset, of which "the last" is
    /// not defined.
    pub async fn last(mut self, db: &impl Executor) -> Result<Option<L::Row>> {
        if self.select.limit.is_some() || self.select.offset.is_some() {
            return Err(Error::configuration(
                "`last` reverses the order, so a limit or an offset would count from the wrong end; \
                 reverse the order yourself and ask for `first`",
            ));
        }
        if !self.select.distinct_on.is_empty() {
            return Err(Error::configuration(
                "`last` reverses the order, so `distinct_on` would give the last row of each; \
                 reverse the order yourself and ask for `first`",
            ));
        }
        self.order_by_key_unless_ordered();
        if self.select.order.is_empty() {
            return Err(Error::configuration(
                "groups, and values each given once, have no order of their own, so that none of them is the last; say which with `order_by`",
            ));
        }
        for term in &mut self.select.order {
            term.reverse();
        }
        Ok(self.rows(db.handle(), Some(1)).await?.into_iter().next())
    }

    /// Asks the database how it would run the query's first statement, and gives its answer as text. No row is read. The text
    /// is the database's own: `EXPLAIN` of Postgres, `EXPLAIN QUERY PLAN` of SQLite.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let plan = Author::filter(Author::name.eq("Jane Austen")).explain(&db).await?;
    /// assert!(plan.starts_with("SEARCH author USING COVERING INDEX"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the connection.
    pub async fn explain(self, db: &impl Executor) -> Result<String> {
        let db = db.handle();
        let (keyword, position) = db.dialect().grammar().explain();
        let mut statement = self.statement(db.dialect())?;
        statement.text.insert_str(0, &format!("{keyword} "));
        let mut session = db.session().await?;
        session
            .fetch(&statement, |plan: &mut String, row| {
                row.skip(position);
                plan.push_str(&row.next::<String>()?);
                plan.push('\n');
                Ok(())
            })
            .await
    }

    pub(super) async fn at_most_one(self, db: Handle<'_>) -> Result<Option<L::Row>> {
        // A second row is asked for only to tell one from several.
        let mut rows = self.rows(db, Some(2)).await?;
        if rows.len() > 1 {
            return Err(Error::multiple_found(M::table()));
        }
        Ok(rows.pop())
    }

    /// Its rows, or no more than so many of them.
    async fn rows(mut self, db: Handle<'_>, at_most: Option<u64>) -> Result<Vec<L::Row>> {
        let brings_rows = brings_rows(&self.select, at_most, db);
        let mut select = self.take_complete(brings_rows);
        if let Some(rows) = at_most {
            select.at_most(rows);
        }
        let mut statement = sql::select(&select, db.dialect())?;
        statement.timeout = self.timeout;
        let mut session = db.session().await?.within_deadline(self.timeout);
        let partials = session
            .fetch(&statement, |partials: &mut Vec<_>, row| {
                row.bring_rows(brings_rows);
                make_place(partials, select.limit);
                partials.push(self.loads.read(row)?);
                Ok(())
            })
            .await?;
        self.loads.finish(partials, &mut session).await
    }

    /// A group has no key.
    fn order_by_key_unless_ordered(&mut self) {
        if self.select.order.is_empty() && self.complete().has_own_rows() {
            let distinct = self.select.distinct_on.iter().cloned();
            let distinct = distinct.map(|operand| OrderTerm {
                ty: sql::type_of(&operand),
                operand,
                descending: false,
                nulls: None,
            });
            self.select.order = distinct.chain(OrderTerm::by_key(M::table())).collect();
        }
    }
}

/// Makes place for one more of at most so many rows: the list doubles as it grows, and is as long as it may get once a fifth of it is
/// there.
fn make_place<T>(rows: &mut Vec<T>, at_most: Option<u64>) {
    if let Some(at_most) = at_most
        && rows.len() == rows.capacity()
    {
        let at_most = usize::try_from(at_most).unwrap_or(usize::MAX);
        let missing = at_most.saturating_sub(rows.len());
        let more = rows.len().max(4);
        rows.reserve_exact(if missing <= 4 * more { missing } else { more });
    }
}

/// Of more parents than that it costs more to bring their related rows than to ask for them in a statement of their own, if the
/// database is near.
const FEW: u64 = 10;

/// Whether the rows of a query, or no more than so many of them, bring those of relations to many.
fn brings_rows(select: &Select, at_most: Option<u64>, db: Handle<'_>) -> bool {
    let is_few = match select.limit.into_iter().chain(at_most).min() {
        Some(rows) => rows <= FEW,
        None => select.is_of_one_key(),
    };
    let may_bring = is_few && select.is_plain() && db.db().may_read(usize::MAX);
    may_bring && db.dialect().grammar().brings_rows()
}

impl<M: Model, L: Projection<M>, S: State> Query<M, L, S> {
    /// How many rows it has. Of a query with a limit or an offset, how many rows there are on that page.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// assert_eq!(Book::filter(Book::year.lt(1816)).count(&db).await?, 2);
    /// assert_eq!(Book::query().limit(1).count(&db).await?, 1);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the connection.
    pub async fn count(self, db: &impl Executor) -> Result<i64> {
        let db = db.handle();
        let mut statement = sql::count(&self.complete(), db.dialect())?;
        statement.timeout = self.timeout;
        one_value(&statement, &mut db.session().await?).await
    }

    /// Whether it has a row.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// assert!(Book::filter(Book::title.eq("Emma")).exists(&db).await?);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the connection.
    pub async fn exists(self, db: &impl Executor) -> Result<bool> {
        let db = db.handle();
        let mut statement = sql::exists(&self.complete(), db.dialect())?;
        statement.timeout = self.timeout;
        one_value(&statement, &mut db.session().await?).await
    }
}

pub(super) async fn one_value<T: Value>(
    statement: &Statement,
    session: &mut Session<'_>,
) -> Result<T> {
    read_one(statement, session, |row| row.next::<T>()).await
}

/// Reads the one row that a statement gives whatever the data.
pub(super) async fn read_one<T: Send>(
    statement: &Statement,
    session: &mut Session<'_>,
    read: impl Fn(&mut Row<'_>) -> Result<T> + Send + Sync,
) -> Result<T> {
    let value = session
        .fetch(statement, |value: &mut Option<T>, row| {
            *value = Some(read(row)?);
            Ok(())
        })
        .await?;
    value.ok_or_else(|| {
        Error::configuration("the database gave no row where one value was asked for")
    })
}

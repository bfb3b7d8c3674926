use super::condition::Truth;
use super::fold::Group;
use super::keys::IntoKeys;
use super::select::{Query, ReadOnly, State};
use super::selection::{Grouped, Selectable, Selected};
use crate::model::Model;

impl<M: Model, S: State> Query<M, (), S> {
    /// Reads these expressions instead of whole rows: one, whose type the row then is, or a tuple of up to twelve.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let rows: Vec<(String, i32, Option<String>)> = Book::query()
    ///     .select((Book::title, Book::year + 1, Book::publisher.then(Publisher::name)))
    ///     .order_by(Book::year.desc())
    ///     .limit(2)
    ///     .all(&db)
    ///     .await?;
    /// assert_eq!(rows[1], ("Emma".into(), 1816, Some("John Murray".into())));
    ///
    /// let titles: Vec<String> = Book::filter(Book::year.lt(1814)).select(Book::title).all(&db).await?;
    /// assert_eq!(titles, ["Pride and Prejudice"]);
    /// # Ok(()) }
    /// ```
    pub fn select<X: Selectable<M>>(self, expressions: X) -> Query<M, Selected<X>, ReadOnly> {
        self.reading(Selected(expressions))
    }

    /// Puts the rows that agree in these expressions together: one row of the result for each such group.
    /// [`select`](Query::select), before it or after it, takes the expressions and aggregates over each group.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let author = Book::author.then(Author::name);
    /// let by_author: Vec<(String, i64, Option<i32>)> = Book::query()
    ///     .group_by(author.clone())
    ///     .select((author.clone(), count(), Book::year.min()))
    ///     .order_by(author.asc())
    ///     .all(&db)
    ///     .await?;
    /// assert_eq!(by_author[0], ("Jane Austen".into(), 2, Some(1813)));
    /// # Ok(()) }
    /// ```
    ///
    /// ```sql
    /// -- on both databases
    /// SELECT "author"."name", count(*), min("book"."year")
    /// FROM "book"
    /// JOIN "author" ON "author"."id" = "book"."author_id"
    /// GROUP BY "author"."name"
    /// ORDER BY "author"."name"
    /// ```
    ///
    /// A column that is neither grouped by nor aggregated is [`Error::Configuration`](crate::Error::Configuration) before
    /// anything is sent, on both databases; the other columns of a row whose key is grouped by are allowed.
    pub fn group_by(self, keys: impl IntoKeys<M>) -> Query<M, Grouped, ReadOnly> {
        let mut query = self.reading(Grouped);
        query.select.group.extend(keys.into_keys());
        query
    }
}

impl<M: Model, S: State> Query<M, Grouped, S> {
    /// What to read of each group: the expressions that it is grouped by, and aggregates.
    pub fn select<X: Selectable<M>>(self, expressions: X) -> Query<M, Selected<X>, ReadOnly> {
        self.reading(Selected(expressions))
    }

    /// Only the groups that meet a condition; a condition on single rows belongs in [`filter`](Query::filter).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let groups = Book::query().group_by(Book::author_id).having(count().eq(1) & Book::year.max().gt(1816));
    /// assert_eq!(groups.select(Book::author_id).all(&db).await?, [mary.id]);
    ///
    /// let years = Book::query().group_by(Book::year).having(count().eq(1) & Book::year.gt(1815));
    /// assert_eq!(years.select(Book::year).all(&db).await?, [1818]);
    /// # Ok(()) }
    /// ```
    ///
    /// It may ask what the rows of a group have in common as well, after the aggregates. A column that is not grouped by is
    /// [`Error::Configuration`](crate::Error::Configuration) before anything is sent.
    pub fn having(mut self, condition: impl Truth<Group<M>>) -> Self {
        let condition = condition.into_truth().into_node();
        self.select.having.push(condition);
        self
    }
}

impl<M: Model, X: Selectable<M>, S: State> Query<M, Selected<X>, S> {
    /// Puts the rows that agree in these expressions together: one row of the result for each such group. Later calls add to
    /// them.
    pub fn group_by(mut self, keys: impl IntoKeys<M>) -> Self {
        self.select.group.extend(keys.into_keys());
        self
    }

    /// Only the groups that meet a condition.
    pub fn having(mut self, condition: impl Truth<Group<M>>) -> Self {
        let condition = condition.into_truth().into_node();
        self.select.having.push(condition);
        self
    }
}

impl<M: Model, L, S: State> Query<M, L, S> {
    /// Of the rows that agree in these expressions, the first one of the query's order only. Postgres alone has it; on
    /// SQLite the query is [`Error::Unsupported`](crate::Error::Unsupported).
    ///
    /// The query's order begins with these expressions, which Postgres demands.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # fn main() {
    /// let newest = Book::query()
    ///     .distinct_on(Book::author_id)
    ///     .order_by((Book::author_id.asc(), Book::year.desc()))
    ///     .select((Book::author_id, Book::title));
    /// assert_eq!(
    ///     newest.sql(Dialect::Postgres),
    ///     r#"SELECT DISTINCT ON ("book"."author_id") "book"."author_id", "book"."title"
    /// FROM "book"
    /// ORDER BY "book"."author_id", "book"."year" DESC"#
    /// );
    /// # }
    /// ```
    pub fn distinct_on(mut self, keys: impl IntoKeys<M>) -> Query<M, L, ReadOnly> {
        for key in keys.into_keys() {
            self.select.distinct_on.push(key);
        }
        self.becomes()
    }
}

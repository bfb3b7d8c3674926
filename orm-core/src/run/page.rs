//! Reading page by page: by the values at which a page begins, or by its number.

use crate::db::{Executor, Handle};
use crate::error::{Error, Result};
use crate::load::Projection;
use crate::model::Model;
use crate::query::syntax::Expr;
use crate::query::{Cursor, Keyset, NumberedPage, Page, Query, State};
use crate::sql;
use crate::types::Datum;

impl<M: Model, L: Projection<M>, S: State> Query<M, L, S> {
    /// Reads a page of at most so many rows, the first one or the one that a cursor leads to.
    ///
    /// The page goes on behind the values that the cursor's row had, and counts no rows: it is as fast for the last page as for
    /// the first where an index has the order's columns, and rows that come or go between two pages neither repeat nor hide
    /// another, unless the order asks for them, such as by a count of related rows. Rows that are equal in the query's order, or all of them where it has none, come in the order of their key,
    /// which is added to the order unless a unique key is in it. `NULL` stands where [`order_by`](Query::order_by) says.
    ///
    /// A cursor belongs to the query that gave it; the filter and what is loaded may change from page to page. Between releases
    /// of this crate, of the program or of the database a cursor may be refused.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let books = Book::query().with(Book::author).order_by(Book::year.desc());
    /// let first = books.clone().page(2, None, &db).await?;
    /// let titles: Vec<&str> = first.rows.iter().map(|(book, _)| book.title.as_str()).collect();
    /// assert_eq!(titles, ["Frankenstein", "Emma"]);
    ///
    /// let second = books.clone().page(2, first.next, &db).await?;
    /// assert_eq!(second.rows[0].0.title, "Pride and Prejudice");
    /// assert_eq!(second.next, None);
    ///
    /// let back = books.page(2, second.previous, &db).await?;
    /// assert_eq!(back.rows, first.rows);
    /// # Ok(()) }
    /// ```
    ///
    /// ```sql
    /// -- Book::query().order_by(Book::year.desc()), behind a cursor: on Postgres
    /// WHERE "book"."year" <= $1
    ///   AND ("book"."year" < $2 OR "book"."id" > $3)
    /// ORDER BY "book"."year" DESC, "book"."id"
    /// LIMIT $4
    ///
    /// -- … and on SQLite
    /// WHERE "book"."year" <= ?
    ///   AND ("book"."year" < ? OR "book"."id" > ?)
    /// ORDER BY "book"."year" DESC, "book"."id"
    /// LIMIT ?
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`], before anything is sent, for the cursor of another query, for a page of no rows, and for a
    /// query that has a limit, an offset, groups, or a window function in its order or in what it selects; those of
    /// [`all`](Query::all).
    pub async fn page(
        self,
        size: u64,
        after: Option<Cursor>,
        db: &impl Executor,
    ) -> Result<Page<L::Row>> {
        Box::pin(self.keyset_page(size, after, db.handle())).await
    }

    async fn keyset_page(
        mut self,
        size: u64,
        after: Option<Cursor>,
        db: Handle<'_>,
    ) -> Result<Page<L::Row>> {
        check_size(size)?;
        let mut keyset = Keyset::with_cursors(&self.complete())?;
        let fingerprint = keyset.fingerprint(db.dialect())?;
        let backward = after.as_ref().is_some_and(|cursor| cursor.backward);
        if backward {
            keyset = keyset.reversed();
        }
        if let Some(cursor) = &after {
            let behind = keyset.behind(cursor, fingerprint)?;
            self.select.filter.push(behind);
        }
        // One row more says whether there is a further page.
        self.select.limit = Some(size.saturating_add(1));
        let (rows, values, is_more) = self.read_page(keyset, size, backward, db).await?;
        let cursor = |values: Option<&Vec<Datum>>, backward| {
            Some(Cursor {
                backward,
                fingerprint,
                values: values?.clone(),
            })
        };
        let (has_next, has_previous) = match backward {
            true => (true, is_more),
            false => (is_more, after.is_some()),
        };
        Ok(Page {
            rows,
            next: cursor(values.last().filter(|_| has_next), false),
            previous: cursor(values.first().filter(|_| has_previous), true),
        })
    }

    /// The rows, what the order has in each of them, and whether there are more.
    async fn read_page(
        self,
        keyset: Keyset,
        size: u64,
        backward: bool,
        db: Handle<'_>,
    ) -> Result<(Vec<L::Row>, Vec<Vec<Datum>>, bool)> {
        let mut select = self.complete();
        let places = keyset.places(&mut select.outputs);
        let types: Vec<_> = keyset.terms.iter().map(|term| term.ty).collect();
        select.order = keyset.terms;
        let mut statement = sql::select(&select, db.dialect())?;
        statement.timeout = self.timeout;
        let mut session = db.session().await?.within_deadline(self.timeout);
        let mut found = session
            .fetch(&statement, |found: &mut Vec<_>, row| {
                let partial = self.loads.read(row)?;
                let values = places.iter().zip(&types).map(|(&place, &ty)| {
                    row.rewind(place);
                    row.datum(ty)
                });
                found.push((values.collect::<Result<Vec<Datum>>>()?, partial));
                Ok(())
            })
            .await?;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let is_more = found.len() > size;
        found.truncate(size);
        if backward {
            found.reverse();
        }
        let (values, partials) = found.into_iter().unzip();
        let rows = self.loads.finish(partials, &mut session).await?;
        Ok((rows, values, is_more))
    }

    /// Reads the page of this number, the first one being 1, and how many rows and pages there are in all, by one statement.
    ///
    /// The rows come in the query's order, and those equal in it in the order of their key. The database counts all rows and
    /// passes over those of the pages before, so that late pages of many rows are slow; and rows that come or go between two
    /// pages move others from one to the next. [`page`](Query::page) has neither fault.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
    /// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
    /// let books = Book::query().order_by(Book::year.asc());
    /// let page = books.page_numbered(2, 2, &db).await?;
    /// assert_eq!(page.rows[0].title, "Frankenstein");
    /// assert_eq!((page.total, page.pages, page.number), (3, 2, 2));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`], before anything is sent, for the number 0, for a page of no rows, and for a query that has a
    /// limit, an offset, groups, or an order by what a window function computes; those of [`all`](Query::all).
    pub async fn page_numbered(
        self,
        number: u64,
        size: u64,
        db: &impl Executor,
    ) -> Result<NumberedPage<L::Row>> {
        Box::pin(self.counted_page(number, size, db.handle())).await
    }

    async fn counted_page(
        self,
        number: u64,
        size: u64,
        db: Handle<'_>,
    ) -> Result<NumberedPage<L::Row>> {
        check_size(size)?;
        let Some(before) = number.checked_sub(1) else {
            return Err(Error::configuration("the first page has the number 1"));
        };
        let mut select = self.complete();
        let keyset = Keyset::of(&select)?;
        // What tells a row from none, as what is selected may be `NULL` in a row.
        select.outputs.insert(0, Expr::all_of([]));
        let positions = keyset.places(&mut select.outputs);
        select.order = keyset.terms;
        select.limit = Some(size);
        select.offset = Some(before.saturating_mul(size));
        let mut statement = sql::numbered_page(&select, &positions, db.dialect())?;
        statement.timeout = self.timeout;
        let mut session = db.session().await?.within_deadline(self.timeout);
        let (total, partials) = session
            .fetch(&statement, |(total, partials): &mut (i64, Vec<_>), row| {
                *total = row.next::<i64>()?;
                if !row.is_null_at(row.position()) {
                    row.skip(1);
                    partials.push(self.loads.read(row)?);
                }
                Ok(())
            })
            .await?;
        let rows = self.loads.finish(partials, &mut session).await?;
        Ok(NumberedPage::new(rows, total, number, size))
    }
}

fn check_size(size: u64) -> Result<()> {
    match size {
        0 => Err(Error::configuration("a page has at least one row")),
        _ => Ok(()),
    }
}

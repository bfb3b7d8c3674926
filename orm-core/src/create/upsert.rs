use std::marker::PhantomData;

use super::Draft;
use crate::db::Executor;
use crate::error::{Error, Result};
use crate::load::Loading;
use crate::model::Model;
use crate::query::syntax::{Conflict, Expr, Resolution};
use crate::query::{Columns, Condition, UniqueKey};
use crate::run;

/// OneRow row is inserted.
pub enum OneRow {}

/// ManyRows rows are inserted.
pub enum ManyRows {}

/// Rows to be inserted, and the unique key that says which of them are there already: what `on_conflict` gives on a row's
/// builder (`N` is [`OneRow`]) and on [`create_many`](Model::create_many) (`N` is [`ManyRows`]).
///
/// | | one row | many rows, in the order given |
/// |---|---|---|
/// | `ignore()` leaves the row that is there | `Option<M>`, `None` where it was there | `Vec<Option<M>>` |
/// | `update(columns)` sets these columns of it | `M` | `Vec<M>` |
/// | `update_where(columns, condition)` does so where the condition holds | `Option<M>`, `None` where it does not | `Vec<Option<M>>` |
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let again = Author::create().name("Jane Austen").on_conflict(Author::name).ignore().save(&db).await?;
/// assert_eq!(again, None);
///
/// let lives = [(jane.id, "Born in 1775."), (mary.id, "Born in 1797.")];
/// let rows = lives.map(|(author, text)| Biography::create().author_id(author).text(text));
/// let stored: Vec<Biography> = Biography::create_many(rows)
///     .on_conflict(Biography::author_id)
///     .update(Biography::text)
///     .save(&db)
///     .await?;
/// assert_eq!(stored[0].text, "Born in 1775.");
/// assert_eq!(Biography::query().count(&db).await?, 2);
/// # Ok(()) }
/// ```
///
/// | | the SQL, on both databases |
/// |---|---|
/// | `ignore()` | `INSERT INTO "author" ("name") VALUES (…) ON CONFLICT ("name") DO NOTHING RETURNING …` |
/// | `update(Book::year)` | `… ON CONFLICT ("id") DO UPDATE SET "year" = "excluded"."year" RETURNING …` |
/// | `update_where(Book::year, excluded(Book::year).gt(Book::year))` | `… DO UPDATE SET … WHERE "excluded"."year" > "book"."year" RETURNING …` |
#[must_use = "nothing is inserted until it is said what happens to rows that are there, and `.save(&db)`"]
pub struct OnConflict<M, N> {
    drafts: Vec<Draft>,
    key: Vec<usize>,
    types: PhantomData<fn() -> (M, N)>,
}

/// Rows to be inserted, or to change those that are there already: [`save`](Upsert::save) does it and gives an `O`.
#[must_use = "nothing is inserted until `.save(&db)`"]
pub struct Upsert<M, O> {
    drafts: Vec<Draft>,
    conflict: Conflict,
    collect: fn(Vec<Option<M>>) -> Result<O>,
}

impl<M: Model, N> OnConflict<M, N> {
    pub(crate) fn new(drafts: Vec<Draft>, key: impl UniqueKey<M>) -> Self {
        OnConflict {
            drafts,
            key: key.indexes(),
            types: PhantomData,
        }
    }

    fn resolve<O>(
        self,
        resolution: Resolution,
        collect: fn(Vec<Option<M>>) -> Result<O>,
    ) -> Upsert<M, O> {
        Upsert {
            drafts: self.drafts,
            conflict: Conflict {
                key: self.key,
                resolution,
            },
            collect,
        }
    }
}

/// That it was said what happens to a row that is there already: an [`Upsert`] says it, an [`OnConflict`] never does.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "it is not said what happens to a row that is there already",
    label = "`.ignore()` or `.update(…)` comes before `.save(…)`",
    note = "`.ignore()` leaves the row as it is, `.update(columns)` sets these columns of it to what was to be inserted"
)]
pub trait Resolved<M> {
    fn resolved(self) -> std::future::Ready<Result<M>>;
}

impl<M: Model, N> OnConflict<M, N> {
    /// There to say what is missing.
    #[doc(hidden)]
    pub fn save(self, _db: &impl Executor) -> std::future::Ready<Result<M>>
    where
        Self: Resolved<M>,
    {
        self.resolved()
    }
}

impl<M: Model> OnConflict<M, OneRow> {
    /// Leaves the row that is there as it is; then `save` gives `None`.
    pub fn ignore(self) -> Upsert<M, Option<M>> {
        self.resolve(Resolution::Ignore, one)
    }

    /// Sets these columns of the row that is there to what was to be inserted.
    pub fn update(self, columns: impl Columns<M>) -> Upsert<M, M> {
        self.resolve(update(columns, Vec::new()), |rows| {
            one(rows)?.ok_or_else(|| Error::not_stored(M::table()))
        })
    }

    /// As [`update`](OnConflict::update) where the condition holds; where it does not, `save` gives `None`. In the condition
    /// columns are those of the row that is there, and [`excluded`](crate::query::excluded) names what was to be inserted.
    pub fn update_where(
        self,
        columns: impl Columns<M>,
        condition: impl Condition<M>,
    ) -> Upsert<M, Option<M>> {
        self.resolve(update(columns, filter(condition)), one)
    }
}

impl<M: Model> OnConflict<M, ManyRows> {
    /// Leaves the rows that are there as they are: `save` gives `None` for each of them. Of two rows of the batch with the
    /// same key the first is inserted.
    pub fn ignore(self) -> Upsert<M, Vec<Option<M>>> {
        self.resolve(Resolution::Ignore, Ok)
    }

    /// Sets these columns of the rows that are there to what was to be inserted.
    pub fn update(self, columns: impl Columns<M>) -> Upsert<M, Vec<M>> {
        self.resolve(update(columns, Vec::new()), |rows| {
            let rows: Option<Vec<M>> = rows.into_iter().collect();
            rows.ok_or_else(|| Error::not_stored(M::table()))
        })
    }

    /// As [`update`](OnConflict::update) where the condition holds; `save` gives `None` for each row that does not meet it. In
    /// the condition columns are those of the row that is there, and [`excluded`](crate::query::excluded) names what was
    /// to be inserted.
    pub fn update_where(
        self,
        columns: impl Columns<M>,
        condition: impl Condition<M>,
    ) -> Upsert<M, Vec<Option<M>>> {
        self.resolve(update(columns, filter(condition)), Ok)
    }
}

impl<M: Model, O> Upsert<M, O> {
    /// Inserts the rows, or changes those that are there, in one statement or one transaction, and gives them as stored: see
    /// [`OnConflict`].
    ///
    /// It is safe under concurrency, and inside a transaction of Postgres it is no error that a row is there.
    ///
    /// # Errors
    ///
    /// Before anything is sent, [`Error::DuplicateInBatch`] where two rows of the batch have the same key and both would
    /// change the row that is there, and [`Error::Configuration`] where a column of the primary key would be changed, or a row brings
    /// more than itself along; the violated constraint's, where it is another one, and then no row was inserted or changed;
    /// [`Error::Serialization`] where the row that is there came after the snapshot of a `REPEATABLE READ` transaction.
    pub fn save<'db>(self, db: &'db impl Executor) -> Loading<'db, O>
    where
        O: 'db,
    {
        let db = db.handle();
        Box::pin(async move {
            let rows = run::upsert(self.drafts, self.conflict, db).await?;
            (self.collect)(rows)
        })
    }
}

fn one<M>(mut rows: Vec<Option<M>>) -> Result<Option<M>> {
    Ok(rows.pop().flatten())
}

/// Each column becomes what was to be inserted in it.
fn update<M: Model>(columns: impl Columns<M>, filter: Vec<Expr>) -> Resolution {
    let table = M::table();
    let excluded = |column| (column, Expr::Excluded { table, column });
    let mut columns = columns.indexes();
    // Postgres refuses a column that is set twice.
    columns.sort_unstable();
    columns.dedup();
    Resolution::Update {
        assignments: columns.into_iter().map(excluded).collect(),
        filter,
    }
}

fn filter<M>(condition: impl Condition<M>) -> Vec<Expr> {
    vec![condition.into_condition().into_node()]
}

//! What a model does around its writes: hooks, which `#[model(hooks(…))]` names and the traits of this module implement.

use crate::create::Draft;
use crate::db::Tx;
use crate::error::Result;
use crate::load::Loading;
use crate::model::Model;
use crate::query::{Assigned, Assignments, Column, syntax};
use crate::types::{ColumnType, Datum, IntoColumn};

/// Looks at, completes or refuses what is about to be written: `#[model(hooks(before_save))]`.
///
/// It runs before the values are validated and before anything is sent: for each row that is created, alone, in bulk or
/// nested in another, for each `save`, for each row of an `update_many`, and once for the changes of `set(…).update(&db)`, of one row or many. An error
/// refuses the write.
///
/// Writes of join rows, and `add`, `remove`, `clear` and `replace` of a relation's rows run no hooks, and neither does what
/// the database does by itself, such as a cascade. A `bulk_load` gets no rows back, so one for a model with a hook that
/// follows inserts as `create_many` does.
///
/// ```
/// use orm::hooks::{BeforeSave, Saving};
/// use orm::prelude::*;
///
/// #[derive(Model)]
/// #[model(hooks(before_save))]
/// struct Article {
///     id: i64,
///     title: String,
///     slug: Option<String>,
/// }
///
/// impl BeforeSave for Article {
///     fn before_save(row: &mut Saving<'_, Self>) -> orm::Result<()> {
///         if let Some(title) = row.get(Article::title) {
///             row.set(Article::slug, title.to_lowercase().replace(' ', "-"));
///         }
///         Ok(())
///     }
/// }
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # schema![Article].create_all(&db).await?;
/// let article = Article::create().title("Hello World").save(&db).await?;
/// assert_eq!(article.slug.as_deref(), Some("hello-world"));
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` names the hook `before_save`, and has none",
    label = "`impl BeforeSave for {Self}` is missing"
)]
pub trait BeforeSave: Model {
    /// What is to be written, before it is validated.
    ///
    /// # Errors
    ///
    /// Whatever refuses the write, such as [`Error::validation`](crate::Error::validation).
    fn before_save(row: &mut Saving<'_, Self>) -> Result<()>;
}

/// Follows a write up within its transaction: `#[model(hooks(after_save))]`.
///
/// It is given the rows as stored: one of a `create()`, a `save` or a row's `set(…).update(&db)`, all of a `create_many`, an
/// `update_many` and a query's `set(…).update(&db)`, and of a `bulk_load` as many at a time as one statement takes. An error
/// undoes the write.
///
/// ```
/// use orm::hooks::AfterSave;
/// use orm::prelude::*;
///
/// #[derive(Model)]
/// #[model(hooks(after_save))]
/// struct Article {
///     id: i64,
///     title: String,
/// }
///
/// #[derive(Model)]
/// struct Change {
///     id: i64,
///     title: String,
/// }
///
/// impl AfterSave for Article {
///     async fn after_save(rows: &[Self], tx: &Tx) -> orm::Result<()> {
///         let changes = rows.iter().map(|row| Change::create().title(&row.title));
///         Change::create_many(changes).save(tx).await?;
///         Ok(())
///     }
/// }
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # schema![Article, Change].create_all(&db).await?;
/// Article::create().title("Hello").save(&db).await?;
/// assert_eq!(Change::query().get(&db).await?.title, "Hello");
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` names the hook `after_save`, and has none",
    label = "`impl AfterSave for {Self}` is missing"
)]
pub trait AfterSave: Model {
    /// The rows as stored, and the transaction that they were written in.
    ///
    /// # Errors
    ///
    /// Whatever undoes the write.
    fn after_save(rows: &[Self], tx: &Tx) -> impl Future<Output = Result<()>> + Send;
}

/// Sees rows before they are deleted, within the same transaction: `#[model(hooks(before_delete))]`.
///
/// For it the rows are read first, by a statement of their own. An error keeps them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` names the hook `before_delete`, and has none",
    label = "`impl BeforeDelete for {Self}` is missing"
)]
pub trait BeforeDelete: Model {
    /// The rows that are about to go, and the transaction.
    ///
    /// # Errors
    ///
    /// Whatever keeps the rows.
    fn before_delete(rows: &[Self], tx: &Tx) -> impl Future<Output = Result<()>> + Send;
}

/// Follows a deletion up within its transaction: `#[model(hooks(after_delete))]`.
///
/// For it the rows are read before they go, by a statement of their own. An error brings them back.
#[diagnostic::on_unimplemented(
    message = "`{Self}` names the hook `after_delete`, and has none",
    label = "`impl AfterDelete for {Self}` is missing"
)]
pub trait AfterDelete: Model {
    /// The rows that are gone, and the transaction.
    ///
    /// # Errors
    ///
    /// Whatever brings the rows back.
    fn after_delete(rows: &[Self], tx: &Tx) -> impl Future<Output = Result<()>> + Send;
}

/// What is about to be written of a row of `M`, or of all rows that an update is for.
pub struct Saving<'s, M> {
    values: Values<'s>,
    model: std::marker::PhantomData<fn() -> M>,
}

enum Values<'s> {
    New(&'s mut Draft),
    Changed(&'s mut Assignments),
}

impl<'s, M: Model> Saving<'s, M> {
    pub(crate) fn new_row(draft: &'s mut Draft) -> Self {
        Saving {
            values: Values::New(draft),
            model: std::marker::PhantomData,
        }
    }

    pub(crate) fn changes(assignments: &'s mut Assignments) -> Self {
        Saving {
            values: Values::Changed(assignments),
            model: std::marker::PhantomData,
        }
    }

    /// Whether the row is created, rather than changed.
    pub fn is_new(&self) -> bool {
        matches!(self.values, Values::New(_))
    }

    /// The value that a column is about to get, if this write gives it one from Rust: `None` for a column that it leaves
    /// alone, and for one that the database computes.
    pub fn get<T: ColumnType, K>(&self, column: Column<M, T, K>) -> Option<T> {
        let datum = match &self.values {
            Values::New(draft) => draft.values[column.index()].as_ref(),
            Values::Changed(assignments) => assignments.value(column.index()),
        };
        T::read(datum?.as_cell()).ok()
    }

    /// Gives a column a value, or another one.
    pub fn set<T: ColumnType, K>(&mut self, column: Column<M, T, K>, value: impl IntoColumn<T>) {
        let datum = value.into_datum();
        match &mut self.values {
            Values::New(draft) => draft.put(column.index(), datum),
            Values::Changed(assignments) => assignments.set(column.index(), Assigned::Datum(datum)),
        }
    }
}

impl Assignments {
    /// The value that a column is set to, unless the database computes it.
    pub(crate) fn value(&self, column: usize) -> Option<&Datum> {
        let (_, expr) = self.terms.iter().find(|(set, _)| *set == column)?;
        match expr {
            syntax::Expr::Value(value) => Some(&value.datum),
            _ => None,
        }
    }
}

/// The hook of a model before it is written.
type Before<M> = fn(&mut Saving<'_, M>) -> Result<()>;

/// A hook of a model within a transaction.
pub(crate) type Within<M> = for<'a> fn(&'a [M], &'a Tx) -> Loading<'a, ()>;

/// The hooks that a model names.
#[doc(hidden)]
pub struct Hooks<M> {
    pub(crate) before_save: Option<Before<M>>,
    pub(crate) after_save: Option<Within<M>>,
    pub(crate) before_delete: Option<Within<M>>,
    pub(crate) after_delete: Option<Within<M>>,
}

impl<M: Model> Hooks<M> {
    /// None.
    pub const NONE: Self = Hooks {
        before_save: None,
        after_save: None,
        before_delete: None,
        after_delete: None,
    };

    /// One more.
    pub const fn before_save(mut self) -> Self
    where
        M: BeforeSave,
    {
        self.before_save = Some(M::before_save);
        self
    }

    /// One more.
    pub const fn after_save(mut self) -> Self
    where
        M: AfterSave,
    {
        self.after_save = Some(|rows, tx| Box::pin(M::after_save(rows, tx)));
        self
    }

    /// One more.
    pub const fn before_delete(mut self) -> Self
    where
        M: BeforeDelete,
    {
        self.before_delete = Some(|rows, tx| Box::pin(M::before_delete(rows, tx)));
        self
    }

    /// One more.
    pub const fn after_delete(mut self) -> Self
    where
        M: AfterDelete,
    {
        self.after_delete = Some(|rows, tx| Box::pin(M::after_delete(rows, tx)));
        self
    }
}

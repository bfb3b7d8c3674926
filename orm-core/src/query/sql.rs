use std::borrow::Cow;

/// SQL of one's own: a literal in the program, or text that [`assert_safe`](Sql::assert_safe) vouches for.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// use orm::query::Sql;
///
/// // The choice is among words of the program's own, so that nobody's input becomes SQL.
/// let direction = if jane.id < mary.id { "ASC" } else { "DESC" };
/// let text = Sql::assert_safe(format!("SELECT title FROM book ORDER BY year {direction}"));
/// let titles: Vec<String> = raw(text).all(&db).await?;
/// assert_eq!(titles[0], "Pride and Prejudice");
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sql(Cow<'static, str>);

impl Sql {
    /// Says that this text, made while the program runs, holds no input of a user's. Values are bound instead; names cannot
    /// be, and are chosen from names that the program knows.
    pub fn assert_safe(text: impl Into<String>) -> Self {
        Sql(Cow::Owned(text.into()))
    }

    pub(super) fn into_text(self) -> Cow<'static, str> {
        self.0
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is taken for SQL: a literal, or a [`Sql`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not taken for SQL, since a user's input could be in it",
    label = "expected a literal",
    note = "write the SQL as a literal and bind each value: `.bind(…)` for `$1`; text that the program itself puts together is `Sql::assert_safe(…)`"
)]
pub trait IntoSql {
    #[doc(hidden)]
    fn into_sql(self) -> Sql;
}

impl IntoSql for &'static str {
    fn into_sql(self) -> Sql {
        Sql(Cow::Borrowed(self))
    }
}

impl IntoSql for Sql {
    fn into_sql(self) -> Sql {
        self
    }
}

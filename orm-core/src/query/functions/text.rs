use super::super::expression::{Base, Expr, Expression};
use super::super::operand::Operand;
use super::super::syntax::Function;
use super::{Arguments, Joined, Mapped};
use crate::types::{Datum, Required, SqlType, Textual};

/// Functions of text. A function of `NULL` is `NULL`, and its type an `Option`.
///
/// | | Postgres | SQLite |
/// |---|---|---|
/// | `lower()`, `upper()` | `lower("title")` | `lower("title")`, of `a` to `z` only |
/// | `length()` | `length("title")` | `length("title")` |
/// | `trim()`, `ltrim()`, `rtrim()` | `trim("title")` | `trim("title")` |
/// | `replace("a", "b")` | `replace("title", $1, $2)` | `replace("title", ?, ?)` |
/// | `substr(1, 3)` | `substr("title", $1, $2)` | `substr("title", ?, ?)` |
/// | `concat("!")` | `("title" \|\| $1)` | `("title" \|\| ?)` |
/// | `regex("^E")` | `("title" ~ $1)` | [`Error::Unsupported`](crate::Error::Unsupported) |
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/tour.rs"));
/// # #[tokio::main] async fn main() -> Result<(), orm::Error> { let (db, jane, mary) = library().await?;
/// let emma = Book::filter(Book::title.lower().eq("emma"));
/// let words = emma.select((Book::title.length(), Book::title.substr(1, 2), Book::title.concat("!")));
/// assert_eq!(words.get(&db).await?, (4, "Em".to_owned(), "Emma!".to_owned()));
///
/// Book::filter(Book::year.eq(1815)).set(Book::title, Book::title.upper()).update(&db).await?;
/// assert_eq!(Book::filter(Book::title.eq("EMMA")).count(&db).await?, 1);
/// # Ok(()) }
/// ```
pub trait TextFunctions: Expression {
    /// In small letters: of all alphabets on Postgres, of `a` to `z` on SQLite.
    fn lower(self) -> Expr<Self::Model, Mapped<Self, String>>
    where
        Base<Self>: Textual,
    {
        Arguments::of(self).call(Function::Lower)
    }

    /// In capital letters: of all alphabets on Postgres, of `a` to `z` on SQLite.
    fn upper(self) -> Expr<Self::Model, Mapped<Self, String>>
    where
        Base<Self>: Textual,
    {
        Arguments::of(self).call(Function::Upper)
    }

    /// How many characters it has.
    fn length(self) -> Expr<Self::Model, Mapped<Self, i64>>
    where
        Base<Self>: Textual,
    {
        Arguments::of(self).call(Function::Length)
    }

    /// Without spaces at both ends; other white space stays.
    fn trim(self) -> Expr<Self::Model, Mapped<Self, String>>
    where
        Base<Self>: Textual,
    {
        Arguments::of(self).call(Function::Trim)
    }

    /// Without spaces at its start.
    fn ltrim(self) -> Expr<Self::Model, Mapped<Self, String>>
    where
        Base<Self>: Textual,
    {
        Arguments::of(self).call(Function::TrimStart)
    }

    /// Without spaces at its end.
    fn rtrim(self) -> Expr<Self::Model, Mapped<Self, String>>
    where
        Base<Self>: Textual,
    {
        Arguments::of(self).call(Function::TrimEnd)
    }

    /// With each occurrence of one text replaced by another. Case matters; the empty text occurs nowhere.
    ///
    /// What is sought and what takes its place are never `NULL`; an expression that may be is given a value by
    /// [`coalesce`](super::ChoiceFunctions::coalesce).
    fn replace(
        self,
        from: impl Operand<Self::Model, String, Nullability = Required>,
        to: impl Operand<Self::Model, String, Nullability = Required>,
    ) -> Expr<Self::Model, Mapped<Self, String>>
    where
        Base<Self>: Textual,
    {
        Arguments::of(self)
            .and(from.into_operand())
            .and(to.into_operand())
            .call(Function::Replace)
    }

    /// So many of its characters from a position on, the first being 1; fewer where it ends before. The position 0 is taken
    /// for 1.
    fn substr(self, start: u32, length: u32) -> Expr<Self::Model, Mapped<Self, String>>
    where
        Base<Self>: Textual,
    {
        Arguments::of(self)
            .and_value(position(start.max(1)), SqlType::Int32)
            .and_value(position(length), SqlType::Int32)
            .call(Function::Substring)
    }

    /// This text with another one after it; `NULL` where either is.
    fn concat<O: Operand<Self::Model, String>>(
        self,
        other: O,
    ) -> Expr<Self::Model, Joined<Self, O, String, String>>
    where
        Base<Self>: Textual,
    {
        Arguments::of(self)
            .and(other.into_operand())
            .call(Function::Concatenate)
    }

    /// Whether it matches a regular expression of Postgres' kind, anywhere unless that has `^` and `$`. Case matters.
    ///
    /// SQLite has no regular expressions: there it is [`Error::Unsupported`](crate::Error::Unsupported), before anything is
    /// sent. Do not pass on a pattern of a stranger's: some take very long to match.
    fn regex<O: Operand<Self::Model, String>>(
        self,
        pattern: O,
    ) -> Expr<Self::Model, Joined<Self, O, String, bool>>
    where
        Base<Self>: Textual,
    {
        Arguments::of(self)
            .and(pattern.into_operand())
            .call(Function::MatchesRegex)
    }
}

impl<E: Expression> TextFunctions for E {}

/// No text is longer than the largest position.
fn position(position: u32) -> Datum {
    Datum::Int32(i32::try_from(position).unwrap_or(i32::MAX))
}

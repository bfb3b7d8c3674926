use super::Expr;
use crate::types::SqlType;

/// A function of values of the same row.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Which.
    pub function: Function,
    /// Of what.
    pub arguments: Vec<Expr>,
    /// The type of the result.
    pub ty: SqlType,
}

/// A value that depends on conditions.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Conditions, each with the value where it is the first that holds.
    pub branches: Vec<(Expr, Expr)>,
    /// The value where none holds; else `NULL`.
    pub otherwise: Option<Expr>,
    /// The type of the value.
    pub ty: SqlType,
}

/// What is made of the arguments, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// A text in small letters.
    Lower,
    /// A text in capital letters.
    Upper,
    /// How many characters a text has.
    Length,
    /// A text without spaces at both ends.
    Trim,
    /// A text without spaces at its start.
    TrimStart,
    /// A text without spaces at its end.
    TrimEnd,
    /// A text in which each occurrence of the second is the third.
    Replace,
    /// The characters of a text from a position, the first being 1, so many of them.
    Substring,
    /// Two texts, one after the other.
    Concatenate,
    /// Whether a text matches a regular expression.
    MatchesRegex,
    /// A number without its sign.
    Absolute,
    /// −1, 0 or 1.
    Sign,
    /// A number rounded to so many digits behind the point, half away from zero.
    Round(u8),
    /// The greatest whole number that is no greater.
    Floor,
    /// The least whole number that is no less.
    Ceiling,
    /// The first value that is not `NULL`.
    Coalesce,
    /// The first value, `NULL` where it equals the second.
    NullIf,
    /// The greatest of the values that are not `NULL`.
    Greatest,
    /// The least of the values that are not `NULL`.
    Least,
    /// The same value as another type, which has room for it.
    Cast,
    /// The time at which the statement began, by the database's clock.
    Now,
    /// A part of a date or time, in UTC.
    Part(Part),
    /// The beginning of the unit that a time is in, in UTC.
    Truncate(Unit),
    /// The date of a time, in UTC.
    Date,
    /// A time after so many months, days and seconds, in UTC.
    Shift,
    /// The seconds from the second time to the first.
    SecondsSince,
    /// What a JSON document has at a path, whose steps are the other arguments: texts and numbers.
    Json(JsonKind),
    /// Whether a list has a value.
    ListHas,
    /// Whether a list has all values of another.
    ListHasAll,
    /// Whether two lists have a value in common.
    ListOverlaps,
    /// How many values a list has.
    ListLength,
    /// The value of a list at a position, the first being 1.
    ListItem,
}

/// A part of a date or time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The year; the one before year 1 is 0.
    Year,
    /// The month, from 1.
    Month,
    /// The day of the month, from 1.
    Day,
    /// The day of the week, from Monday, which is 1.
    Weekday,
    /// The hour, from 0.
    Hour,
    /// The minute, from 0.
    Minute,
    /// The second, from 0, without its fraction.
    Second,
}

/// What [`trunc`](crate::query::DateFunctions::trunc) goes back to the beginning of.
///
/// ```
/// use orm::prelude::*;
/// use orm::query::Unit;
///
/// assert_ne!(Unit::Week, Unit::Month);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// 1 January.
    Year,
    /// The first day of January, April, July or October.
    Quarter,
    /// The first day of the month.
    Month,
    /// The Monday.
    Week,
    /// Midnight.
    Day,
    /// The full hour.
    Hour,
    /// The full minute.
    Minute,
    /// The full second.
    Second,
}

/// What is asked of the place in a JSON document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonKind {
    /// Whether there is anything, be it `null`.
    Exists,
    /// The text, `NULL` where there is none.
    Text,
    /// The integer, `NULL` where there is none.
    Integer,
    /// The number, `NULL` where there is none.
    Number,
    /// The boolean, `NULL` where there is none.
    Bool,
}

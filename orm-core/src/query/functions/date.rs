use super::super::expression::{Base, Expr, Expression};
use super::super::operand::Operand;
use super::super::syntax::{Function, Part, Unit};
use super::{Arguments, Joined, Mapped};
use crate::types::{Dated, Timed};

/// Functions of dates, times and timestamps, all in UTC. A function of `NULL` is `NULL`, and its type an `Option`.
///
/// | | Postgres | SQLite |
/// |---|---|---|
/// | `month()` | `extract(month FROM "at" AT TIME ZONE 'UTC')::integer` | `CAST(substr("at", 6, 2) AS INTEGER)` |
/// | `date()` | `("at" AT TIME ZONE 'UTC')::date` | `substr("at", 1, 10)` |
/// | `trunc(Unit::Hour)` | `date_trunc('hour', "at", 'UTC')` | `(substr("at", 1, 13) \|\| ':00:00.000000')` |
/// | `+ Interval::days(3)` | `"at" + make_interval(…)` | `datetime("at", …)`, the fraction kept |
/// | `seconds_since(other)` | `extract(epoch FROM "at" - "other")` | `strftime('%s', "at") - strftime('%s', "other")` |
///
/// SQLite has no years but 0000 to 9999. What an interval moves out of them is [`Error::Decode`](crate::Error::Decode)
/// when it is read there, and in a comparison is before or after all others, as it should.
///
/// ```
/// use chrono::{DateTime, NaiveDate, Utc};
/// use orm::prelude::*;
/// use orm::query::{Interval, Unit};
///
/// #[derive(Model)]
/// struct Visit {
///     id: i64,
///     at: DateTime<Utc>,
/// }
///
/// # #[tokio::main] async fn main() -> orm::Result<()> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # schema![Visit].create_all(&db).await?;
/// let at: DateTime<Utc> = "2024-02-29T13:45:10.25Z".parse().unwrap();
/// Visit::create().at(at).save(&db).await?;
/// let visits = Visit::query().select((Visit::at.year(), Visit::at.weekday(), Visit::at.date()));
/// assert_eq!(visits.get(&db).await?, (2024, 4, NaiveDate::from_ymd_opt(2024, 2, 29).unwrap()));
/// let times = Visit::query().select((Visit::at.trunc(Unit::Month), Visit::at + Interval::years(1)));
/// let (month, later) = times.get(&db).await?;
/// assert_eq!(month, "2024-02-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap());
/// assert_eq!(later, "2025-02-28T13:45:10.25Z".parse::<DateTime<Utc>>().unwrap());
/// # Ok(()) }
/// ```
pub trait DateFunctions: Expression {
    /// The year. The one before year 1 is 0, as in the crates `chrono` and `time`.
    fn year(self) -> Expr<Self::Model, Mapped<Self, i32>>
    where
        Base<Self>: Dated,
    {
        Arguments::of(self).call(Function::Part(Part::Year))
    }

    /// The month, from 1 to 12.
    fn month(self) -> Expr<Self::Model, Mapped<Self, i32>>
    where
        Base<Self>: Dated,
    {
        Arguments::of(self).call(Function::Part(Part::Month))
    }

    /// The day of the month, from 1 to 31.
    fn day(self) -> Expr<Self::Model, Mapped<Self, i32>>
    where
        Base<Self>: Dated,
    {
        Arguments::of(self).call(Function::Part(Part::Day))
    }

    /// The day of the week, from Monday, which is 1, to Sunday, which is 7.
    fn weekday(self) -> Expr<Self::Model, Mapped<Self, i32>>
    where
        Base<Self>: Dated,
    {
        Arguments::of(self).call(Function::Part(Part::Weekday))
    }

    /// The hour, from 0 to 23.
    fn hour(self) -> Expr<Self::Model, Mapped<Self, i32>>
    where
        Base<Self>: Timed,
    {
        Arguments::of(self).call(Function::Part(Part::Hour))
    }

    /// The minute, from 0 to 59.
    fn minute(self) -> Expr<Self::Model, Mapped<Self, i32>>
    where
        Base<Self>: Timed,
    {
        Arguments::of(self).call(Function::Part(Part::Minute))
    }

    /// The second, from 0 to 59, without its fraction.
    fn second(self) -> Expr<Self::Model, Mapped<Self, i32>>
    where
        Base<Self>: Timed,
    {
        Arguments::of(self).call(Function::Part(Part::Second))
    }

    /// The date, without the time of day.
    fn date(self) -> Expr<Self::Model, Mapped<Self, <Base<Self> as Dated>::Date>>
    where
        Base<Self>: Dated,
    {
        Arguments::of(self).call(Function::Date)
    }

    /// The beginning of the year, month, day … that it is in, as the same type.
    fn trunc(self, unit: Unit) -> Expr<Self::Model, Self::Type>
    where
        Base<Self>: Dated,
    {
        Arguments::of(self).call(Function::Truncate(unit))
    }

    /// The seconds from the other time to this one, with their fraction; negative where the other is later.
    fn seconds_since<O: Operand<Self::Model, Base<Self>>>(
        self,
        other: O,
    ) -> Expr<Self::Model, Joined<Self, O, Base<Self>, f64>>
    where
        Base<Self>: Dated,
    {
        Arguments::of(self)
            .and(other.into_operand())
            .call(Function::SecondsSince)
    }
}

impl<E: Expression> DateFunctions for E {}

use std::ops::{Add, Neg, Sub};

#[cfg(any(feature = "chrono", feature = "time"))]
use super::super::{column::Column, expression::Expression};
use super::super::{expression::Expr, syntax::Function};
use super::Arguments;
#[cfg(any(feature = "chrono", feature = "time"))]
use crate::model::Model;
use crate::types::{ColumnType, Datum, SqlType};

/// A span of calendar time, to be added to a date or a timestamp: months, days and seconds.
///
/// Months are added first, then days, then seconds, in UTC. A day that its month has not becomes the month's last:
/// 31 January and a month is the end of February.
///
/// ```
/// use orm::query::Interval;
///
/// let notice = Interval::months(1) + Interval::days(3);
/// assert_eq!(-notice, Interval::days(-3) + Interval::months(-1));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Interval {
    months: i32,
    days: i32,
    seconds: i64,
}

impl Interval {
    const NOTHING: Interval = Interval {
        months: 0,
        days: 0,
        seconds: 0,
    };

    /// So many months.
    pub const fn months(months: i32) -> Self {
        Interval {
            months,
            ..Interval::NOTHING
        }
    }

    /// So many years: as many times twelve months.
    pub const fn years(years: i32) -> Self {
        Interval::months(years.saturating_mul(12))
    }

    /// So many days.
    pub const fn days(days: i32) -> Self {
        Interval {
            days,
            ..Interval::NOTHING
        }
    }

    /// So many weeks: as many times seven days.
    pub const fn weeks(weeks: i32) -> Self {
        Interval::days(weeks.saturating_mul(7))
    }

    /// So many seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Interval {
            seconds,
            ..Interval::NOTHING
        }
    }

    /// So many minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Interval::seconds(minutes.saturating_mul(60))
    }

    /// So many hours.
    pub const fn hours(hours: i64) -> Self {
        Interval::seconds(hours.saturating_mul(3600))
    }

    /// A time after this interval.
    pub(super) fn after<M, T: ColumnType>(self, time: Expr<M, T>) -> Expr<M, T> {
        Arguments::of(time)
            .and_value(Datum::Int32(self.months), SqlType::Int32)
            .and_value(Datum::Int32(self.days), SqlType::Int32)
            .and_value(Datum::Int64(self.seconds), SqlType::Int64)
            .call(Function::Shift)
    }
}

impl Add for Interval {
    type Output = Interval;

    fn add(self, other: Interval) -> Interval {
        Interval {
            months: self.months.saturating_add(other.months),
            days: self.days.saturating_add(other.days),
            seconds: self.seconds.saturating_add(other.seconds),
        }
    }
}

impl Neg for Interval {
    type Output = Interval;

    fn neg(self) -> Interval {
        Interval {
            months: self.months.saturating_neg(),
            days: self.days.saturating_neg(),
            seconds: self.seconds.saturating_neg(),
        }
    }
}

impl Sub for Interval {
    type Output = Interval;

    fn sub(self, other: Interval) -> Interval {
        self + -other
    }
}

/// For each type by itself: an implementation for all that are [`Dated`](crate::types::Dated) would overlap with that of
/// numbers.
macro_rules! shifted {
    ($($feature:literal: $($date:ty),*;)*) => {$($(
        #[cfg(feature = $feature)]
        shifted!(@columns $date, Option<$date>);
    )*)*};
    (@columns $($column:ty),*) => {$(
        shifted!(@operators [M: Model, K] Column<M, $column, K>, $column);
        shifted!(@operators [M] Expr<M, $column>, $column);
    )*};
    (@operators [$($generics:tt)*] $kind:ty, $column:ty) => {
        impl<$($generics)*> Add<Interval> for $kind {
            type Output = Expr<M, $column>;

            fn add(self, interval: Interval) -> Self::Output {
                interval.after(self.into_expr())
            }
        }

        impl<$($generics)*> Sub<Interval> for $kind {
            type Output = Expr<M, $column>;

            fn sub(self, interval: Interval) -> Self::Output {
                (-interval).after(self.into_expr())
            }
        }
    };
}

shifted! {
    "chrono": chrono::DateTime<chrono::Utc>, chrono::NaiveDateTime, chrono::NaiveDate;
    "time": time::OffsetDateTime, time::PrimitiveDateTime, time::Date;
}

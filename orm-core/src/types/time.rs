//! The types of the crate `time`.
//!
//! Both databases count microseconds. What is finer is cut off toward the past, before it is sent, so that a value is
//! stored and compared alike on both.

use time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

use super::{Cell, Dated, Datum, Element, Ordered, PointInTime, SqlType, Timed, Unreadable, Value};

const OUT_OF_RANGE: &str = "the crate `time` has no date so far from today";
const TOO_FAR: &str = "no database has a date so far from today";
const EPOCH: Date = OffsetDateTime::UNIX_EPOCH.date();

/// An instant. Its offset is not stored: it reads back in UTC, and equal, since two `OffsetDateTime`s are equal where
/// their instants are.
impl Value for OffsetDateTime {
    const TYPE: SqlType = SqlType::Timestamp;

    fn to_datum(&self) -> Datum {
        i64::try_from(self.unix_timestamp_nanos().div_euclid(1000))
            .map_or(Datum::Invalid(TOO_FAR), Datum::Timestamp)
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        match cell {
            Cell::Timestamp(micros) => instant(micros),
            other => Err(Unreadable::expected("a timestamp", &other)),
        }
    }
}

impl Value for PrimitiveDateTime {
    const TYPE: SqlType = SqlType::DateTime;

    fn to_datum(&self) -> Datum {
        i64::try_from(self.assume_utc().unix_timestamp_nanos().div_euclid(1000))
            .map_or(Datum::Invalid(TOO_FAR), Datum::DateTime)
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        match cell {
            Cell::DateTime(micros) => {
                instant(micros).map(|utc| PrimitiveDateTime::new(utc.date(), utc.time()))
            }
            other => Err(Unreadable::expected("a date and time", &other)),
        }
    }
}

impl Value for Date {
    const TYPE: SqlType = SqlType::Date;

    fn to_datum(&self) -> Datum {
        Datum::Date(self.to_julian_day() - EPOCH.to_julian_day())
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        match cell {
            Cell::Date(days) => days
                .checked_add(EPOCH.to_julian_day())
                .and_then(|day| Date::from_julian_day(day).ok())
                .ok_or_else(|| Unreadable::new(OUT_OF_RANGE)),
            other => Err(Unreadable::expected("a date", &other)),
        }
    }
}

impl Value for Time {
    const TYPE: SqlType = SqlType::Time;

    fn to_datum(&self) -> Datum {
        let (hour, minute, second, micro) = self.as_hms_micro();
        let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        Datum::Time(seconds * 1_000_000 + i64::from(micro))
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        match cell {
            Cell::Time(micros @ 0..86_400_000_000) => instant(micros).map(|utc| utc.time()),
            Cell::Time(_) => Err(Unreadable::new("no time of day is so late")),
            other => Err(Unreadable::expected("a time of day", &other)),
        }
    }
}

fn instant(micros: i64) -> Result<OffsetDateTime, Unreadable> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000)
        .map_err(|_| Unreadable::new(OUT_OF_RANGE))
}

impl Ordered for OffsetDateTime {}
impl Ordered for PrimitiveDateTime {}
impl Ordered for Date {}
impl Ordered for Time {}
impl PointInTime for OffsetDateTime {}
impl PointInTime for PrimitiveDateTime {}
impl Element for OffsetDateTime {}
impl Element for PrimitiveDateTime {}
impl Element for Date {}
impl Element for Time {}
impl Dated for OffsetDateTime {
    type Date = Date;
}
impl Dated for PrimitiveDateTime {
    type Date = Date;
}
impl Dated for Date {
    type Date = Date;
}
impl Timed for OffsetDateTime {}
impl Timed for PrimitiveDateTime {}
impl Timed for Time {}

#[cfg(test)]
mod tests {
    use time::macros::{datetime, time};

    use super::*;

    #[test]
    fn nanoseconds_are_cut_toward_the_past() {
        let before_1970 = datetime!(1969-12-31 23:59:59.999_999_999 UTC);
        assert!(before_1970.to_datum() == Datum::Timestamp(-1));
        let after_2000 = datetime!(2000-01-01 00:00:00.000_001_999);
        assert!(after_2000.to_datum() == Datum::DateTime(946_684_800_000_001));
        assert!(time!(12:00:00.000_001_999).to_datum() == Datum::Time(43_200_000_001));
    }

    #[test]
    fn an_offset_is_the_same_instant() {
        let here = datetime!(2024-03-01 01:30:00 +02:00);
        let Datum::Timestamp(micros) = here.to_datum() else {
            panic!("not a timestamp")
        };
        assert_eq!(OffsetDateTime::from_cell(Cell::Timestamp(micros)), Ok(here));
    }

    #[test]
    fn extremes_neither_panic_nor_wrap() {
        for date in [Date::MIN, Date::MAX, EPOCH] {
            let Datum::Date(days) = date.to_datum() else {
                panic!("not a date")
            };
            assert_eq!(Date::from_cell(Cell::Date(days)), Ok(date));
        }
        assert!(Date::from_cell(Cell::Date(i32::MAX)).is_err());
        assert!(Date::from_cell(Cell::Date(i32::MIN)).is_err());
        assert!(OffsetDateTime::from_cell(Cell::Timestamp(i64::MIN)).is_err());
        assert!(Time::from_cell(Cell::Time(86_400_000_000)).is_err());
        assert!(Time::from_cell(Cell::Time(-1)).is_err());
    }
}

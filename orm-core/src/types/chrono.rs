//! The types of the crate `chrono`.
//!
//! Both databases count microseconds. What is finer is cut off toward the past, before it is sent, so that a value is
//! stored and compared alike on both. A leap second has no place in either: it is refused when it is bound.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

use super::{Cell, Dated, Datum, Element, Ordered, PointInTime, SqlType, Timed, Unreadable, Value};

const LEAP_SECOND: &str =
    "a leap second has no place in a database's clock; store the second before or after it";
const OUT_OF_RANGE: &str = "chrono has no date so far from today";
/// 1970-01-01, in days since the first one of the year 1.
const EPOCH: i32 = 719_163;

/// A `DateTime<Utc>`; for one with another offset, store `with_timezone(&Utc)`, which is the same instant.
impl Value for DateTime<Utc> {
    const TYPE: SqlType = SqlType::Timestamp;

    fn to_datum(&self) -> Datum {
        if is_leap_second(self) {
            return Datum::Invalid(LEAP_SECOND);
        }
        Datum::Timestamp(self.timestamp_micros())
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        match cell {
            Cell::Timestamp(micros) => {
                DateTime::from_timestamp_micros(micros).ok_or_else(|| Unreadable::new(OUT_OF_RANGE))
            }
            other => Err(Unreadable::expected("a timestamp", &other)),
        }
    }
}

impl Value for NaiveDateTime {
    const TYPE: SqlType = SqlType::DateTime;

    fn to_datum(&self) -> Datum {
        if is_leap_second(self) {
            return Datum::Invalid(LEAP_SECOND);
        }
        Datum::DateTime(self.and_utc().timestamp_micros())
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        match cell {
            Cell::DateTime(micros) => DateTime::from_timestamp_micros(micros)
                .map(|instant| instant.naive_utc())
                .ok_or_else(|| Unreadable::new(OUT_OF_RANGE)),
            other => Err(Unreadable::expected("a date and time", &other)),
        }
    }
}

impl Value for NaiveDate {
    const TYPE: SqlType = SqlType::Date;

    fn to_datum(&self) -> Datum {
        Datum::Date(self.num_days_from_ce() - EPOCH)
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        match cell {
            Cell::Date(days) => days
                .checked_add(EPOCH)
                .and_then(NaiveDate::from_num_days_from_ce_opt)
                .ok_or_else(|| Unreadable::new(OUT_OF_RANGE)),
            other => Err(Unreadable::expected("a date", &other)),
        }
    }
}

impl Value for NaiveTime {
    const TYPE: SqlType = SqlType::Time;

    fn to_datum(&self) -> Datum {
        if is_leap_second(self) {
            return Datum::Invalid(LEAP_SECOND);
        }
        let micros = self.nanosecond() / 1000;
        Datum::Time(i64::from(self.num_seconds_from_midnight()) * 1_000_000 + i64::from(micros))
    }

    fn from_cell(cell: Cell<'_>) -> Result<Self, Unreadable> {
        let Cell::Time(micros) = cell else {
            return Err(Unreadable::expected("a time of day", &cell));
        };
        let seconds = u32::try_from(micros.div_euclid(1_000_000)).ok();
        let nanoseconds = u32::try_from(micros.rem_euclid(1_000_000) * 1000).ok();
        seconds
            .zip(nanoseconds)
            .and_then(|(seconds, nanoseconds)| {
                NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanoseconds)
            })
            .ok_or_else(|| Unreadable::new("no time of day is so late"))
    }
}

fn is_leap_second(time: &impl Timelike) -> bool {
    time.nanosecond() >= 1_000_000_000
}

impl Ordered for DateTime<Utc> {}
impl Ordered for NaiveDateTime {}
impl Ordered for NaiveDate {}
impl Ordered for NaiveTime {}
impl PointInTime for DateTime<Utc> {}
impl PointInTime for NaiveDateTime {}
impl Element for DateTime<Utc> {}
impl Element for NaiveDateTime {}
impl Element for NaiveDate {}
impl Element for NaiveTime {}
impl Dated for DateTime<Utc> {
    type Date = NaiveDate;
}
impl Dated for NaiveDateTime {
    type Date = NaiveDate;
}
impl Dated for NaiveDate {
    type Date = NaiveDate;
}
impl Timed for DateTime<Utc> {}
impl Timed for NaiveDateTime {}
impl Timed for NaiveTime {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nanoseconds_are_cut_toward_the_past() {
        let before_1970 = DateTime::from_timestamp(-1, 999_999_999).unwrap();
        assert!(before_1970.to_datum() == Datum::Timestamp(-1));
        let after_2000 = DateTime::from_timestamp(946_684_800, 1_999).unwrap();
        assert!(after_2000.to_datum() == Datum::Timestamp(946_684_800_000_001));
        let noon = NaiveTime::from_hms_nano_opt(12, 0, 0, 1_999).unwrap();
        assert!(noon.to_datum() == Datum::Time(43_200_000_001));
    }

    #[test]
    fn a_leap_second_is_refused() {
        let time = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap();
        let date = NaiveDate::from_ymd_opt(2016, 12, 31).unwrap();
        assert!(time.to_datum() == Datum::Invalid(LEAP_SECOND));
        assert!(date.and_time(time).to_datum() == Datum::Invalid(LEAP_SECOND));
        assert!(date.and_time(time).and_utc().to_datum() == Datum::Invalid(LEAP_SECOND));
    }

    #[test]
    fn extremes_neither_panic_nor_wrap() {
        for date in [NaiveDate::MIN, NaiveDate::MAX, NaiveDate::default()] {
            let Datum::Date(days) = date.to_datum() else {
                panic!("not a date")
            };
            assert_eq!(NaiveDate::from_cell(Cell::Date(days)), Ok(date));
        }
        assert!(NaiveDate::default().to_datum() == Datum::Date(0));
        let first = DateTime::<Utc>::MIN_UTC;
        let Datum::Timestamp(micros) = first.to_datum() else {
            panic!("not a timestamp")
        };
        assert_eq!(DateTime::from_cell(Cell::Timestamp(micros)), Ok(first));
        assert!(NaiveDate::from_cell(Cell::Date(i32::MAX)).is_err());
        assert!(DateTime::<Utc>::from_cell(Cell::Timestamp(i64::MIN)).is_err());
        for micros in [-1, 86_400_000_000, i64::MIN, i64::MAX] {
            assert!(NaiveTime::from_cell(Cell::Time(micros)).is_err());
        }
    }
}
